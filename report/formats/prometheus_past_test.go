package formats

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// values are those of a metric by the labels given, where they are not 0, and how many
// series it has.
func values(t *testing.T, out []byte, metric string, labels ...string) (map[string]float64, int) {
	t.Helper()
	all := parsePrometheus(t, out)[metric].GetMetric()
	some := map[string]float64{}
	for _, m := range all {
		key := ""
		for _, l := range labels {
			key += labelsOf(m)[l] + " "
		}
		if v := m.GetGauge().GetValue(); v != 0 {
			some[key] = v
		}
	}
	return some, len(all)
}

// What a history knows is in the metrics with a series for everything that could be, so that
// what ends is 0.
func TestPrometheusHasThePast(t *testing.T) {
	r := fixture.WithPast(3, fixture.FieldReport(), fixture.Quiet())
	r.LastRun.Counts = append(r.LastRun.Counts, report.ChangeCount{Cluster: "GONE", Class: "node-vanished", Count: 2}, report.ChangeCount{Cluster: "FIELDREPORT", Class: "of no meaning", Count: 1})
	out := render(t, "prometheus", r, report.Options{Pending: map[string]int{"oncall": 2, "mail": 0}})
	for _, tt := range []struct {
		metric string
		labels []string
		want   map[string]float64
		series int
	}{
		{"clusterdrift_oldest_drift_since_timestamp_seconds", []string{"cluster", "severity"}, map[string]float64{
			"FIELDREPORT critical ": float64(fixture.Start.AddDate(0, 0, -19).Unix()), "FIELDREPORT high ": float64(fixture.Start.Unix()),
			"FIELDREPORT medium ": float64(fixture.Start.Unix()), "FIELDREPORT low ": float64(fixture.Start.Unix()), "FIELDREPORT info ": float64(fixture.Start.Unix()),
		}, 10},
		{"clusterdrift_last_run_changes", []string{"cluster", "class"}, map[string]float64{"FIELDREPORT new ": 1, "FIELDREPORT fixed ": 1, "FIELDREPORT node-not-read ": 1}, 34},
		{"clusterdrift_notices_pending", []string{"scan", "sink"}, map[string]float64{"clusterdrift oncall ": 2}, 2},
	} {
		got, series := values(t, out, tt.metric, tt.labels...)
		if diff := cmp.Diff(tt.want, got); diff != "" || series != tt.series {
			t.Errorf("%s: %d series, want %d (-want +got):\n%s", tt.metric, series, tt.series, diff)
		}
	}
}

// In the first run that a history knows of a cluster, drift is there since that run; a scan
// without a history says nothing of it.
func TestPrometheusOfTheFirstRun(t *testing.T) {
	first := fixture.Result(fixture.FieldReport())
	if got, n := values(t, render(t, "prometheus", first, report.Options{}), "clusterdrift_oldest_drift_since_timestamp_seconds"); n != 0 {
		t.Errorf("without a history: %v", got)
	}
	first.LastRun = &report.LastRun{}
	out := render(t, "prometheus", first, report.Options{Pending: map[string]int{}})
	got, _ := values(t, out, "clusterdrift_oldest_drift_since_timestamp_seconds", "severity")
	if at := time.Unix(int64(got["critical "]), 0); !at.Equal(first.Started.Truncate(time.Second)) {
		t.Errorf("critical drift since %s, want %s", at, first.Started)
	}
	if got, n := values(t, out, "clusterdrift_last_run_changes", "class"); len(got) != 0 || n == 0 {
		t.Errorf("%d series of changes, of which these are not 0: %v", n, got)
	}
}
