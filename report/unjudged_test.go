package report_test

import (
	"fmt"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// darkNodes is a cluster of nodes that were not read, one for each kind of problem.
func darkNodes(kinds ...string) report.Judged {
	j := report.Judged{Cluster: checks.Cluster{Name: "DARK"}}
	for i, kind := range kinds {
		n, f := fixture.UnreachableNode(fmt.Sprintf("D%d", i+1), i+1)
		n.Problem.Kind = kind
		f.Node = n.Name
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n})
		j.Findings = append(j.Findings, f)
	}
	return j
}

func TestNothingJudgedNamesTheCause(t *testing.T) {
	unknown := fixture.Simple("a/unknown", "a", checks.Unknown, baselines.Low, "")
	elsewhere := fixture.Simple("a/elsewhere", "a", checks.NotApplicable, baselines.High, "")
	strange := fixture.OneNode(fixture.Simple("node/baseline", "node", checks.Unknown, baselines.High, ""))
	strange.Cluster.Nodes[0].Baseline = nil
	tests := []struct {
		name     string
		clusters []report.Judged
		want     string
	}{
		{"no node", nil, "no node was scanned"},
		{"a finding that passes", []report.Judged{fixture.Quiet(), darkNodes("timeout", "timeout", "timeout")}, ""},
		{"credentials", []report.Judged{darkNodes("auth-refused", "auth-refused", "auth-refused")}, "all 3 nodes refused the credentials"},
		{"credentials of one node", []report.Judged{darkNodes("auth-refused")}, "the node refused the credentials"},
		{"credentials, and the others spared", []report.Judged{darkNodes("not-tried", "not-tried", "auth-refused", "timeout", "not-tried")}, "1 of 5 nodes refused the credentials; 3 nodes not tried"},
		{"credentials, refused before", []report.Judged{darkNodes("not-tried")}, "the credentials were refused; 1 node not tried"},
		{"credentials that the KDC refused", []report.Judged{darkNodes("kdc-refused", "kdc-refused")}, "the KDC refused the credentials for all 2 nodes"},
		{"credentials that the KDC refused, and the others spared", []report.Judged{darkNodes("kdc-refused", "not-tried", "not-tried")}, "the KDC refused the credentials for 1 of 3 nodes; 2 nodes not tried"},
		{"no log-on", []report.Judged{darkNodes("auth-failed", "auth-failed")}, "the log-on to all 2 nodes failed"},
		{"no answer, in two ways", []report.Judged{darkNodes("unreachable", "timeout")}, "no node answered"},
		{"the most frequent", []report.Judged{darkNodes("tls", "timeout", "timeout")}, "2 of 3 nodes did not answer"},
		{"over several clusters", []report.Judged{darkNodes("tls", "tls"), darkNodes("access-denied", "access-denied", "access-denied")}, "3 of 5 nodes denied access"},
		{"equally frequent", []report.Judged{darkNodes("timeout", "auth-refused")}, "1 of 2 nodes refused the credentials"},
		{"no protection", []report.Judged{darkNodes("not-sealed", "not-sealed")}, "no node protected the connection"},
		{"TLS", []report.Judged{darkNodes("tls", "tls")}, "no TLS session could be agreed on with any node"},
		{"this machine", []report.Judged{darkNodes(facts.KindLocal, facts.KindLocal)}, "this machine could not read any node"},
		{"interrupted", []report.Judged{darkNodes(facts.KindInterrupted, facts.KindInterrupted)}, "the scan was interrupted before it had read any node"},
		{"another kind", []report.Judged{darkNodes("malformed", "quota")}, "no node could be read"},
		{"a kind that a file made up", []report.Judged{darkNodes("%s\x1b[2J")}, "the node could not be read"},
		{"no baseline", []report.Judged{strange}, "no baseline applies to the node"},
		{"no baseline for two", []report.Judged{strange, strange}, "no baseline applies to any node"},
		{"unknown", []report.Judged{fixture.OneNode(unknown)}, "no requirement could be decided on the node"},
		{"not applicable", []report.Judged{fixture.OneNode(elsewhere), fixture.OneNode(elsewhere)}, "no requirement applied to any node"},
		{"no finding", []report.Judged{fixture.OneNode()}, "no requirement applied to the node"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fixture.Result(tt.clusters...).NothingJudged; got != tt.want {
				t.Errorf("nothing was judged: %q, want %q", got, tt.want)
			}
		})
	}
}
