package report

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestNewIgnoresOrder(t *testing.T) {
	want := fixture(fieldReport(), tokyo())
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		clusters := []Judged{tokyo(), fieldReport()}
		for _, j := range clusters {
			random.Shuffle(len(j.Findings), func(a, b int) { j.Findings[a], j.Findings[b] = j.Findings[b], j.Findings[a] })
			n := j.Cluster.Nodes
			random.Shuffle(len(n), func(a, b int) { n[a], n[b] = n[b], n[a] })
		}
		if diff := cmp.Diff(want, fixture(clusters...)); diff != "" {
			t.Fatalf("the order of the input shows (-want +got):\n%s", diff)
		}
	}
}

func TestNodeState(t *testing.T) {
	baseline := fixtureBaseline()
	node, dark := fixtureNode("N", 1), fixtureNode("N", 1)
	dark.Problem = &facts.Problem{Kind: "tls", Message: "no session"}
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
			got := newNode(tt.subject, tt.findings)
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

func TestNewFindingIsNeverOverlooked(t *testing.T) {
	got := newFinding(checks.Finding{ID: "a/b"})
	if got.Status != checks.Unknown || got.Severity != baselines.Critical {
		t.Errorf("a finding without status and severity is %s, %s; want unknown, critical", got.Status, got.Severity)
	}
}

func TestBaselinesUsed(t *testing.T) {
	site := fixtureBaseline()
	site.Sources[0].Digest = "sha256:03" // the same name, another content
	j := fieldReport()
	j.Cluster.Nodes[0].Baseline = site
	got := fixture(j, quiet()).Baselines
	if len(got) != 2 || got[0].Name != got[1].Name || got[0].Digest == got[1].Digest {
		t.Fatalf("baselines used are %+v, want two of one name with different digests", got)
	}
	if got[0].Reviewed != "2026-11-22" || len(got[0].Files) != 2 {
		t.Errorf("baseline is %+v, want its review date and two files", got[0])
	}
}

func TestWindowsName(t *testing.T) {
	ubr := 2966
	tests := []struct {
		os   facts.OS
		want string
	}{
		{facts.OS{}, ""},
		{facts.OS{Build: 7601, ServicePack: new(1), ProductType: 3}, "Windows Server 2008 R2 SP1 (build 7601)"},
		{facts.OS{Build: 7600, ProductType: 2}, "Windows Server 2008 R2 (build 7600)"},
		{facts.OS{Build: 20348, UBR: &ubr, ProductType: 3}, "Windows Server 2022 (build 20348.2966)"},
		{facts.OS{Build: 26100, ProductType: 1}, "Windows client (build 26100)"},
		{facts.OS{Build: 99999, ProductType: 3}, "Windows Server (build 99999)"},
	}
	for _, tt := range tests {
		if got := windowsName(tt.os); got != tt.want {
			t.Errorf("windowsName(%+v) = %q, want %q", tt.os, got, tt.want)
		}
	}
}
