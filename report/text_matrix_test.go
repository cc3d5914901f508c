package report

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

func manyFamilies() Judged {
	var findings []checks.Finding
	for i := range 12 {
		family := fmt.Sprintf("family-number-%d", i)
		findings = append(findings, simple(family+"/x", family, checks.Pass, baselines.Low, ""))
	}
	return oneNode(findings...)
}

func TestMatrixSplits(t *testing.T) {
	p := newPage(Options{Width: 60})
	p.matrix(fixture(manyFamilies()).Clusters[0])
	want := `
node   family-number-0   family-number-1   family-number-10
N      ok                ok                ok

node   family-number-11   family-number-2   family-number-3
N      ok                 ok                ok

node   family-number-4   family-number-5   family-number-6
N      ok                ok                ok

node   family-number-7   family-number-8   family-number-9
N      ok                ok                ok
`
	if diff := cmp.Diff(want, p.String()); diff != "" {
		t.Errorf("matrix differs (-want +got):\n%s", diff)
	}
}

func TestMatrixCells(t *testing.T) {
	tests := []struct {
		counts Counts
		want   string
	}{
		{Counts{}, "-"},
		{Counts{NotApplicable: 2}, "-"},
		{Counts{Pass: 1, NotApplicable: 2, Waived: 1}, "waived"},
		{Counts{Waived: 1}, "waived"},
		{Counts{Pass: 9, Drift: 2}, "2 drift"},
		{Counts{Pass: 9, Unknown: 3}, "?3"},
		{Counts{Drift: 2, Unknown: 3}, "2 drift ?3"},
	}
	for _, tt := range tests {
		if got := newPage(Options{}).cell(tt.counts); got != tt.want {
			t.Errorf("cell(%+v) = %q, want %q", tt.counts, got, tt.want)
		}
	}
}
