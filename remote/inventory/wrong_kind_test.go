package inventory

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file of another kind is one problem, which names the kind and nothing of the content.
func TestWrongKind(t *testing.T) {
	const secret = "Sunshine1"
	for _, tt := range []struct{ file, text, want string }{
		{"secret.txt", secret + "\n", "a single word, which may be a password"},
		{"secret", "# mine\n" + secret + "!\n", "a single word, which may be a password"},
		{"secret.txt", "Sunshine1.x\n", "a single word, which may be a password"},
		{"key.pem", "-----BEGIN PRIVATE KEY-----\n" + secret + "\n", "a certificate or a key (PEM)"},
		{"a.zip", "PK\x03\x04" + secret, "a ZIP archive"},
		{"a.gz", "\x1f\x8b" + secret, "a compressed file"},
		{"hosts.keytab", "\x05\x02\x00\x00" + secret, "a Kerberos keytab"},
		{"krb5cc_0", "\x05\x04" + secret, "a Kerberos credential cache"},
		{"System.evtx", "ElfFile\x00" + secret, "a Windows event log"},
		{"hosts.txt", "\xff\xfeH\x00V\x00", "text in UTF-16"},
		{"hosts", "HV01\n" + secret + "\x00\n", "binary data"},
		{"a.xml", "\n<a>" + secret + "</a>\n", "XML or HTML"},
		{"nodes.csv", "name\nHV01\n", "a table"},
		{"nodes.txt", "name,address\nHV01," + secret + "\n", "a table"},
		{"nodes.txt", "HV01;" + secret + "\nHV02;x\n", "a table"},
		{"site.yaml", "format: 1\nname: site\nextends: [ws2019]\n", "a baseline"},
		{"waivers.yaml", "format: 1\nwaivers: []\n", "a file of waivers"},
		{"clusterdrift.yaml", "format: 1\nflags: {}\n", "a configuration of clusterdrift"},
		{"HV01.json", `{"format": 1, "name": "HV01", "os": {"host_name": "` + secret + `"}}`, "the facts of a node"},
		{"manifest.json", `{"format": 1, "schema": "x", "tool": {}, "nodes": []}`, "the manifest of facts"},
		{"result.json", `{"format": 1, "tool": {}, "clusters": [], "counts": {}, "exit": {}}`, "a report of clusterdrift"},
		{"HV01.trace.jsonl", `{"format": 1, "tool": "x", "started": "y", "node": "HV01"}` + "\n", "the trace of a node"},
	} {
		path := filepath.Join(t.TempDir(), tt.file)
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path, Options{})
		if err == nil || !strings.HasPrefix(err.Error(), path+":1:1: this is "+tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one problem: %s", tt.file, err, tt.want)
		}
		if err != nil && strings.Contains(strings.ReplaceAll(err.Error(), path, ""), "unshine") {
			t.Errorf("%s: the problem repeats the content: %v", tt.file, err)
		}
	}
}

// What people write as a list of hosts stays one.
func TestPlainLists(t *testing.T) {
	for _, tt := range []struct {
		file, text string
		nodes      int
	}{
		{"nodes.txt", "HV01\nHV02\n", 2},
		{"nodes.txt", "# the cluster\n\nHV01\r\nHV02\r\n", 2},
		{"nodes.txt", "[hyperv]\nHV01\n", 1},
		{"nodes.txt", "hv[01:08]\n", 8},
		{"nodes.txt", "hv01.contoso.example\n", 1},
		{"nodes.txt", "HV01 ansible_port=5986\n", 1},
		{"hosts", "HV01\n", 1},
		{"inventory", "HV01\n", 1},
		{"nodes.ini", "HV01\n", 1},
	} {
		path := filepath.Join(t.TempDir(), tt.file)
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if inv, err := Load(path, Options{}); err != nil || len(inv.Nodes) != tt.nodes {
			t.Errorf("%s %q: %v", tt.file, tt.text, err)
		}
	}
}

// A password in the place of a host is not repeated.
func TestProblemsRepeatNoSecret(t *testing.T) {
	for _, text := range []string{"HV01\nPASSWORD=Sunshine1\n", "HV01\nSunshine1!/\n", "HV01 Sunshine1\nHV02\n"} {
		path := filepath.Join(t.TempDir(), "hosts")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path, Options{}); err == nil || strings.Contains(err.Error(), "Sunshine1") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
