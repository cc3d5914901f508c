package formats

import (
	"bytes"
	"fmt"
	"regexp"
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
		"clusterdrift_findings": 42, "clusterdrift_cluster_findings": 42,
		"clusterdrift_cluster_complete_timestamp_seconds": float64(2*fixture.Start.Unix() + 4), "clusterdrift_cluster_exit_code": 8, "clusterdrift_cluster_state": 2,
		"clusterdrift_drift": 11, "clusterdrift_drift_left_out": 0,
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

func series(t *testing.T, out []byte, metric string) map[string]float64 {
	t.Helper()
	values := map[string]float64{}
	for _, m := range parsePrometheus(t, out)[metric].GetMetric() {
		l := labelsOf(m)
		values[l["scan"]+" "+l["cluster"]] = m.GetGauge().GetValue()
	}
	return values
}

// TestPrometheusKeepsTheLastCompleteScan: a scan that was cut short is not fresh, whatever
// the time of its file.
func TestPrometheusKeepsTheLastCompleteScan(t *testing.T) {
	whole := render(t, "prometheus", fixture.Result(fixture.Quiet()), report.Options{Scan: "nightly"})
	at := series(t, whole, completeMetric)["nightly SQL-PROD"]
	if at == 0 {
		t.Fatal("the whole scan is not complete")
	}
	cut := fixture.Result(fixture.Quiet())
	cut.Interrupted, cut.Clusters[0].Nodes[1].State = true, report.NotRead
	cut.Conclude(report.Gate{})
	foreign := bytes.ReplaceAll(whole, []byte("nightly"), []byte("weekly"))
	tests := map[string]struct {
		earlier []byte
		want    float64
	}{
		"a complete one": {whole, at}, "none": {nil, 0}, "of another scan": {foreign, 0},
		"of a time that has not come": {later(whole), 0},
		"broken":                      {whole[:len(whole)/2], 0}, "not metrics": {[]byte("\x00{{{"), 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out := render(t, "prometheus", cut, report.Options{Scan: "nightly", Earlier: tt.earlier})
			if got := series(t, out, completeMetric)["nightly SQL-PROD"]; got != tt.want {
				t.Errorf("the last complete scan was at %v, want %v", got, tt.want)
			}
			if code := series(t, out, "clusterdrift_cluster_exit_code")["nightly SQL-PROD"]; code != report.ExitInterrupted {
				t.Errorf("the exit code is %v", code)
			}
		})
	}
}

// later is a report whose times are those of a clock that is a year ahead.
func later(report []byte) []byte {
	return regexp.MustCompile(`(complete_timestamp_seconds\{[^}]*\}) \S+`).ReplaceAll(report, []byte("$1 1.9e+09"))
}

// A node whose clock is ahead does not make its cluster fresh for days to come, and neither
// do two clusters that look alike in metrics.
func TestPrometheusFreshnessHasNoFuture(t *testing.T) {
	ahead := fixture.Quiet()
	for _, s := range ahead.Cluster.Nodes {
		s.Facts.Started, s.Facts.Finished = s.Facts.Started.AddDate(1, 0, 0), s.Facts.Finished.AddDate(1, 0, 0)
	}
	twin := fixture.Quiet()
	twin.Cluster.Name += "\u200b"
	for name, r := range map[string]*report.Result{"ahead": fixture.Result(ahead), "alike": fixture.Result(fixture.Quiet(), twin)} {
		at := series(t, render(t, "prometheus", r, report.Options{Scan: "nightly"}), completeMetric)["nightly SQL-PROD"]
		if at <= 0 || at > float64(r.Judged.Unix()) {
			t.Errorf("%s: read completely at %v, judged at %d", name, at, r.Judged.Unix())
		}
	}
}

// Two scans on one machine write two files, which the collector reads together.
func TestPrometheusSeriesOfTwoScans(t *testing.T) {
	lines := map[string]bool{}
	for _, scan := range []string{"nightly", "weekly"} {
		for line := range strings.Lines(string(render(t, "prometheus", fixture.Result(fixture.FieldReport()), report.Options{Scan: scan}))) {
			name, _, ok := strings.Cut(line, "} ")
			if strings.HasPrefix(line, "#") {
				continue
			}
			if !ok || lines[name] {
				t.Errorf("%s is a series of both", line)
			}
			lines[name] = true
		}
	}
}

func TestPrometheusBoundsTheSeriesOfDrift(t *testing.T) {
	var found []checks.Finding
	for i := range maxDriftSeries + 7 {
		found = append(found, fixture.Simple(fmt.Sprintf("a/%d", i), "a", checks.Drift, baselines.High, ""))
	}
	families := parsePrometheus(t, render(t, "prometheus", fixture.Result(fixture.OneNode(found...)), report.Options{}))
	if n, left := len(families["clusterdrift_drift"].GetMetric()), families["clusterdrift_drift_left_out"].GetMetric()[0].GetGauge().GetValue(); n != maxDriftSeries || left != 7 {
		t.Errorf("there are %d series, %v findings are left out", n, left)
	}
}
