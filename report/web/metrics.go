package web

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// metrics writes what the Prometheus format writes, of the last complete run of each cluster,
// with its scope as the label scan. What is of a run as a whole is of the last one in each scope.
func (s *Server) metrics(r *request) (*answer, error) {
	v, err := s.fleet.at(r.ctx, r.version)
	if err != nil {
		return nil, err
	}
	var m merged
	scopes := map[string]*state{} // the last of each
	waivers := map[string]map[checks.Waiver]bool{}
	for _, c := range v.clusters {
		m.add(c.series)
		if v.heads[c.Run] == nil {
			continue
		}
		if last := scopes[c.Scope]; last == nil || c.At.After(last.At) {
			scopes[c.Scope] = c
		}
		if waivers[c.Scope] == nil {
			waivers[c.Scope] = map[checks.Waiver]bool{}
		}
		for _, w := range c.waivers {
			waivers[c.Scope][*w] = true
		}
	}
	for _, scope := range slices.Sorted(maps.Keys(scopes)) {
		series, err := formats.PrometheusSeries(asWhole(v.heads[scopes[scope].Run], waivers[scope]), report.Options{Scan: scope})
		if err != nil {
			return nil, err
		}
		m.add(slices.DeleteFunc(series, func(one formats.Series) bool { return one.ByCluster }))
	}
	var b bytes.Buffer
	m.write(&b)
	b.WriteString(s.counters.metrics())
	return &answer{kind: "text/plain; version=0.0.4; charset=utf-8", body: b.Bytes()}, nil
}

// asWhole is a result of which only what is said of it as a whole counts: that includes each
// waiver of its findings once.
func asWhole(head *report.Result, waivers map[checks.Waiver]bool) *report.Result {
	var c report.Cluster
	for w := range waivers {
		c.Findings = append(c.Findings, report.Finding{Status: checks.Waived, Waiver: &w})
	}
	r := *head
	r.Clusters = []report.Cluster{c}
	return &r
}

// merged are the samples of several results, metric by metric.
type merged struct {
	headers []string // in the order in which they came
	samples map[string][]string
}

func (m *merged) add(series []formats.Series) {
	if m.samples == nil {
		m.samples = map[string][]string{}
	}
	for _, one := range series {
		if m.samples[one.Header] == nil {
			m.headers = append(m.headers, one.Header)
		}
		m.samples[one.Header] = append(m.samples[one.Header], one.Samples)
	}
}

func (m *merged) write(b *bytes.Buffer) {
	slices.Sort(m.headers)
	for _, header := range m.headers {
		b.WriteString(header)
		for _, samples := range m.samples[header] {
			b.WriteString(samples)
		}
	}
}

// metrics are those of the server itself.
func (c *counters) metrics() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	b.WriteString("# HELP clusterdrift_serve_requests_total The requests that were answered, by status.\n# TYPE clusterdrift_serve_requests_total counter\n")
	for _, status := range slices.SortedFunc(maps.Keys(c.requests), cmp.Compare[int]) {
		fmt.Fprintf(&b, "clusterdrift_serve_requests_total{code=\"%d\"} %d\n", status, c.requests[status])
	}
	b.WriteString("# HELP clusterdrift_serve_seconds_total The time that the answers took together.\n# TYPE clusterdrift_serve_seconds_total counter\n")
	b.WriteString("clusterdrift_serve_seconds_total " + strconv.FormatFloat(c.seconds, 'f', 6, 64) + "\n")
	return b.String()
}
