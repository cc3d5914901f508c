package formats

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Prometheus writes the result in the text format of Prometheus, for the textfile
// collector of node_exporter. It has counts and states but no text of a finding,
// so the number of series is bounded by nodes, families, statuses and severities.
// Names and labels are stable. Every series has the label scan, so that two files on one
// machine have none in common.
func Prometheus(w io.Writer, r *report.Result, o report.Options) error {
	r = report.MapStrings(r, report.Clean)
	o.Scan = cmp.Or(report.Clean(o.Scan), r.Tool.Name)
	for _, f := range metrics(r, o) {
		if len(f.Metric) == 0 {
			continue
		}
		if _, err := expfmt.MetricFamilyToText(w, f); err != nil {
			return fmt.Errorf("write Prometheus report: %w", err)
		}
	}
	return nil
}

func metrics(r *report.Result, o report.Options) []*dto.MetricFamily {
	info := newGauge("clusterdrift_info", "The program that made the scan.", "version")
	info.add(1, r.Tool.Version)
	code := newGauge("clusterdrift_exit_code", "The exit code of the scan: 0 pass, 1 drift, 2 local failure, 3 incomplete, 4 drift and incomplete, 5 nothing judged, 130 interrupted.")
	code.add(float64(r.Exit.Code))
	when := newGauge("clusterdrift_scan_timestamp_seconds", "When the scan ended, in seconds since 1970.")
	when.add(float64(r.Finished.Unix()))
	took := newGauge("clusterdrift_scan_duration_seconds", "How long the scan took.")
	took.add(r.Took.Seconds())
	all := []*gauge{info, code, when, took}
	all = append(all, clusterMetrics(r, o)...)
	all = append(all, nodeMetrics(r)...)
	all = append(all, driftMetrics(r)...)
	all = append(all, pastMetrics(r, o)...)
	all = append(all, findingMetrics(r))
	all = append(all, baselineMetrics(r), momentMetrics(r), shardMetrics(r), selectionMetrics(r), waiverMetrics(r), unusedMetrics(r), warningMetrics(r))
	var families []*dto.MetricFamily
	for _, g := range all {
		families = append(families, g.family(o.Scan))
	}
	return families
}

// nodeMetrics has one series for each state a node could be in, so that a state
// that ends is 0 and does not go missing.
func nodeMetrics(r *report.Result) []*gauge {
	nodes := newGauge("clusterdrift_nodes", "The nodes of the cluster.", "cluster")
	states := newGauge("clusterdrift_node_state", "1 for the state that the node is in, 0 for the others.", "cluster", "node", "state")
	ages := newGauge("clusterdrift_node_age_seconds", "How old the facts of the node were when they were judged.", "cluster", "node")
	of := newGauge("clusterdrift_selection_of_nodes", "The nodes that those of a selection were chosen from, 0 when that is not known; no series for a whole cluster.", "cluster")
	for _, c := range r.Clusters {
		if c.Selection != nil {
			of.add(float64(c.Selection.Of), c.Name)
		}
		nodes.add(float64(len(c.Nodes)), c.Name)
		for _, n := range c.Nodes {
			if age, ok := n.Age(); ok {
				ages.add(age.Seconds(), c.Name, n.Name)
			}
			for _, s := range []report.State{report.Scanned, report.Partial, report.Unreachable, report.NotRead} {
				states.add(oneIf(n.State == s), c.Name, n.Name, string(s))
			}
		}
	}
	return []*gauge{nodes, of, states, ages}
}

func findingMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_findings", "The findings; node is empty for those about the cluster as a whole.",
		"cluster", "node", "family", "status", "severity")
	for _, c := range r.Each() {
		for _, f := range c.Findings {
			g.add(1, c.Name, f.Node, f.Family, string(f.Status), string(f.Severity))
		}
	}
	return g
}

func baselineMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_baseline_info", "A baseline that nodes were judged by, and the day of its last review.",
		"name", "digest", "reviewed")
	for _, b := range r.Baselines {
		g.add(1, b.Name, b.Digest, b.Reviewed)
	}
	return g
}

