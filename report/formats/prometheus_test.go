package formats

import (
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestPrometheusReadsBack(t *testing.T) {
	families := parsePrometheus(t, render(t, "prometheus", fixture.Result(fixture.FieldReport(), fixture.Tokyo()), report.Options{}))
	want := map[string]float64{
		"clusterdrift_info": 1, "clusterdrift_exit_code": 4, "clusterdrift_scan_duration_seconds": 12.3,
		"clusterdrift_scan_timestamp_seconds": float64(fixture.Start.Add(12 * time.Second).Unix()),
		"clusterdrift_baseline_info":          1, "clusterdrift_waivers_expired": 2, "clusterdrift_waivers_unused": 1, "clusterdrift_warnings": 0,
		"clusterdrift_nodes": 10, "clusterdrift_node_state": 10, "clusterdrift_node_age_seconds": 9 * 12, // one was not read
		"clusterdrift_findings": 42,
	}
	for name, f := range families {
		sum := 0.0
		for _, m := range f.Metric {
			sum += m.GetGauge().GetValue()
		}
		if sum != want[name] {
			t.Errorf("%s adds up to %v, want %v", name, sum, want[name])
		}
	}
	if len(families) != len(want) {
		t.Errorf("there are %d metrics, want %d", len(families), len(want))
	}
}

// TestPrometheusHasNoEqualSeries scans two clusters whose names differ only in a
// character that is not shown.
func TestPrometheusHasNoEqualSeries(t *testing.T) {
	a := fixture.OneNode(fixture.Simple("a/b", "a", checks.Pass, baselines.High, ""))
	b := fixture.OneNode(fixture.Simple("a/b", "a", checks.Pass, baselines.High, ""))
	b.Cluster.Name += "\u200b"
	out := render(t, "prometheus", fixture.Result(a, b), report.Options{})
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		series, _, _ := strings.Cut(line, "} ")
		if strings.Contains(series, "{") && seen[series] {
			t.Errorf("%s comes twice", series)
		}
		seen[series] = true
	}
	if !strings.Contains(string(out), `status="pass",severity="high"} 2`) {
		t.Error("the findings of both are not counted")
	}
}

func TestPrometheusTellsNoEvidence(t *testing.T) {
	out := string(render(t, "prometheus", fixture.Result(fixture.OneNode(fixture.Injection())), report.Options{}))
	if strings.Contains(out, "evil") || strings.Contains(out, "script") {
		t.Errorf("the text of a finding is in\n%s", out)
	}
}
