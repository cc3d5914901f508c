package inventory

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

func TestFormat(t *testing.T) {
	nodes := nativeFiles(t, []Node{
		{"HV01", "FIELDREPORT", "HV01", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: contoso, CAFile: "out/tls/ca.pem"}, []string{"auto", "out/site.yaml"}, ""},
		{"1", "STORAGE", "192.0.2.1", Settings{Port: 5986, Transport: "https", Auth: "ntlm", User: contoso, CAFile: "out/tls/ca.pem"}, []string{"auto", "out/site.yaml"}, ""},
		{"HV02", "FIELDREPORT", "HV02", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: contoso, CAFile: "ca.pem"}, []string{"auto", "out/site.yaml"}, ""},
		{"true", "STORAGE", "true", Settings{Port: 5986, Transport: "https", Auth: "ntlm", User: contoso, CAFile: "/etc/ca.pem"}, nil, ""},
	})
	want := `format: 1
defaults:
  auth: ntlm
  user: CONTOSO\clusteraudit
clusters:
  - name: FIELDREPORT
    nodes:
      - name: HV01
        port: 5985
        transport: http
        ca_file: tls/ca.pem
        baseline: [auto, site.yaml]
      - name: HV02
        port: 5985
        transport: http
        ca_file: ../ca.pem
        baseline: [auto, site.yaml]
  - name: STORAGE
    nodes:
      - name: "1"
        address: 192.0.2.1
        port: 5986
        transport: https
        ca_file: tls/ca.pem
        baseline: [auto, site.yaml]
      - name: "true"
        port: 5986
        transport: https
        ca_file: ` + native(t, "/etc/ca.pem") + "\n"
	got, err := Format(nodes, "out/inventory.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	again, err := loadNodes("out/inventory.yaml", got, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	together := []Node{nodes[0], nodes[2], nodes[1], nodes[3]}
	if diff := cmp.Diff(together, again, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestFormatShort(t *testing.T) {
	nodes, err := FromNames("FIELDREPORT", []string{"HV01", "HV02"}, Settings{User: "audit"})
	if err != nil {
		t.Fatal(err)
	}
	want := `format: 1
defaults:
  port: 5985
  transport: http
  auth: ntlm
  user: audit
clusters:
  - name: FIELDREPORT
    nodes:
      - HV01
      - HV02
`
	if got, err := Format(nodes, "inventory.yaml"); err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}

// TestFormatPaths writes absolute and relative paths for one another.
func TestFormatPaths(t *testing.T) {
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, dir, file, want string }{
		{"both relative", "out", "out/ca.pem", "ca.pem"},
		{"relative, outside", "out", "ca.pem", "../ca.pem"},
		{"above the working directory", "..", "ca.pem", native(t, here+"/ca.pem")},
		{"both absolute", "/srv", "/srv/tls/ca.pem", "tls/ca.pem"},
		{"absolute, outside", "/srv", "/etc/ca.pem", native(t, "/etc/ca.pem")},
		{"absolute into a relative folder", "out", here + "/out/ca.pem", "ca.pem"},
		{"absolute, outside a relative folder", "out", "/etc/ca.pem", native(t, "/etc/ca.pem")},
		{"relative into an absolute folder", here, "ca.pem", "ca.pem"},
		{"relative, outside an absolute folder", "/srv", "ca.pem", native(t, here+"/ca.pem")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := fileIn(native(t, tt.dir), native(t, tt.file)); err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

// TestFormatRefuses makes sure that no file is written that Load would refuse.
func TestFormatRefuses(t *testing.T) {
	sound := Settings{Port: 5985, Transport: "http", Auth: "ntlm"}
	tests := map[string][]Node{
		"nothing":          nil,
		"no name":          {{"", "ONE", "HV01", sound, nil, ""}},
		"no cluster":       {{"HV01", "", "HV01", sound, nil, ""}},
		"the same twice":   {{"HV01", "ONE", "HV01", sound, nil, ""}, {"hv01", "ONE", "HV01", sound, nil, ""}},
		"unknown settings": {{"HV01", "ONE", "HV01", Settings{Port: 5985, Transport: "x", Auth: "ntlm"}, nil, ""}},
		"basic over http":  {{"HV01", "ONE", "HV01", Settings{Port: 5985, Transport: "http", Auth: "basic"}, nil, ""}},
	}
	for name, nodes := range tests {
		t.Run(name, func(t *testing.T) {
			if text, err := Format(nodes, "i.yaml"); err == nil || text != nil {
				t.Errorf("%v\n%s", err, text)
			}
		})
	}
}

// TestFormatRoundTrip formats nodes of random settings and loads them again.
func TestFormatRoundTrip(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 0))
		nodes := nativeFiles(t, randomNodes(r))
		path := pick(r, "i.yaml", "a/i.yaml", "/srv/i.yaml")
		if strict.IsRooted(path) { // else the files are the same, but spelled otherwise
			for i := range nodes {
				nodes[i].CAFile, nodes[i].Baselines = "/srv/ca.pem", []string{"/srv/b/site.yaml", "/etc/site"}
			}
			nodes, path = nativeFiles(t, nodes), native(t, path)
		}
		text, err := Format(nodes, path)
		if err != nil {
			t.Fatalf("seed %d: %v\n%+v", seed, err, nodes)
		}
		again, err := loadNodes(path, text, Settings{})
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		if diff := cmp.Diff(nodes, again); diff != "" {
			t.Fatalf("seed %d: %s\n%s", seed, diff, text)
		}
	}
}

const somePin = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func randomNodes(r *rand.Rand) []Node {
	var nodes []Node
	for c := range 1 + r.IntN(3) {
		for n := range 1 + r.IntN(4) {
			name := fmt.Sprint(pick(r, "HV", "", "0x", "2001:db8::", "null-"), n)
			s := Settings{Port: 1 + r.IntN(maxPort), Transport: pick(r, "http", "https"), Auth: "ntlm", User: pick(r, "", "yes", `A\b`, "ü: #"), CAFile: pick(r, "", "ca.pem", "a/ca.pem", "../ca.pem")}
			if s.Transport == transportHTTPS {
				s.Auth = pick(r, "ntlm", "basic", "certificate", "kerberos")
				s.TLSPin, s.TLSServerName, s.TLSMin = pick(r, "", somePin), pick(r, "", "hv01", "$${a}"), pick(r, "", "1.0", "1.3")
			}
			if s.Auth == "kerberos" {
				s.SPN, s.Realm, s.Keytab = pick(r, "HTTP/a", "HTTP/b"), pick(r, "", "CONTOSO.EXAMPLE"), pick(r, "", "/a.keytab")
			}
			nodes = append(nodes, Node{name, fmt.Sprint("cluster ", c), pick(r, name, "192.0.2.1"), s, pick(r, nil, []string{"auto"}, []string{"./site", "a/b.yaml"}), ""})
		}
	}
	return nodes
}
