package formats

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// pastMetrics are what a history knows of the result; none without one.
func pastMetrics(r *report.Result, o report.Options) []*gauge {
	all := []*gauge{pendingMetrics(o)}
	if r.LastRun == nil {
		return all
	}
	return append(all, oldestMetrics(r), changeMetrics(r))
}

// oldestMetrics have a time and not an age, which would go stale until the next scan.
func oldestMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_oldest_drift_since_timestamp_seconds",
		"When the oldest drift of the severity began by the history, in seconds since 1970; 0 without drift.", "cluster", "severity")
	for _, c := range r.Each() {
		for _, f := range c.Findings {
			if f.Status != checks.Drift {
				continue
			}
			since := r.Started // no earlier run has it
			if f.Standing != nil {
				since = f.Standing.Since
			}
			g.lower(float64(since.Unix()), c.Name, string(f.Severity))
		}
	}
	for _, c := range r.Clusters {
		for _, s := range baselines.Severities() {
			g.raise(0, c.Name, string(s))
		}
	}
	return g
}

// changeMetrics have a series for each class of changes.
func changeMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_last_run_changes",
		"The findings and nodes that changed since the last run of the scope, with the classes of clusterdrift diff; all are 0 when there was none.", "cluster", "class")
	for _, c := range r.Clusters {
		for _, class := range diff.Changes() {
			g.add(0, c.Name, string(class))
		}
	}
	for _, n := range r.LastRun.Counts {
		if g.has(n.Cluster, n.Class) { // a cluster that vanished has no series any more
			g.add(float64(n.Count), n.Cluster, n.Class)
		}
	}
	return g
}

// pendingMetrics have a series for each sink that the history knows.
func pendingMetrics(o report.Options) *gauge {
	g := newGauge("clusterdrift_notices_pending", "The notices of the scope that did not reach the sink yet.", "sink")
	for sink, n := range o.Pending {
		g.add(float64(n), report.Clean(sink))
	}
	return g
}
