package web

import (
	"context"
	"fmt"
	"html/template"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/html"
	"github.com/clusterdrift/clusterdrift/report/past"
)

// clusterRuns is how many runs the page of a cluster lists.
const clusterRuns = 15

// stateOf is the state of the cluster of a request.
func (s *Server) stateOf(r *request, cluster string) (*state, error) {
	v, err := s.fleet.at(r.ctx, r.version)
	if err != nil {
		return nil, err
	}
	c := v.byName[cluster]
	if c == nil {
		return nil, missing("No such cluster", "The history has no cluster of this name.")
	}
	return c, nil
}

// clusterResult is what a run says of a cluster, with what the history knows of it.
func (s *Server) clusterResult(ctx context.Context, run, scope, cluster string) (*report.Result, error) {
	result, err := s.store.ClusterResult(ctx, run, cluster)
	if err != nil {
		return nil, err
	}
	of := history.Run{ID: run, Scope: scope, Clusters: []string{cluster}}
	return result, past.AddTimes(ctx, s.store, result, past.Options{Scope: history.ScopeOf(of, result), Run: run})
}

// clusterPage shows a cluster as its last complete run saw it.
func (s *Server) clusterPage(r *request) (*answer, error) {
	name, err := r.value("name")
	if err != nil {
		return nil, err
	}
	c, err := s.stateOf(r, name)
	if err != nil {
		return nil, err
	}
	view := struct {
		layout
		Name, Summary, Exit, Earlier string
		State                        *state
		Section                      template.HTML
		Nodes                        []nodeState
		Wide                         nodeState
		Visits                       []history.Visit
	}{layout: s.layout("Cluster " + name), Name: name, State: c, Nodes: c.Nodes, Wide: c.wide()}
	view.Summary = fmt.Sprintf("%d drift, %d unknown; the report was pruned", c.Counts.Drift, c.Counts.Unknown)
	if c.Whole {
		result, err := s.clusterResult(r.ctx, c.Run, c.Scope, name)
		if err != nil {
			return nil, err
		}
		view.Summary, view.Exit = report.Clean(result.Clusters[0].Summary()), fmt.Sprintf("which ended with %d", result.Exit.Code)
		if view.Section, err = html.Section(result); err != nil {
			return nil, err
		}
	}
	visits, err := s.store.LastVisits(r.ctx, []string{name}, clusterRuns)
	if err != nil {
		return nil, err
	}
	of := visits[name]
	for i := len(of) - 1; i >= 0; i-- {
		view.Visits = append(view.Visits, of[i])
	}
	if len(of) > 1 {
		view.Earlier = of[len(of)-2].Run
	}
	return s.show("cluster", view)
}

// wide counts the findings about the cluster as a whole.
func (s *state) wide() nodeState {
	var n nodeState
	for _, f := range s.Reported {
		switch {
		case f.Node != "":
		case f.Status == "drift":
			n.Drift++
		case f.Status == "unknown":
			n.Unknown++
		}
	}
	return n
}
