package inventory

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHostName: the name that answers belongs to one node, and is kept in every form.
func TestHostName(t *testing.T) {
	const text = `format: 1
clusters:
  - name: SQLCLUSTER
    nodes:
      - {name: sql-a, address: 192.0.2.31, host: SQL01}
      - {name: sql-b, host: '${CLUSTERDRIFT_VAR_B}.contoso.example'}
      - SQL03
`
	env := envOf(map[string]string{"CLUSTERDRIFT_VAR_B": "sql02"})
	got, err := load("i.yaml", []byte(text), Options{Env: env})
	if err != nil {
		t.Fatal(err)
	}
	var hosts, lines []string
	for i, n := range got.Nodes {
		hosts, lines = append(hosts, n.Host+" "+n.Keys()["host"]), append(lines, got.Sources[i]["host"])
	}
	if diff := cmp.Diff([]string{"SQL01 SQL01", "sql02.contoso.example sql02.contoso.example", " "}, hosts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"i.yaml:5", "i.yaml:6", ""}, lines); diff != "" {
		t.Error(diff)
	}
	for _, nodes := range [][]Node{got.Nodes, got.Nodes[:1]} { // what all nodes share is written once, but never a name
		written, err := Format(nodes, "i.yaml")
		if err != nil {
			t.Fatal(err)
		}
		again, err := loadNodes("i.yaml", written, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(nodes, again); diff != "" {
			t.Errorf("%s\n%s", diff, written)
		}
	}
	members, err := FromMembers("SQLCLUSTER", []string{"SQL01", "SQL02"}, got.Nodes[0], false)
	if err != nil || members[0].Host != "" || members[1].Host != "" {
		t.Errorf("members %+v, %v", members, err)
	}
}

func TestHostNameRefused(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"an address", "clusters: [{name: ONE, nodes: [{name: HV01, host: 192.0.2.1}]}]", `i.yaml:2:51: "192.0.2.1" is an address, and no machine calls itself so`},
		{"an address of version 6", "clusters: [{name: ONE, nodes: [{name: HV01, host: '2001:db8::1'}]}]", "i.yaml:2:51: "},
		{"a port", "clusters: [{name: ONE, nodes: [{name: HV01, host: 'HV02:5985'}]}]", "i.yaml:2:51: "},
		{"nothing", "clusters: [{name: ONE, nodes: [{name: HV01, host: ''}]}]", "i.yaml:2:51: "},
		{"of a cluster", "clusters: [{name: ONE, host: HV01, nodes: [HV01]}]", `i.yaml:2:24: unknown key "host"`},
		{"of all nodes", "defaults: {host: HV01}\nclusters: [{name: ONE, nodes: [HV01]}]", `i.yaml:2:12: unknown key "host"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load("i.yaml", []byte("format: 1\n"+tt.text), Options{})
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

func TestAnsibleHostName(t *testing.T) {
	got, err := loadText(t, "[sql]\nsql-a ansible_host=192.0.2.31 clusterdrift_host=SQL01\nsql-b", Options{})
	if err != nil || got.Nodes[0].Host != "SQL01" || got.Nodes[1].Host != "" || got.Sources[0]["host"] != "hosts:2" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = loadText(t, "[sql]\nsql-a clusterdrift_host=192.0.2.31", Options{})
	if err == nil || err.Error() != `hosts:2:7: "192.0.2.31" is not a host name; write it like HV01` {
		t.Errorf("%v", err)
	}
}
