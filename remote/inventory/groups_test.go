package inventory

import (
	"fmt"
	"strings"
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
		{"HV01", "ONE", "HV01", s("first", "second", 2), nil, ""},
		{"HV02", "ONE", "HV02", s("second", "second", 5), nil, ""},
		{"HX1", "ONE", "HX1", s("cluster", "default", 4), nil, ""},
		{"SQL01", "TWO", "SQL01", s("first", "default", 2), nil, ""},
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

// Whole names in any number are found by name; patterns are compared with each node,
// so they may not be too many.
func TestManyMembers(t *testing.T) {
	file := func(member string, members, nodes int) []byte {
		var b strings.Builder
		b.WriteString("format: 1\ngroups:\n")
		for i := range members {
			fmt.Fprintf(&b, "- {name: g%d, port: %d, nodes: ['%s']}\n", i, i+1, strings.ReplaceAll(member, "%d", fmt.Sprint(i)))
		}
		b.WriteString("clusters:\n- name: C\n  nodes:\n")
		for i := range nodes {
			fmt.Fprintf(&b, "  - HV%d\n", i)
		}
		return []byte(b.String())
	}
	read, err := load("i.yaml", file("hv%d", 5000, 5000), Options{})
	if err != nil || read.Nodes[4999].Port != 5000 || read.Nodes[0].Port != 1 {
		t.Errorf("whole names: %v", err)
	}
	_, err = load("i.yaml", file("hv%d*", 5000, 5000), Options{})
	if err == nil || !strings.Contains(err.Error(), "i.yaml:3:31: 5000 members of groups with * or ? are too many for 5000 nodes") {
		t.Errorf("patterns: %v", err)
	}
}
