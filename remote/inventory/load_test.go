package inventory

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// loadFile and loadNodes give the nodes alone.
func loadFile(path string, override Settings) ([]Node, error) {
	return nodesOf(Load(path, Options{Override: override}))
}

func loadNodes(path string, data []byte, override Settings) ([]Node, error) {
	return nodesOf(load(path, data, Options{Override: override}))
}

// reloaded formats nodes for a path and loads them again.
func reloaded(t *testing.T, nodes []Node, path string, o Options) []Node {
	t.Helper()
	text, err := Format(nodes, path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := load(path, text, o)
	if err != nil {
		t.Fatalf("%v, in our own format:\n%s", err, text)
	}
	return again.Nodes
}

func nodesOf(i *Inventory, err error) ([]Node, error) {
	if err != nil {
		return nil, err
	}
	return i.Nodes, nil
}

const contoso = `CONTOSO\clusteraudit`

// TestLoad has defaults, clusters and nodes override each other, in both forms
// of a node and with every kind of path.
func TestLoad(t *testing.T) {
	got, err := loadFile("testdata/inventory.yaml", Settings{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.FromSlash
	site := []string{path("testdata/site.yaml")}
	kerberos := Settings{Port: 5985, Transport: "http", Auth: "kerberos", User: contoso, Realm: "CONTOSO.EXAMPLE",
		Keytab: path("testdata/audit.keytab"), CAFile: path("testdata/ca.pem")}
	withSPN := Settings{SPN: "HTTP/kb02.contoso.example"}.over(kerberos)
	overTLS := Settings{Port: 5986, Transport: "https", TLSServerName: "kb03.contoso.example", TLSMin: "1.0",
		TLSPin: "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}.over(kerberos)
	want := []Node{
		{"HV01", "FIELDREPORT", "HV01", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: contoso, CAFile: path("testdata/ca.pem")}, site, ""},
		{"HV02", "FIELDREPORT", "192.0.2.12", Settings{Port: 5986, Transport: "https", Auth: "ntlm", User: contoso, CAFile: path("testdata/ca.pem")}, site, ""},
		{
			"HV03", "FIELDREPORT", "HV03", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: `HV03\local`, CAFile: path("other/ca.pem")},
			[]string{"ws2008r2-sp1", path("testdata/site"), path("/etc/site.yml")},
			"",
		},
		{"KB01", "KERBEROS", "192.0.2.21", kerberos, site, ""},
		{"192.0.2.22", "KERBEROS", "192.0.2.22", withSPN, site, ""},
		{"KB03", "KERBEROS", "KB03", overTLS, site, ""},
		{"2001:db8::7", "STORAGE", "2001:db8::7", Settings{Port: 5986, Transport: "https", Auth: "basic", User: "audit@contoso.example", CAFile: path("/etc/storage.pem")}, []string{"auto"}, ""},
		{
			"ST02.contoso.example", "STORAGE", "ST02.contoso.example",
			Settings{Port: 15985, Transport: "http", Auth: "ntlm", User: "audit@contoso.example", CAFile: path("/etc/storage.pem")}, []string{"auto"},
			"",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestOverride has flags win over every level; their paths stay as they are.
func TestOverride(t *testing.T) {
	override := Settings{Port: 25986, Transport: "https", Auth: "ntlm", User: "other", SPN: "HTTP/flag", Realm: "FLAG", Keytab: "flag.keytab", CCache: "flag.tickets",
		CAFile: "flag.pem", TLSPin: "sha256:" + strings.Repeat("0f", 32), TLSServerName: "flag", TLSMin: "1.3"}
	nodes, err := loadFile("testdata/inventory.yaml", override)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Settings != override {
			t.Errorf("%s: %+v", n.Name, n.Settings)
		}
	}
}

// TestPlain fills in what is not said.
func TestPlain(t *testing.T) {
	tests := []struct {
		name     string
		override Settings
		want     Settings
	}{
		{"nothing set", Settings{}, Settings{Port: 5985, Transport: "http", Auth: "ntlm"}},
		{"https by flag", Settings{Transport: "https"}, Settings{Port: 5986, Transport: "https", Auth: "ntlm"}},
		{"port by flag", Settings{Port: 80}, Settings{Port: 80, Transport: "http", Auth: "ntlm"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := loadNodes("i.yaml", []byte("format: 1\nclusters: [{name: ONE, nodes: [HV01]}]\n"), tt.override)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]Node{{"HV01", "ONE", "HV01", tt.want, nil, ""}}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFileNextToInventory keeps a file without a suffix from turning into the
// name of an embedded baseline.
func TestFileNextToInventory(t *testing.T) {
	got, err := loadNodes("i.yaml", []byte("format: 1\nclusters: [{name: ONE, baseline: [./auto, auto], nodes: [HV01]}]\n"), Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"./auto", "auto"}, got[0].Baselines); diff != "" {
		t.Error(diff)
	}
}

func TestPrincipal(t *testing.T) {
	tests := []struct {
		name string
		node Node
		want string
	}{
		{"name", Node{Name: "HV01", Address: "HV01"}, "HTTP/HV01"},
		{"address by name", Node{Name: "HV01", Address: "hv01.contoso.example"}, "HTTP/hv01.contoso.example"},
		{"address by number", Node{Name: "HV01", Address: "192.0.2.1"}, "HTTP/HV01"},
		{"only numbers", Node{Name: "2001:db8::1", Address: "2001:db8::1"}, ""},
		{"said", Node{Name: "HV01", Address: "HV01", Settings: Settings{SPN: "WSMAN/HV01"}}, "WSMAN/HV01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.node.Principal(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
