package formats

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func manyFamilies() report.Judged {
	var findings []checks.Finding
	for i := range 12 {
		family := fmt.Sprintf("family-number-%d", i)
		findings = append(findings, fixture.Simple(family+"/x", family, checks.Pass, baselines.Low, ""))
	}
	return fixture.OneNode(findings...)
}

func TestMatrixSplits(t *testing.T) {
	p := newPage(report.Options{Width: 60})
	p.matrix(fixture.Result(manyFamilies()).Clusters[0])
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
		counts report.Counts
		want   string
	}{
		{report.Counts{}, "-"},
		{report.Counts{NotApplicable: 2}, "-"},
		{report.Counts{Pass: 1, NotApplicable: 2, Waived: 1}, "waived"},
		{report.Counts{Waived: 1}, "waived"},
		{report.Counts{Pass: 9, Drift: 2}, "2 drift"},
		{report.Counts{Pass: 9, Unknown: 3}, "?3"},
		{report.Counts{Drift: 2, Unknown: 3}, "2 drift ?3"},
	}
	for _, tt := range tests {
		if got := newPage(report.Options{}).cell(tt.counts); got != tt.want {
			t.Errorf("cell(%+v) = %q, want %q", tt.counts, got, tt.want)
		}
	}
}
