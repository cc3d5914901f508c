package report_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestNewIgnoresOrder(t *testing.T) {
	want := fixture.Result(fixture.FieldReport(), fixture.Tokyo())
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		clusters := []report.Judged{fixture.Tokyo(), fixture.FieldReport()}
		for _, j := range clusters {
			random.Shuffle(len(j.Findings), func(a, b int) { j.Findings[a], j.Findings[b] = j.Findings[b], j.Findings[a] })
			n := j.Cluster.Nodes
			random.Shuffle(len(n), func(a, b int) { n[a], n[b] = n[b], n[a] })
		}
		if diff := cmp.Diff(want, fixture.Result(clusters...)); diff != "" {
			t.Fatalf("the order of the input shows (-want +got):\n%s", diff)
		}
	}
}

func TestBaselinesUsed(t *testing.T) {
	site := fixture.Baseline()
	site.Sources[0].Digest = "sha256:03" // the same name, another content
	j := fixture.FieldReport()
	j.Cluster.Nodes[0].Baseline = site
	got := fixture.Result(j, fixture.Quiet()).Baselines
	if len(got) != 2 || got[0].Name != got[1].Name || got[0].Digest == got[1].Digest {
		t.Fatalf("baselines used are %+v, want two of one name with different digests", got)
	}
	if got[0].Reviewed != "2026-11-22" || len(got[0].Files) != 2 {
		t.Errorf("baseline is %+v, want its review date and two files", got[0])
	}
}
