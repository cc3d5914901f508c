package web_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/past"
)

// TestHeaders: every answer forbids scripts, frames and guesses at its type.
func TestHeaders(t *testing.T) {
	_, reader := recorded(t, fixture.Result(fixture.FieldReport()))
	s := serve(t, reader)
	for _, address := range []string{"/", "/cluster?name=FIELDREPORT", "/nothing", "/style.css", "/badge.svg", "/metrics", "/healthz", "/export?run=last&format=html", "/export?run=last&format=csv"} {
		r := s.get(address)
		policy := r.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", address, policy)
		}
		if script := strings.Contains(policy, "script-src"); script != strings.Contains(address, "html") {
			t.Errorf("%s: policy %q", address, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s %q, want %q", address, name, got, want)
			}
		}
		if r.Header.Get("Cache-Control") == "" || r.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %v", address, r.Header)
		}
	}
	if got := s.get("/export?run=last&format=csv").Header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="clusterdrift-`) {
		t.Error(got)
	}
}

// A page that the reader has is not made again until another run is recorded.
func TestNotModified(t *testing.T) {
	writer, reader := recorded(t, fixture.Result(fixture.FieldReport()))
	s := serve(t, reader)
	for _, address := range []string{"/", "/cluster?name=FIELDREPORT", "/export?run=last&format=json", "/waivers", "/style.css"} {
		tag := s.get(address).Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) {
			t.Fatalf("%s: ETag %s", address, tag)
		}
		for _, known := range []string{tag, `"x", ` + tag, "W/" + tag, "*"} {
			if r := s.get(address, "If-None-Match", known); r.StatusCode != http.StatusNotModified || bodyOf(t, r) != "" || r.Header.Get("ETag") != tag {
				t.Errorf("%s with %s: %d", address, known, r.StatusCode)
			}
		}
		if r := s.get(address, "If-None-Match", `"x"`); r.StatusCode != http.StatusOK {
			t.Errorf("%s with another tag: %d", address, r.StatusCode)
		}
	}
	before := s.get("/").Header.Get("ETag")
	record(t, writer, 1, fixture.Result(fixture.FieldReport(), fixture.Quiet()))
	after := s.get("/", "If-None-Match", before)
	if after.StatusCode != http.StatusOK || !strings.Contains(bodyOf(t, after), "SQL-PROD") {
		t.Errorf("after another run: %d", after.StatusCode)
	}
	if _, err := writer.Prune(t.Context(), history.Retention{Keep: 1}); err != nil {
		t.Fatal(err)
	}
	if r := s.get("/", "If-None-Match", after.Header.Get("ETag")); r.StatusCode != http.StatusOK {
		t.Errorf("after a run was removed: %d", r.StatusCode)
	}
	if r := s.get("/metrics"); r.Header.Get("ETag") != "" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("metrics: %v", r.Header)
	}
}

