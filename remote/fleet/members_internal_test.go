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
		{"full names", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"HV02.contoso.example.", "hv01.other.example", "HV03"}}, Membership{"FIELDREPORT", []string{"hv01.other.example", "HV02.contoso.example", "HV03"}}, "", ""},
		{"twice, in two domains", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"HV01.a.example", "HV02", "hv01.b.example"}}, Membership{}, remote.Malformed, `"hv01" twice`},
		{"twice, with a domain and without", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"HV01", "hv01.a.example"}}, Membership{}, remote.Malformed, `"hv01" twice`},
		{"twice, in two forms of a letter", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"ΚΌΜΒΟΣ", "κόμβος"}}, Membership{}, remote.Malformed, "twice"},
		{"an address", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"HV01", "0x7f000001"}}, Membership{}, remote.Malformed, `MSCluster_Node names "0x7f000001", which is not the name of a computer: it is a number`},
		{"a cluster called by a number", answers{"MSCluster_Cluster": {"2130706433"}, "MSCluster_Node": {"HV01"}}, Membership{}, remote.Malformed, `MSCluster_Cluster names "2130706433", which is not the name of a computer: it is a number`},
		{"a cluster called localhost", answers{"MSCluster_Cluster": {"LocalHost"}, "MSCluster_Node": {"HV01"}}, Membership{}, remote.Malformed, "it stands for the computer that asks"},
		{"a port", answers{"MSCluster_Cluster": one, "MSCluster_Node": {"hv01:80"}}, Membership{}, remote.Malformed, "not the name of a computer"},
		{"a path", answers{"MSCluster_Cluster": {"../x"}}, Membership{}, remote.Malformed, "not the name of a computer"},
		{"too long", answers{"MSCluster_Cluster": {strings.Repeat("x", 64)}}, Membership{}, remote.Malformed, "not the name of a computer"},
		{"too many", answers{"MSCluster_Cluster": one, "MSCluster_Node": make([]string, MaxMembers+1)}, Membership{}, remote.Malformed, "MSCluster_Node has 1001 rows"},
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
			} else if wrong := tt.kind == remote.Malformed; errors.Is(err, ErrMembers) != wrong {
				t.Errorf("%v is a wrong answer: %v", err, !wrong)
			} else if !errors.As(err, &e) || e.Kind != tt.kind || !strings.Contains(e.Text, tt.text) || e.Hint == "" {
				t.Errorf("got %v, want %s: %s", err, tt.kind, tt.text)
			}
		})
	}
}
