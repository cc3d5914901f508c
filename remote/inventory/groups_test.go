package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const grouped = `# Synthetic
format: 1
defaults: {user: default, realm: default, port: 1, auth: ntlm}
groups:
  - {name: first, nodes: [hv01, SQL*], user: first, port: 2}
  - {name: second, nodes: ["?V0*"], user: second, realm: second, port: 3}
clusters:
  - name: ONE
    user: cluster
    port: 4
    nodes: [HV01, {name: HV02, port: 5}, HX1]
  - name: TWO
    nodes: [SQL01]
`

// TestGroups has a node win over its groups, the first group over the others,
// and all of them over the cluster.
func TestGroups(t *testing.T) {
	got, err := load("i.yaml", []byte(grouped), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := func(user, realm string, port int) Settings {
		return Settings{Port: port, Transport: "http", Auth: "ntlm", User: user, Realm: realm}
	}
	want := []Node{
		{"HV01", "ONE", "HV01", s("first", "second", 2), nil},
		{"HV02", "ONE", "HV02", s("second", "second", 5), nil},
		{"HX1", "ONE", "HX1", s("cluster", "default", 4), nil},
		{"SQL01", "TWO", "SQL01", s("first", "default", 2), nil},
	}
	if diff := cmp.Diff(want, got.Nodes); diff != "" {
		t.Error(diff)
	}
	sources := Sources{
		"name": "i.yaml:11", "cluster": "i.yaml:8", "port": "i.yaml:11", "user": "i.yaml:6", "realm": "i.yaml:6",
		"auth": "i.yaml:3", "transport": "default",
	}
	if diff := cmp.Diff(sources, got.Sources[1]); diff != "" {
		t.Error(diff)
	}
}

// TestVariables fills in what the environment has, and leaves what is doubled.
func TestVariables(t *testing.T) {
	env := map[string]string{"USER_NAME": `CONTOSO\audit$`, "D": "example", "ROOT": "/srv"}
	text := `{format: 1, clusters: [{name: "ONE", user: "${USER_NAME}", nodes: [
		{name: HV01, address: "hv01.${D}", ca_file: "${ROOT}/ca.pem", baseline: ["${ROOT}/a.yaml", "b$.yaml"]},
		{name: HV02, user: "$${D} $$${D} $D $", spn: "HTTP/hv02.${D}", realm: "${D}", tls_server_name: "x.${D}"}]}]}`
	got, err := load("i.yaml", []byte(text), Options{Override: Settings{Realm: "FLAG"}, Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }})
	if err != nil {
		t.Fatal(err)
	}
	want := []Node{
		{"HV01", "ONE", "hv01.example", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: `CONTOSO\audit$`, Realm: "FLAG", CAFile: "/srv/ca.pem"}, []string{"/srv/a.yaml", "b$.yaml"}},
		{"HV02", "ONE", "HV02", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: "${D} $${D} $D $", SPN: "HTTP/hv02.example", Realm: "FLAG", TLSServerName: "x.example"}, nil},
	}
	if diff := cmp.Diff(want, got.Nodes); diff != "" {
		t.Error(diff)
	}
	if got.Sources[0]["realm"] != "flag" || got.Sources[0]["address"] != "i.yaml:2" {
		t.Error(got.Sources[0])
	}
	written, err := Format(got.Nodes, "/srv/i.yaml")
	if err != nil {
		t.Fatal(err)
	}
	again, err := load("/srv/i.yaml", written, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got.Nodes[1], again.Nodes[1]); diff != "" {
		t.Errorf("%s\n%s", diff, written)
	}
}
