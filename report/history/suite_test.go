package history_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// onEach runs a test on each kind of database.
func onEach(t *testing.T, test func(t *testing.T, p history.Place)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filePlace(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, serverPlace(t)) })
}

// filePlace is a history that is not there yet.
func filePlace(t *testing.T) history.Place {
	t.Helper()
	return place(t, filepath.Join(t.TempDir(), "state", "history.db"))
}

func place(t testing.TB, text string) history.Place {
	t.Helper()
	p, err := history.ParsePlace(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// create opens a history until the end of the test.
func create(t *testing.T, p history.Place) *history.Store {
	t.Helper()
	s, err := history.Create(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// night is the start of the nightly run n.
func night(n int) time.Time {
	return time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC).AddDate(0, 0, n)
}

// nightly is the result of a night, of one cluster HV with the nodes given.
func nightly(n int, nodes ...report.Node) *report.Result {
	return resultOf(n, report.Cluster{Name: "HV", Nodes: nodes})
}

func resultOf(n int, clusters ...report.Cluster) *report.Result {
	r := &report.Result{
		Tool: report.Tool{Name: "clusterdrift", Version: "1.0.0"}, Started: night(n), Finished: night(n).Add(time.Minute), Took: time.Minute,
		Judged: night(n).Add(time.Minute), NodesFrom: "the inventory nodes.yaml", Clusters: clusters, Baselines: []report.BaselineUsed{},
	}
	return r
}

func readNode(name string) report.Node {
	return report.Node{Name: name, State: report.Scanned, Baseline: "ws2022"}
}

func darkNode(name string) report.Node { return report.Node{Name: name, State: report.Unreachable} }

// with adds findings to the only cluster, and concludes the result.
func with(r *report.Result, findings ...report.Finding) *report.Result {
	r.Clusters[0].Findings = append(r.Clusters[0].Findings, findings...)
	r.Conclude(report.Gate{})
	return r
}

// found is a finding by "HV01 drift"; the fingerprint follows from the rest.
func found(node, id string, status checks.Status) report.Finding {
	return report.Finding{
		ID: id, Family: "hotfix", Node: node, Status: status, Severity: baselines.High, Title: "The hotfix " + id, Want: "installed", Got: string(status),
		Reason: "it is " + string(status), Fingerprint: fmt.Sprintf("%.12x", string(status)+"............"),
	}
}

func recorded(t *testing.T, s *history.Store, r *report.Result) history.Run {
	t.Helper()
	run, _, err := s.Record(t.Context(), r, origin(r))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func origin(r *report.Result) history.Origin {
	return history.Origin{Host: "SCANNER", At: r.Finished.Add(time.Second)}
}

func since(t *testing.T, s *history.Store, run string) map[history.Subject]time.Time {
	t.Helper()
	m, err := s.Since(context.WithoutCancel(t.Context()), "HV", run)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
