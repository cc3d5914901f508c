package web

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// Sizes of the pages of runs.
const (
	runRows     = 25  // runs on one page
	clusterRows = 100 // clusters of a run on one page
	// largeRun is how many nodes a run has at most of which the whole is shown at once: each
	// takes memory while it is written.
	largeRun = 400
)

// runsPage lists runs, the last first.
func (s *Server) runsPage(r *request) (*answer, error) {
	scope, err := r.value("scope")
	if err != nil {
		return nil, err
	}
	n, err := r.number("page", 1, 1, mostPages)
	if err != nil {
		return nil, err
	}
	// One more than is shown says whether there is another page.
	runs, err := s.store.Runs(r.ctx, history.Filter{Scope: scope, Limit: runRows + 1, Skip: (n - 1) * runRows})
	if err != nil {
		return nil, err
	}
	p, err := r.part((n-1)*runRows+len(runs), runRows, "runs", "scope")
	if err != nil {
		return nil, err
	}
	p.Text = fmt.Sprintf("page %d", n)
	view := struct {
		layout
		Scope  string
		Runs   []history.Run
		Paging paging
	}{s.layout("Runs"), scope, runs[:min(len(runs), runRows)], p}
	view.Active = "runs"
	return s.show("runs", view)
}

// runOf is a run that a request names.
func (s *Server) runOf(r *request, name string, f history.Filter) (history.Run, error) {
	if name == "" {
		return history.Run{}, &history.Error{Message: "the address names no run", Err: fs.ErrInvalid}
	}
	return s.store.Resolve(r.ctx, name, f)
}

// runPage shows a run, with its clusters and the formats that it can be had in.
func (s *Server) runPage(r *request) (*answer, error) {
	id, err := r.value("id")
	if err != nil {
		return nil, err
	}
	run, err := s.runOf(r, id, history.Filter{})
	if err != nil {
		return nil, err
	}
	visits, err := s.store.VisitsOf(r.ctx, run.ID)
	if err != nil {
		return nil, err
	}
	p, err := r.part(len(visits), clusterRows, "run", "id")
	if err != nil {
		return nil, err
	}
	view := struct {
		layout
		Run     history.Run
		Class   string
		Earlier string // the run before it in its scope; empty: there is none
		Large   bool
		Formats []string
		Visits  []history.Latest
		Paging  paging
	}{s.layout("Run of " + when(run.Started)), run, exitClass(run.Exit), "", run.Counts.Nodes > largeRun, formats.Names(), visits[p.first:p.last], p}
	var none *problem
	earlier, err := s.earlier(r.ctx, run)
	if err == nil && earlier.Whole {
		view.Earlier = earlier.ID
	} else if err != nil && !errors.As(err, &none) {
		return nil, err
	}
	view.Run.Exit.Reason, view.Run.Host, view.Run.Tool = report.Clean(run.Exit.Reason), report.Clean(run.Host), report.Clean(run.Tool)
	return s.show("run", view)
}

func exitClass(e report.Exit) string {
	switch e.Code {
	case report.ExitPass:
		return "pass"
	case report.ExitDrift:
		return "drift"
	}
	return "incomplete"
}
