package inventory

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// lines are the messages of an error, which must all be of strict.Error.
func lines(t *testing.T, err error) []string {
	t.Helper()
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	var all []string
	for _, err := range errs {
		var e *strict.Error
		if !errors.As(err, &e) {
			t.Fatalf("%T is no *strict.Error: %v", err, err)
		}
		all = append(all, err.Error())
	}
	return all
}

// TestInvalid has one file for each rule and the exact words it earns.
func TestInvalid(t *testing.T) {
	tests := map[string][]string{
		"alias": {
			`alias.yaml:3:18: anchors and aliases are not allowed; write the value out`,
			`alias.yaml:5:31: anchors and aliases are not allowed; write the value out`,
		},
		"allow-env": {
			`allow-env.yaml:3:1: unknown key "allow_env"; valid: clusters, defaults, format, groups`,
			`allow-env.yaml:4:12: unknown key "allow-env"`,
		},
		"auth": {
			`auth.yaml:4:31: unknown value "ntml" for auth; did you mean "ntlm"?`,
		},
		"baseline": {
			`baseline.yaml:3:22: baseline is empty`,
			`baseline.yaml:5:27: baseline is empty`,
			`baseline.yaml:5:62: baseline must be text or a list, not a number`,
			`baseline.yaml:6:34: the same value twice in baseline`,
			`baseline.yaml:6:73: an item of baseline must be text, not a number`,
		},
		"basic-over-http": {
			`basic-over-http.yaml:4:9: Basic over http would send the password in clear; set transport to https`,
			`basic-over-http.yaml:12:45: Basic over http would send the password in clear; set transport to https`,
		},
		"duplicate-cluster": {
			`duplicate-cluster.yaml:5:12: duplicate cluster "FieldReport"; it is first written in line 4`,
		},
		"duplicate-key": {
			`duplicate-key.yaml:4:37: duplicate key "port"`,
		},
		"duplicate-node": {
			`duplicate-node.yaml:7:16: duplicate node "hv01"; it is first written in line 6`,
		},
		"empty": {
			`empty.yaml:1:1: the file is empty`,
		},
		"format": {
			`format.yaml:2:9: unknown value "2" for format; valid: 1`,
		},
		"groups": {
			`groups.yaml:4:24: nodes is empty`,
			`groups.yaml:5:36: unknown key "adress"`,
			`groups.yaml:5:60: an inventory never contains a password; give it in CLUSTERDRIFT_PASSWORD, by the setting password_file or by the setting password_stdin`,
			`groups.yaml:6:5: missing name`,
			`groups.yaml:6:14: an item of nodes must be text, not a number`,
		},
		"unused": {
			`unused.yaml:4:25: no cluster has a node "HV1"; did you mean "HV01"?`,
			`unused.yaml:4:30: no cluster has a node "SQL*"; valid: HV01`,
			`unused.yaml:5:12: duplicate group "DMZ"; it is first written in line 4`,
		},
		"variables": {
			`variables.yaml:4:9: the environment variable SITE_USER is not one that an inventory may use; rename it to CLUSTERDRIFT_VAR_SITE_USER, or use the setting allow_env SITE_USER`,
			`variables.yaml:5:10: the environment variable CLUSTERDRIFT_VAR_UNSET is not set`,
			`variables.yaml:6:12: "${9}" names no environment variable; write it like ${CLUSTERDRIFT_VAR_USER}, or $${ for the characters themselves`,
			`variables.yaml:10:9: a name cannot contain an environment variable; write the name out, and use the variable in address`,
			`variables.yaml:11:31: the environment variable CLUSTERDRIFT_USER is not one that an inventory may use: it is kept for clusterdrift itself; rename it to CLUSTERDRIFT_VAR_USER`,
			`variables.yaml:11:60: "${" names no environment variable; write it like ${CLUSTERDRIFT_VAR_USER}, or $${ for the characters themselves`,
			`variables.yaml:11:97: the environment variable ADMIN_PASSWORD is not one that an inventory may use: "PASS" in its name suggests a secret; give secrets by the setting password_file, and rename the variable if it is not one`,
		},
		"host": {
			`host.yaml:6:9: "HV01:5986" is not a host name or address; write it like HV01`,
			`host.yaml:7:16: "HV 02" is not a host name or address; write it like HV01`,
			`host.yaml:8:31: "https://hv03" is not a host name or address; write it like HV01`,
			`host.yaml:9:31: "[2001:db8::4]" is not a host name or address; write it like HV01`,
			`host.yaml:10:9: "HV\x1b05" is not a host name or address; write it like HV01`,
		},
		"kerberos": {
			`kerberos.yaml:3:18: Kerberos needs the node's name, not only its address 192.0.2.11; name it as the directory does, or give its service principal with the setting spn`,
			`kerberos.yaml:10:52: a keytab and a credential cache are both given; leave one of them out`,
		},
		"list": {
			`list.yaml:2:1: an inventory must be a mapping, not a list`,
		},
		"moment": {
			`moment.yaml:4:11: unknown value "before-updat" for moment; did you mean "before-update"?`,
			`moment.yaml:7:26: unknown key "moment"; moment belongs below defaults`,
		},
		"missing-keys": {
			`missing-keys.yaml:2:1: missing format, clusters`,
		},
		"missing-name": {
			`missing-name.yaml:4:5: missing name`,
			`missing-name.yaml:5:9: missing name`,
		},
		"no-clusters": {
			`no-clusters.yaml:3:11: clusters is empty`,
		},
		"no-nodes": {
			`no-nodes.yaml:4:24: nodes is empty`,
			`no-nodes.yaml:5:5: missing nodes`,
			`no-nodes.yaml:6:12: name is empty`,
			`no-nodes.yaml:6:30: "" is not a host name or address; write it like HV01`,
		},
		"password": {
			`password.yaml:3:11: an inventory never contains a password; give it in CLUSTERDRIFT_PASSWORD, by the setting password_file or by the setting password_stdin`,
			`password.yaml:4:31: an inventory never contains a password; give it in CLUSTERDRIFT_PASSWORD, by the setting password_file or by the setting password_stdin`,
			`password.yaml:7:13: an inventory never contains a password; give it in CLUSTERDRIFT_PASSWORD, by the setting password_file or by the setting password_stdin`,
			`password.yaml:9:32: an inventory never contains a password; give it in CLUSTERDRIFT_PASSWORD, by the setting password_file or by the setting password_stdin`,
		},
		"port": {
			`port.yaml:3:18: port is 0, below 1`,
			`port.yaml:6:11: port is 65536, above 65535`,
			`port.yaml:7:32: port must be a whole number, not text; write it in digits alone, without quotes, unit, point or exponent`,
		},
		"several": {
			`several.yaml:3:1: unknown key "default"; did you mean "defaults"?`,
			`several.yaml:6:16: unknown value "htps" for transport; did you mean "https"?`,
			`several.yaml:8:22: unknown key "adress"; did you mean "address"?`,
			`several.yaml:9:9: duplicate node "hv01"; it is first written in line 8`,
		},
		"syntax": {
			`syntax.yaml:3:1: not YAML: a value is missing`,
		},
		"tls": {
			`tls.yaml:3:39: "sha256:00" is not a SHA-256 of a certificate; write it like sha256:<64 hex digits>`,
			`tls.yaml:3:61: unknown value "1.4" for tls_min; did you mean "1.0"?`,
			`tls.yaml:3:68: unknown key "insecure_skip_verify"`,
			`tls.yaml:5:26: tls_min must be text, not a number`,
		},
		"tls-over-http": {
			`tls-over-http.yaml:5:14: a pinned certificate means nothing over http; set transport to https`,
			`tls-over-http.yaml:9:28: a client certificate is shown over https only; set transport to https`,
		},
		"transport": {
			`transport.yaml:3:23: unknown value "winrm" for transport; valid: http, https`,
		},
		"wrong-type": {
			`wrong-type.yaml:3:11: defaults must be a mapping, not a list`,
			`wrong-type.yaml:5:12: name must be text, not a number`,
			`wrong-type.yaml:5:21: user must be text, not a mapping`,
			`wrong-type.yaml:5:32: nodes must be a list, not text`,
			`wrong-type.yaml:6:26: ca_file must be text, not empty`,
			`wrong-type.yaml:6:36: an item of nodes must be text or a mapping, not a number`,
		},
	}
	files, err := filepath.Glob("testdata/invalid-*.yaml")
	if err != nil || len(files) != len(tests) {
		t.Fatalf("%d files for %d tests, %v", len(files), len(tests), err)
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			nodes, err := loadFile("testdata/invalid-"+name+".yaml", Settings{})
			if nodes != nil {
				t.Errorf("got %v", nodes)
			}
			got := lines(t, err)
			for i := range got {
				got[i] = strings.TrimPrefix(got[i], "testdata/invalid-")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInvalidFile(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(large, []byte("# "+strings.Repeat("x", strict.MaxSize)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, missing := os.ReadFile("testdata/none.yaml")
	if !errors.Is(missing, fs.ErrNotExist) {
		t.Fatal(missing)
	}
	for path, want := range map[string]string{
		"testdata/none.yaml": "cannot read inventory: " + missing.Error(), // which each system says in its own words
		"testdata":           "cannot read inventory: open testdata: it is a directory, not a regular file",
		large:                "cannot read inventory: read " + large + ": it is larger than 1 MiB, the limit for this kind of file",
	} {
		if _, err := loadFile(path, Settings{}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestInvalidOverride has flags that are wrong by themselves or with the file.
func TestInvalidOverride(t *testing.T) {
	const inClear = "Basic over http would send the password in clear; set transport to https"
	tests := []struct {
		name     string
		text     string // of the one cluster
		override Settings
		want     []string
	}{
		{"all wrong", "nodes: [HV01]", Settings{Port: 65536, Transport: "x", Auth: "digest", TLSPin: "sha1:00", TLSMin: "1.4"}, []string{
			`the setting auth "digest" is none of kerberos, ntlm, certificate, basic`,
			`the setting port 65536 is not a number from 1 to 65535`,
			`the setting tls_min "1.4" is none of 1.0, 1.1, 1.2, 1.3`,
			`the setting tls_pin "sha1:00" is not sha256: and 64 hex digits`,
			`the setting transport "x" is neither http nor https`,
		}},
		{"with those of the file", "nodes: [HV01], port: 0", Settings{Port: -1}, []string{
			`the setting port -1 is not a number from 1 to 65535`,
			`i.yaml:3:38: port is 0, below 1`,
		}},
		{"basic by flag, once for all nodes", "nodes: [HV01, HV02]", Settings{Auth: "basic"}, []string{inClear}},
		{"http by flag", "nodes: [HV01], auth: basic, transport: https", Settings{Transport: "http"}, []string{"i.yaml:3:38: " + inClear}},
		{"https by flag", "nodes: [HV01], auth: basic", Settings{Transport: "https"}, nil},
		{"ntlm by flag", "nodes: [HV01], auth: basic", Settings{Auth: "ntlm"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := loadNodes("i.yaml", []byte("format: 1\nclusters:\n  - {name: ONE, "+tt.text+"}\n"), tt.override)
			if tt.want == nil {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tt.want, lines(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