// momentMetrics has a series for each cluster that was judged for a moment.
func momentMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_moment_info", "The occasion on which the cluster was judged, which changes severities.", "cluster", "moment")
	for _, c := range r.Clusters {
		if c.Moment != "" {
			g.add(1, c.Name, string(c.Moment))
		}
	}
	return g
}

// shardMetrics has a series where a part of an inventory was scanned.
func shardMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_shard_info", "The part of an inventory that was scanned, from 1, and of how many; no series for a whole inventory.", "index", "count", "inventory")
	if s := r.Shard; s != nil {
		g.add(1, strconv.Itoa(s.Index), strconv.Itoa(s.Count), s.Inventory)
	}
	return g
}

// selectionMetrics has a series for each family or id by which the scan was narrowed,
// and none when everything was judged.
func selectionMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_selection_info", "A family or id to which the scan was narrowed (only), or that it left out (skip).", "how", "name")
	if s := r.Selection; s != nil {
		for _, name := range s.Only {
			g.add(1, "only", name)
		}
		for _, name := range s.Skip {
			g.add(1, "skip", name)
		}
	}
	return g
}

// waiverMetrics counts each waiver once, however many findings it concerns.
func waiverMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_waivers_expired", "The waivers whose last day is past.")
	expired := map[checks.Waiver]bool{}
	for _, c := range r.Each() {
		for _, f := range c.Findings {
			if f.Waiver != nil && f.Waiver.Expired {
				expired[*f.Waiver] = true
			}
		}
	}
	for _, u := range r.UnusedWaivers {
		if u.Expired {
			expired[u.Waiver] = true
		}
	}
	g.add(float64(len(expired)))
	return g
}

func unusedMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_waivers_unused", "The waivers that concern no finding.")
	g.add(float64(len(r.UnusedWaivers)))
	return g
}

func warningMetrics(r *report.Result) *gauge {
	g := newGauge("clusterdrift_warnings", "What makes the answers of nodes less than certain.")
	g.add(float64(len(r.Warnings)))
	return g
}

// gauge collects the series of one name.
type gauge struct {
	name, help string
	labels     []string
	series     map[string]*dto.Metric
}

func newGauge(name, help string, labels ...string) *gauge {
	return &gauge{name: name, help: help, labels: labels, series: map[string]*dto.Metric{}}
}

// add adds to a series. Two of the same labels would make the collector refuse
// the file, and names that differ only in what is not shown do become equal.
func (g *gauge) add(value float64, values ...string) {
	key := strings.Join(values, "\x00")
	m := g.series[key]
	if m == nil {
		m = &dto.Metric{Gauge: &dto.Gauge{Value: new(0.0)}}
		for i, name := range g.labels {
			m.Label = append(m.Label, &dto.LabelPair{Name: new(name), Value: new(values[i])})
		}
		g.series[key] = m
	}
	*m.Gauge.Value += value
}

// raise sets a series, and keeps the higher value where two have the same labels.
func (g *gauge) raise(value float64, values ...string) {
	if !g.has(values...) || g.value(values...) < value {
		g.add(value-g.value(values...), values...)
	}
}

// lower sets a series, and keeps the lower value where two have the same labels.
func (g *gauge) lower(value float64, values ...string) {
	if !g.has(values...) || g.value(values...) > value {
		g.add(value-g.value(values...), values...)
	}
}

// value is that of a series; 0 when it has none.
func (g *gauge) value(values ...string) float64 {
	return g.series[strings.Join(values, "\x00")].GetGauge().GetValue()
}

func (g *gauge) has(values ...string) bool { return g.series[strings.Join(values, "\x00")] != nil }

// family returns the series with the label scan, sorted by their labels.
func (g *gauge) family(scan string) *dto.MetricFamily {
	f := &dto.MetricFamily{Name: new(g.name), Help: new(g.help), Type: dto.MetricType_GAUGE.Enum()}
	for _, m := range g.series {
		m.Label = append([]*dto.LabelPair{{Name: new("scan"), Value: new(scan)}}, m.Label...)
		f.Metric = append(f.Metric, m)
	}
	slices.SortFunc(f.Metric, func(a, b *dto.Metric) int {
		return slices.CompareFunc(a.Label, b.Label, func(x, y *dto.LabelPair) int { return cmp.Compare(x.GetValue(), y.GetValue()) })
	})
	return f
}
