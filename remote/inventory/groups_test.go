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
