package fleet

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
)

// answers are names by class.
type answers map[string][]string

func (a answers) Query(_ context.Context, namespace, wql string) ([]remote.Row, error) {
	names, ok := a[strings.TrimPrefix(wql, "SELECT Name FROM ")]
	if !ok || namespace != "root/MSCluster" {
		return nil, &remote.Error{Kind: remote.NotFound, Text: "invalid namespace"}
	}
	var rows []remote.Row
	for _, name := range names {
		rows = append(rows, remote.Row{"Name": {name}})
	}
	return rows, nil
}

// TestReadMembers believes a node only what can be true.
func TestReadMembers(t *testing.T) {
	one := []string{"FIELDREPORT"}
	tests := []struct {
		name    string
		answers answers
		want    Membership
		kind    remote.Kind
		text    string
	}{
		{"members", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"HV02", "hv01", "КЛАСТЕР-3"}}, Membership{"FIELDREPORT", []string{"hv01", "HV02", "КЛАСТЕР-3"}}, "", ""},
		{"no cluster", answers{}, Membership{}, remote.NotFound, "no WMI classes of a failover cluster"},
		{"nothing", answers{"MSCluster_Cluster": nil}, Membership{}, remote.Malformed, "MSCluster_Cluster has 0 rows"},
		{"two clusters", answers{"MSCluster_Cluster": {"A", "B"}}, Membership{}, remote.Malformed, "MSCluster_Cluster has 2 rows"},
		{"no members", answers{"MSCluster_Cluster": one, "MSCluster_Node": nil}, Membership{}, remote.Malformed, "MSCluster_Node has 0 rows"},
		{"no name", answers{"MSCluster_Cluster": one, "MSCluster_Node": {""}}, Membership{}, remote.Malformed, `names ""`},
		{"twice", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"HV01", "HV02", "hv01"}}, Membership{}, remote.Malformed, "twice"},
		{"another domain", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"hv01.evil.example"}}, Membership{}, remote.Malformed, "not the name of a computer"},
		{"a port", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"hv01:80"}}, Membership{}, remote.Malformed, "not the name of a computer"},
		{"a path", answers{"MSCluster_Cluster": {"../x"}}, Membership{}, remote.Malformed, "not the name of a computer"},
		{"too long", answers{"MSCluster_Cluster": {strings.Repeat("x", 64)}}, Membership{}, remote.Malformed, "not the name of a computer"},
		{"too many", answers{"MSCluster_Cluster": one, "MSCluster_Node": make([]string, maxMembers+1)}, Membership{}, remote.Malformed, "MSCluster_Node has 1001 rows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readMembers(t.Context(), tt.answers)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			var e *remote.Error
			if tt.kind == "" {
				if err != nil {
					t.Error(err)
				}
			} else if !errors.As(err, &e) || e.Kind != tt.kind || !strings.Contains(e.Text, tt.text) || e.Hint == "" {
				t.Errorf("got %v, want %s: %s", err, tt.kind, tt.text)
			}
		})
	}
}
