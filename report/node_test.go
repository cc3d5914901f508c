package report

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestNodeState(t *testing.T) {
	baseline := &baselines.Baseline{Name: "b"}
	node := &facts.Node{Name: "N"}
	dark := &facts.Node{Name: "N", Problem: &facts.Problem{Kind: "tls", Message: "no session"}}
	pass := Finding{Status: checks.Pass}
	tests := []struct {
		name     string
		subject  checks.Subject
		findings []Finding
		want     State
		problem  string
	}{
		{"all decided", checks.Subject{Facts: node, Baseline: baseline}, []Finding{pass, {Status: checks.Drift}}, Scanned, ""},
		{"one unknown", checks.Subject{Facts: node, Baseline: baseline}, []Finding{pass, {Status: checks.Unknown}}, Partial, ""},
		{"not read", checks.Subject{Facts: dark}, []Finding{{Status: checks.Unknown}}, Unreachable, "no session"},
		{"no baseline", checks.Subject{Facts: node, Problem: "no baseline for build 6001"}, []Finding{pass}, Partial, "no baseline for build 6001"},
		{"no finding", checks.Subject{Facts: node, Baseline: baseline}, nil, Partial, "no requirement was judged on the node"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := newNode(tt.subject, tt.findings, Input{})
			problem := ""
			if got.Problem != nil {
				problem = got.Problem.Message
			}
			if got.State != tt.want || problem != tt.problem {
				t.Errorf("state %q, problem %q, want %q, %q", got.State, problem, tt.want, tt.problem)
			}
		})
	}
}
