package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const contoso = `CONTOSO\clusteraudit`

// TestLoad has defaults, clusters and nodes override each other, in both forms
// of a node and with every kind of path.
func TestLoad(t *testing.T) {
	got, err := Load("testdata/inventory.yaml", Settings{})
	if err != nil {
		t.Fatal(err)
	}
	site := []string{"testdata/site.yaml"}
	want := []Node{
		{"HV01", "FIELDREPORT", "HV01", Settings{5985, "http", "ntlm", contoso, "testdata/ca.pem"}, site},
		{"HV02", "FIELDREPORT", "192.0.2.12", Settings{5986, "https", "ntlm", contoso, "testdata/ca.pem"}, site},
		{
			"HV03", "FIELDREPORT", "HV03", Settings{5985, "http", "ntlm", `HV03\local`, "other/ca.pem"},
			[]string{"ws2008r2-sp1", "testdata/site", "/etc/site.yml"},
		},
		{"2001:db8::7", "STORAGE", "2001:db8::7", Settings{5986, "https", "basic", "audit@contoso.example", "/etc/storage.pem"}, []string{"auto"}},
		{
			"ST02.contoso.example", "STORAGE", "ST02.contoso.example",
			Settings{15985, "http", "ntlm", "audit@contoso.example", "/etc/storage.pem"}, []string{"auto"},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestOverride has flags win over every level; their paths stay as they are.
func TestOverride(t *testing.T) {
	override := Settings{25986, "https", "ntlm", "other", "flag.pem"}
	nodes, err := Load("testdata/inventory.yaml", override)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if n.Settings != override {
			t.Errorf("%s: %+v", n.Name, n.Settings)
		}
	}
}

// TestPlain fills in what nobody has said.
func TestPlain(t *testing.T) {
	tests := []struct {
		name     string
		override Settings
		want     Settings
	}{
		{"nothing set", Settings{}, Settings{5985, "http", "ntlm", "", ""}},
		{"https by flag", Settings{Transport: "https"}, Settings{5986, "https", "ntlm", "", ""}},
		{"port by flag", Settings{Port: 80}, Settings{80, "http", "ntlm", "", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := load("i.yaml", []byte("format: 1\nclusters: [{name: ONE, nodes: [HV01]}]\n"), tt.override)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]Node{{"HV01", "ONE", "HV01", tt.want, nil}}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFileNextToInventory keeps a file without a suffix from turning into the
// name of an embedded baseline.
func TestFileNextToInventory(t *testing.T) {
	got, err := load("i.yaml", []byte("format: 1\nclusters: [{name: ONE, baseline: [./auto, auto], nodes: [HV01]}]\n"), Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"./auto", "auto"}, got[0].Baselines); diff != "" {
		t.Error(diff)
	}
}
