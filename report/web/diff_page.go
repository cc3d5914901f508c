package web

import (
	"cmp"
	"context"
	"html/template"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// diffPage shows what changed from one run to another, or in one cluster of them.
func (s *Server) diffPage(r *request) (*answer, error) {
	asked, err := r.all("before", "after", "cluster")
	if err != nil {
		return nil, err
	}
	cluster := asked[2]
	after, err := s.runOf(r, cmp.Or(asked[1], "last"), history.Filter{Cluster: cluster})
	if err != nil {
		return nil, err
	}
	if cluster == "" {
		if !s.large.take(r.ctx) {
			return nil, busy()
		}
		defer s.large.give()
	}
	now, err := s.side(r.ctx, after, cluster)
	if err != nil {
		return nil, err
	}
	before, err := s.before(r, asked[0], after, now)
	if err != nil {
		return nil, err
	}
	was, err := s.side(r.ctx, before, cluster)
	if err != nil {
		return nil, err
	}
	since, err := s.sinces(r.ctx, now, after.ID)
	if err != nil {
		return nil, err
	}
	d := diff.Compare(was, now, diff.Options{Before: "run " + before.ID, After: "run " + after.ID, Since: since})
	view := struct {
		layout
		Before, After history.Run
		Cluster       string
		Section       template.HTML
	}{layout: s.layout("What changed"), Before: before, After: after, Cluster: cluster}
	if view.Section, err = print.Section(d); err != nil {
		return nil, err
	}
	return s.show("diff", view)
}

// before is the earlier of two runs: the one that is named or else the one before the later
// run in its scope.
func (s *Server) before(r *request, name string, after history.Run, now *report.Result) (history.Run, error) {
	scope := history.ScopeOf(after, now)
	if name != "" {
		return s.runOf(r, name, scope.Filter())
	}
	run, found, err := s.store.Before(r.ctx, now, scope, after.ID)
	if err == nil && !found {
		err = missing("Nothing to compare with", "The scope of this run has no earlier one.")
	}
	return run, err
}

// side is one of two results: a whole run, or one of its clusters.
func (s *Server) side(ctx context.Context, run history.Run, cluster string) (*report.Result, error) {
	if cluster != "" {
		return s.store.ClusterResult(ctx, run.ID, cluster)
	}
	if run.Counts.Nodes > largeRun {
		return nil, tooLarge(run)
	}
	return s.store.Result(ctx, run.ID)
}

// sinces returns when drift of a run began.
func (s *Server) sinces(ctx context.Context, r *report.Result, run string) (func(cluster, node, id string) (time.Time, bool), error) {
	known := map[string]map[history.Subject]time.Time{}
	for _, c := range r.Clusters {
		since, err := s.store.Since(ctx, c.Name, run)
		if err != nil {
			return nil, err
		}
		known[c.Name] = since
	}
	return func(cluster, node, id string) (time.Time, bool) {
		at, ok := known[cluster][history.Subject{Node: node, ID: id}]
		return at, ok
	}, nil
}
