package formats

import (
	"bytes"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// completeMetric is what an alert on freshness goes by.
const completeMetric = "clusterdrift_cluster_complete_timestamp_seconds"

// clusterMetrics have each series that a cluster could have, so that what ends is 0 and
// does not go missing.
func clusterMetrics(r *report.Result, o report.Options) []*gauge {
	complete := newGauge(completeMetric, "When the nodes of the cluster were read last in a scan that was not cut short, in seconds since 1970; 0 is never.", "cluster")
	code := newGauge("clusterdrift_cluster_exit_code", "The exit code of the cluster by itself, whatever drift the scan was to overlook, with the values of clusterdrift_exit_code.", "cluster")
	state := newGauge("clusterdrift_cluster_state", "1 for the verdict of the cluster, 0 for the others.", "cluster", "state")
	found := newGauge("clusterdrift_cluster_findings", "The findings of the cluster.", "cluster", "status", "severity")
	earlier := completed(o.Earlier, o.Scan, latest(r))
	for _, c := range r.Each() {
		when := earlier[c.Name]
		if c.Complete() {
			when = readAt(r, c)
		}
		complete.lower(when, c.Name)
		code.raise(float64(c.ExitCode()), c.Name)
		for _, v := range []report.Verdict{report.VerdictPass, report.VerdictDrift, report.VerdictIncomplete} {
			state.add(oneIf(c.Verdict == v), c.Name, string(v))
		}
		for _, status := range []checks.Status{checks.Pass, checks.Drift, checks.Unknown, checks.Waived, checks.NotApplicable} {
			for _, severity := range baselines.Severities() {
				found.add(0, c.Name, string(status), string(severity))
			}
		}
		for _, f := range c.Findings {
			found.add(1, c.Name, string(f.Status), string(f.Severity))
		}
	}
	return []*gauge{complete, code, state, found}
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// latest is when the result was made. What is dated later is not fresh for that.
func latest(r *report.Result) time.Time {
	if r.Judged.IsZero() {
		return r.Finished
	}
	return r.Judged
}

// readAt is when the first of the nodes had been read, in seconds since 1970. A scan that
// judges facts of last week is of last week, whenever its report was written.
func readAt(r *report.Result, c report.Cluster) float64 {
	var at time.Time
	for _, n := range c.Nodes {
		if !n.Dark() && !n.Finished.IsZero() && (at.IsZero() || n.Finished.Before(at)) {
			at = n.Finished
		}
	}
	if at.IsZero() || at.After(latest(r)) { // no node answered, or its clock is wrong
		at = latest(r)
	}
	return float64(at.Unix())
}

// completed is what the report that is replaced says of each cluster. One that is not
// ours, or is not understood, says nothing, and neither does a time that has not come.
func completed(earlier []byte, scan string, now time.Time) (at map[string]float64) {
	defer func() {
		if recover() != nil { // in the parser, of a file that anyone may have written
			at = nil
		}
	}()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(earlier))
	if err != nil {
		return nil
	}
	at = map[string]float64{}
	for _, m := range families[completeMetric].GetMetric() {
		labels, value := labelsOf(m), m.GetGauge().GetValue()
		if labels["scan"] == scan && value > 0 && value <= float64(now.Unix()) {
			at[labels["cluster"]] = value
		}
	}
	return at
}

func labelsOf(m *dto.Metric) map[string]string {
	labels := map[string]string{}
	for _, l := range m.GetLabel() {
		labels[l.GetName()] = l.GetValue()
	}
	return labels
}

// maxDriftSeries bounds the series of driftMetrics in one file.
const maxDriftSeries = 10_000

// driftMetrics have a series for each requirement that a cluster drifts from, for alerts on
// one of them.
func driftMetrics(r *report.Result) []*gauge {
	drift := newGauge("clusterdrift_drift", "How many findings of the id drift, on nodes and on the cluster as a whole; no series without drift.", "cluster", "id", "severity")
	left := newGauge("clusterdrift_drift_left_out", "The findings that clusterdrift_drift leaves out, which has at most 10000 series.")
	out := 0
	for _, c := range r.Each() {
		for _, f := range c.Findings {
			switch {
			case f.Status != checks.Drift:
			case len(drift.series) < maxDriftSeries || drift.has(c.Name, f.ID, string(f.Severity)):
				drift.add(1, c.Name, f.ID, string(f.Severity))
			default:
				out++
			}
		}
	}
	left.add(float64(out))
	return []*gauge{drift, left}
}
