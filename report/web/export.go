package web

import (
	"bytes"
	"fmt"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/past"
)

// kinds are the Content-Type and the ending of formats that are not shown as text.
func kinds(format string) (kind, ending string) {
	switch format {
	case "json", "sarif", "hdf":
		return "application/json", "json"
	case "jsonl":
		return "application/x-ndjson", "jsonl"
	case "junit", "junit-all":
		return "application/xml", "xml"
	case "csv":
		return "text/csv; charset=utf-8", "csv"
	}
	return "text/plain; charset=utf-8", ""
}

// export writes a run, or one cluster of it, in a format of the reports, as it was.
func (s *Server) export(r *request) (*answer, error) {
	asked, err := r.all("run", "format", "cluster")
	if err != nil {
		return nil, err
	}
	format, cluster := asked[1], asked[2]
	render, err := formats.Lookup(format)
	if err != nil {
		return nil, invalid("There is no such format of reports.", "")
	}
	run, err := s.runOf(r, asked[0], history.Filter{})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if cluster != "" {
		err = s.writeCluster(r, &b, run, cluster, render)
	} else {
		err = s.writeRun(r, &b, run, render)
	}
	if err != nil {
		return nil, err
	}
	kind, ending := kinds(format)
	a := &answer{kind: kind, body: b.Bytes()}
	switch {
	case format == "html":
		a.kind, a.policy = "text/html; charset=utf-8", s.policy+"; frame-ancestors 'none'"
	case ending != "":
		a.file = "clusterdrift-" + run.ID + "." + ending
	}
	return a, nil
}

// writeRun writes a whole run, as clusterdrift history show does.
func (s *Server) writeRun(r *request, b *bytes.Buffer, run history.Run, render report.Renderer) error {
	if run.Counts.Nodes > largeRun {
		return tooLarge(run)
	}
	if !s.large.take(r.ctx) {
		return busy()
	}
	defer s.large.give()
	result, err := s.store.Result(r.ctx, run.ID)
	if err != nil {
		return err
	}
	if err := past.Add(r.ctx, s.store, result, past.Options{Scope: history.ScopeOf(run, result), Run: run.ID}); err != nil {
		return err
	}
	return render(b, result, report.Options{})
}

func tooLarge(run history.Run) error {
	return invalid(fmt.Sprintf("The run has %d nodes; at most %d are shown at once.", run.Counts.Nodes, largeRun), "Choose one of its clusters, or print it with clusterdrift history show "+run.ID+".")
}

// writeCluster writes a run as if it had looked at one cluster alone.
func (s *Server) writeCluster(r *request, b *bytes.Buffer, run history.Run, cluster string, render report.Renderer) error {
	result, err := s.clusterResult(r.ctx, run.ID, run.Scope, cluster)
	if err != nil {
		return err
	}
	result.Counts, result.UnusedWaivers = result.Clusters[0].Counts, nil
	result.Exit.Reason += " (of the whole run)"
	return render(b, result, report.Options{})
}