// An exported run is what history show prints, to the byte.
func TestExport(t *testing.T) {
	_, reader := recorded(t, fixture.Result(fixture.FieldReport()), fixture.Result(fixture.FieldReport(), fixture.Quiet()))
	s := serve(t, reader)
	run, err := reader.Resolve(t.Context(), "last", history.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range formats.Names() {
		result, err := reader.Result(t.Context(), run.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := past.Add(t.Context(), reader, result, past.Options{Scope: history.ScopeOf(run, result), Run: run.ID}); err != nil {
			t.Fatal(err)
		}
		var want strings.Builder
		render, err := formats.Lookup(format)
		if err != nil {
			t.Fatal(err)
		}
		if err := render(&want, result, report.Options{}); err != nil {
			t.Fatal(err)
		}
		if got := s.page(http.StatusOK, "/export?run="+run.ID+"&format="+format); got != want.String() {
			t.Errorf("%s: %d bytes, want %d", format, len(got), want.Len())
		}
		if one := s.page(http.StatusOK, "/export?run=last&format="+format+"&cluster=SQL-PROD"); strings.Contains(one, "FIELDREPORT") {
			t.Errorf("%s: one cluster has another", format)
		}
	}
}

// What a narrowed run did not look at does not change the state of a cluster.
func TestPartOfACluster(t *testing.T) {
	writer, reader := recorded(t, fixture.Result(fixture.FieldReport()))
	s := serve(t, reader)
	before := s.page(http.StatusOK, "/badge.svg?cluster=FIELDREPORT")
	part := fixture.Result(fixture.FieldReport())
	part.Selection = &report.Narrowing{Only: []string{"offload"}}
	part.Clusters[0].Findings = nil
	record(t, writer, 1, part)
	if after := s.page(http.StatusOK, "/badge.svg?cluster=FIELDREPORT"); after != before {
		t.Errorf("%s, then %s", before, after)
	}
	if page := s.page(http.StatusOK, "/cluster?name=FIELDREPORT"); !strings.Contains(page, "later run") {
		t.Error("the page does not name the later run")
	}
}

// A hundred readers get pages while runs are recorded.
func TestReadersDuringRecordings(t *testing.T) {
	writer, reader := recorded(t, fixture.Result(fixture.FieldReport()))
	s := serve(t, reader)
	var readers sync.WaitGroup
	for n := range 100 {
		readers.Go(func() {
			address := []string{"/", "/runs", "/search?q=kb", "/finding?cluster=FIELDREPORT&node=NODE1&id=hotfix/KB2552040"}[n%4]
			if r := s.get(address); r.StatusCode != http.StatusOK {
				t.Errorf("%s: %d", address, r.StatusCode)
			}
		})
	}
	for n := range 3 {
		record(t, writer, n+1, fixture.Result(fixture.FieldReport()))
	}
	readers.Wait()
	if page := s.page(http.StatusOK, "/runs"); !strings.Contains(page, "2026-03-04") {
		t.Error("the last run is missing")
	}
}

// TestPasses has what a badge may call passed: all of a cluster, seen by a run whose day it
// shows, and nothing that a later run of a part found wrong.
func TestPasses(t *testing.T) {
	passing := func(change func(*report.Result)) *report.Result {
		r := fixture.Result(fixture.Quiet())
		if change != nil {
			change(r)
		}
		r.Conclude(report.Gate{})
		return r
	}
	narrowed := func(r *report.Result) { r.Selection = &report.Narrowing{Only: []string{"hotfix"}} }
	drifting := func(r *report.Result) {
		narrowed(r)
		r.Clusters[0].Findings[0].Status = checks.Drift
	}
	chosen := func(r *report.Result) { r.Clusters[0].Selection = &report.Selection{Of: 16} }
	const pass = "pass, 2026-03-01"
	for name, tt := range map[string]struct {
		runs           []*report.Result
		cluster, scope string
	}{
		"a whole run":                       {[]*report.Result{passing(nil)}, pass, pass},
		"a narrowed run alone":              {[]*report.Result{passing(narrowed)}, "incomplete", "incomplete"},
		"some nodes alone":                  {[]*report.Result{passing(chosen)}, "incomplete", "incomplete"},
		"a narrowed run that passes, later": {[]*report.Result{passing(nil), passing(narrowed)}, pass, "incomplete"},
		"a narrowed run that drifts, later": {[]*report.Result{passing(nil), passing(drifting)}, "incomplete", "1 drift, 2026-03-02"},
	} {
		_, reader := recorded(t, tt.runs...)
		s := serve(t, reader)
		for address, want := range map[string]string{"cluster=" + tt.runs[0].Clusters[0].Name: tt.cluster, "scope=night": tt.scope} {
			if got := s.page(http.StatusOK, "/badge.svg?"+address); !strings.Contains(got, want) || strings.Contains(got, "pass") != (want == pass) {
				t.Errorf("%s, %s: %s, want %s", name, address, got, want)
			}
		}
	}
	_, reader := recorded(t)
	if got := serve(t, reader).page(http.StatusOK, "/badge.svg"); !strings.Contains(got, "no cluster yet") || strings.Contains(got, "pass") {
		t.Errorf("no run: %s", got)
	}
}
