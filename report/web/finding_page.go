package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// mostSpans is how many times of a finding are shown, the last first.
const mostSpans = 200

// spanRow is a time in which a finding did not change.
type spanRow struct {
	history.Span
	Text, Then string
}

// named is a text with its name.
type named struct{ Name, Text string }

// verdict is what the last complete run says of a finding.
type verdict struct {
	report.Finding
	Fields []named
	Fix    []baselines.Line
}

// findingPage shows the life of a finding.
func (s *Server) findingPage(r *request) (*answer, error) {
	asked, err := r.all("cluster", "node", "id")
	if err != nil {
		return nil, err
	}
	cluster, node, id := asked[0], asked[1], asked[2]
	spans, err := s.store.Life(r.ctx, cluster, history.Subject{Node: node, ID: id})
	if err != nil {
		return nil, err
	}
	view := struct {
		layout
		Cluster, Node, ID, More string
		Now                     []verdict
		Spans                   []spanRow
	}{layout: s.layout(id), Cluster: cluster, Node: node, ID: id}
	if view.Now, err = s.verdicts(r, cluster, node, id); err != nil {
		return nil, err
	}
	if len(spans)+len(view.Now) == 0 {
		return nil, missing("No such finding", "The history has no finding of this ID there.")
	}
	slices.Reverse(spans)
	if len(spans) > mostSpans {
		view.More = fmt.Sprintf("The last %d of %d times.", mostSpans, len(spans))
		spans = spans[:mostSpans]
	}
	for _, p := range spans {
		view.Spans = append(view.Spans, spanRow{p, report.Clean(cmp.Or(p.Waiver, p.Got)), endText(p.Ended)})
	}
	return s.show("finding", view)
}

// endText is why a time ended.
func endText(e history.Ended) string {
	switch e {
	case history.NotObserved:
		return "not observed"
	case history.RequirementGone:
		return "no longer required"
	case history.NodeGone:
		return "the node left the cluster"
	}
	return string(e)
}

// verdicts are what the last complete run says of a finding: nothing where it does not have
// it any more, and several where it has several of the same ID.
func (s *Server) verdicts(r *request, cluster, node, id string) ([]verdict, error) {
	c, err := s.stateOf(r, cluster)
	if err != nil || !c.Whole {
		return nil, err
	}
	result, err := s.clusterResult(r.ctx, c.Run, c.Scope, cluster)
	if err != nil {
		return nil, err
	}
	var all []verdict
	for _, f := range result.Clusters[0].Open().Findings {
		if f.Node == node && f.ID == id {
			all = append(all, newVerdict(report.Cleaned(f)))
		}
	}
	return all, nil
}

// newVerdict takes a finding that is cleaned.
func newVerdict(f report.Finding) verdict {
	v := verdict{Finding: f, Fix: f.Steps.Lines()}
	add := func(name, text string) {
		if text != "" {
			v.Fields = append(v.Fields, named{name, text})
		}
	}
	add("history", f.Standing.Text(f.Status))
	add("required", f.Want)
	add("observed", f.Got)
	add("reason", f.Reason)
	add("missing", strings.Join(f.MissingTexts(), "; "))
	if f.Waiver != nil {
		add("waiver", f.WaivedBy())
	}
	for _, e := range f.Evidence[:min(len(f.Evidence), mostEvidence)] {
		add("evidence", e.String())
	}
	add("more", more(len(f.Evidence), mostEvidence))
	add("why", f.Why)
	add("reference", f.Reference)
	return v
}

// mostEvidence is how many observations are shown: the report has all.
const mostEvidence = 20
