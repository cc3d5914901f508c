package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// diffNodes is how many nodes a page compares, unless a single cluster has more.
const diffNodes = 32

// diffPage shows what changed from one run to another: in one cluster, or in some clusters at
// a time.
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
	before, err := s.before(r, asked[0], after)
	if err != nil {
		return nil, err
	}
	parts := [][]string{{cluster}}
	if cluster == "" {
		if parts, err = s.diffParts(r.ctx, before, after); err != nil {
			return nil, err
		}
	}
	p, err := r.part(len(parts), 1, "diff", "before", "after")
	if err != nil {
		return nil, err
	}
	p.Text = fmt.Sprintf("part %d of %d", p.last, len(parts))
	view := struct {
		layout
		Before, After history.Run
		Cluster       string
		Section       template.HTML
		Paging        paging
	}{layout: s.layout("What changed"), Before: before, After: after, Cluster: cluster, Paging: p}
	if view.Section, err = s.compare(r.ctx, before.ID, after.ID, parts[p.first]); err != nil {
		return nil, err
	}
	return s.show("diff", view)
}

// before is the earlier of two runs: the one that is named or else the one before the later
// run in its scope.
func (s *Server) before(r *request, name string, after history.Run) (history.Run, error) {
	if name == "" {
		return s.earlier(r.ctx, after)
	}
	return s.runOf(r, name, history.Filter{Scope: after.Scope})
}

// earlier is the last run of a scope that started before another one of it.
func (s *Server) earlier(ctx context.Context, run history.Run) (history.Run, error) {
	before, err := s.store.Resolve(ctx, run.Started.Add(-time.Second).Format(time.RFC3339), history.Filter{Scope: run.Scope})
	if errors.Is(err, fs.ErrNotExist) {
		err = missing("Nothing to compare with", "The scope of this run has no earlier one.")
	}
	return before, err
}

// diffParts are the clusters of two runs by the page that compares them.
func (s *Server) diffParts(ctx context.Context, runs ...history.Run) ([][]string, error) {
	nodes := map[string]int{}
	for _, run := range runs {
		visits, err := s.store.VisitsOf(ctx, run.ID)
		if err != nil {
			return nil, err
		}
		for _, v := range visits {
			nodes[v.Cluster] = max(nodes[v.Cluster], v.Counts.Nodes)
		}
	}
	parts, free := [][]string{nil}, diffNodes
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		last := len(parts) - 1
		if free < nodes[name] && len(parts[last]) > 0 {
			parts, last, free = append(parts, nil), last+1, diffNodes
		}
		parts[last], free = append(parts[last], name), free-nodes[name]
	}
	return parts, nil
}

// compare shows what changed in some clusters.
func (s *Server) compare(ctx context.Context, before, after string, clusters []string) (template.HTML, error) {
	was, err := s.side(ctx, before, clusters)
	if err != nil {
		return "", err
	}
	now, err := s.side(ctx, after, clusters)
	if err != nil {
		return "", err
	}
	since, err := s.sinces(ctx, now, after)
	if err != nil {
		return "", err
	}
	return print.Section(diff.Compare(was, now, diff.Options{Before: "run " + before, After: "run " + after, Since: since}))
}

// side is one of two results, with those of the clusters that it has.
func (s *Server) side(ctx context.Context, run string, clusters []string) (*report.Result, error) {
	var all *report.Result
	var none error
	for _, name := range clusters {
		r, err := s.store.ClusterResult(ctx, run, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			none = err
		case err != nil:
			return nil, err
		case all == nil:
			all = r
		default:
			all.Clusters = append(all.Clusters, r.Clusters...)
		}
	}
	if all == nil {
		return nil, none
	}
	return all, nil
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
