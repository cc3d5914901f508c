package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/web"
)

// night is the start of the nightly run n.
func night(n int) time.Time { return time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// recorded is a history of results, one a night, as it is open for recording and for reading.
func recorded(t testing.TB, results ...*report.Result) (writer, reader *history.Store) {
	t.Helper()
	p, err := history.ParsePlace(filepath.Join(t.TempDir(), "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	if writer, err = history.Create(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(writer.Close)
	for n, r := range results {
		record(t, writer, n, r)
	}
	if reader, err = history.OpenForReading(t.Context(), p, web.Readers); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(reader.Close)
	return writer, reader
}

// record records a result as that of a night.
func record(t testing.TB, s *history.Store, n int, r *report.Result) history.Run {
	t.Helper()
	r.Started, r.Finished, r.Judged = night(n), night(n).Add(time.Minute), night(n).Add(time.Minute)
	run, _, err := s.Record(t.Context(), r, history.Origin{Host: "SCANNER", At: night(n).Add(2 * time.Minute), Scope: "night"})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// site is a server of a history.
type site struct {
	t       testing.TB
	handler http.Handler
	wrong   []string // what it complained of
}

func serve(t testing.TB, s *history.Store) *site {
	t.Helper()
	out := &site{t: t}
	server, err := web.New(s, web.Options{Version: "1.0.0", Now: func() time.Time { return night(30) }, Complain: func(line string) { out.wrong = append(out.wrong, line) }})
	if err != nil {
		t.Fatal(err)
	}
	out.handler = server.Handler(func(h http.Handler) http.Handler { return h })
	t.Cleanup(func() {
		for _, line := range out.wrong {
			t.Error(line)
		}
	})
	return out
}

// get is an answer; headers are names and values.
func (s *site) get(address string, headers ...string) *http.Response {
	s.t.Helper()
	return s.ask(http.MethodGet, address, headers...)
}

func (s *site) ask(method, address string, headers ...string) *http.Response {
	s.t.Helper()
	r := httptest.NewRequestWithContext(s.t.Context(), method, "http://localhost"+address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Result()
}

// page is the text of an answer that must have a status.
func (s *site) page(status int, address string) string {
	s.t.Helper()
	r := s.get(address)
	if r.StatusCode != status {
		s.t.Errorf("%s: status %d, want %d", address, r.StatusCode, status)
	}
	return bodyOf(s.t, r)
}

func bodyOf(t testing.TB, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// hostileName is a name that means something in a path, a query, HTML and to a reader.
const hostileName = `../%2e%2e/<script>alert(1)</script>?a=b&c=d#e"'` + "\u202egnp.exe \u05d0\u05d1"

// hostile is a result in which every name is one that could do harm.
func hostile(name string) *report.Result {
	c := fixture.Chain()
	c.Cluster.Name = name
	for i := range c.Cluster.Nodes {
		n := *c.Cluster.Nodes[i].Facts
		n.Name = fmt.Sprintf("%d%s", i, name)
		for j := range c.Findings {
			if c.Findings[j].Node == c.Cluster.Nodes[i].Facts.Name {
				c.Findings[j].Node = n.Name
			}
		}
		c.Cluster.Nodes[i].Facts = &n
	}
	for i := range c.Findings {
		f := &c.Findings[i]
		f.Cluster, f.ID, f.Title, f.Got, f.Reason = name, f.ID+name, fixture.Injected, fixture.Hostile, fixture.Injected
	}
	waived := fixture.Injection()
	waived.Cluster, waived.ID, waived.Status, waived.Waiver.Expired, waived.Waiver.Expires = name, "a/"+name, checks.Waived, false, checks.Date{Year: 2026, Month: 4, Day: 2}
	c.Findings = append(c.Findings, waived)
	return fixture.Result(c)
}

// TestPages follows every link from the first page, of names that do harm where they are not
// escaped: none leads to an error, to a script or away.
func TestPages(t *testing.T) {
	for name, results := range map[string][]*report.Result{
		"a story":   {fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Quiet()), fixture.Result(fixture.FieldReport(), fixture.Chain())},
		"hostile":   {hostile(hostileName), hostile(hostileName)},
		"long":      {hostile(strings.Repeat("W", 300)), hostile(strings.Repeat("W", 300))},
		"only dots": {hostile(".."), hostile("..")},
	} {
		t.Run(name, func(t *testing.T) {
			_, reader := recorded(t, results...)
			s := serve(t, reader)
			seen, pages := map[string]bool{"/": true, "/waivers": true}, []string{"/", "/waivers"}
			for len(pages) > 0 {
				address := pages[0]
				pages = pages[1:]
				for _, link := range s.links(address) {
					if !seen[link] {
						seen[link] = true
						pages = append(pages, link)
					}
				}
			}
			for _, want := range []string{"/cluster?", "/node?", "/finding?", "/runs", "/run?", "/export?", "/diff?", "/search?", "/waivers"} {
				if !hasPrefix(seen, want) {
					t.Errorf("no link leads to %s", want)
				}
			}
		})
	}
}

func hasPrefix(seen map[string]bool, prefix string) bool {
	for address := range seen {
		if strings.HasPrefix(address, prefix) {
			return true
		}
	}
	return false
}

// links looks at a page, and returns the addresses that it leads to.
func (s *site) links(address string) []string {
	s.t.Helper()
	r := s.get(address)
	body := bodyOf(s.t, r)
	if r.StatusCode != http.StatusOK {
		s.t.Errorf("%s: status %d: %s", address, r.StatusCode, body)
		return nil
	}
	if strings.HasPrefix(address, "/export") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	base, err := url.Parse("http://localhost" + address)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, n := range fixture.Elements(s.t, body) {
		switch n.Data {
		case "script", "style", "img", "iframe", "object", "embed", "base":
			s.t.Errorf("%s: an element %s", address, n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
				s.t.Errorf("%s: <%s> has the attribute %s", address, n.Data, a.Key)
			}
		}
		href := fixture.Attribute(n, "href")
		if n.Data != "a" || href == "" || strings.HasPrefix(href, "#") || fixture.Attribute(n, "rel") == "noreferrer" {
			continue
		}
		to, err := base.Parse(href)
		if err != nil || to.Host != "localhost" {
			s.t.Errorf("%s: a link to %q: %v", address, href, err)
			continue
		}
		to.Fragment = ""
		all = append(all, to.RequestURI())
	}
	return all
}

// TestWords says what each page must show of a cluster that drifts.
func TestWords(t *testing.T) {
	waived := fixture.FieldReport()
	f := fixture.Simple("offload/netdma", "offload", checks.Waived, baselines.Medium, "enabled")
	f.Cluster, f.Node, f.Waiver = waived.Cluster.Name, "NODE1", &checks.Waiver{Reason: "until the new adapters", Owner: "storage", Expires: checks.Date{Year: 2026, Month: 4, Day: 5}}
	waived.Findings = append(waived.Findings, f)
	writer, reader := recorded(t, fixture.Result(waived))
	second := record(t, writer, 1, fixture.Result(waived, fixture.Quiet()))
	s := serve(t, reader)
	for address, wants := range map[string][]string{
		"/":                             {"Fleet", "FIELDREPORT", "SQL-PROD", "2026-03-01", `class="bar-drift"`},
		"/cluster?name=FIELDREPORT":     {"drifting since 2026-03-01", "NODE1", "What changed in the last run", "Trend"},
		"/node?cluster=FIELDREPORT":     {"FIELDREPORT as a whole"},
		"/runs?scope=night":             {second.ID},
		"/run?id=" + second.ID:          {"SCANNER", "sarif", "junit", "FIELDREPORT"},
		"/diff?after=" + second.ID:      {"What changed", "SQL-PROD"},
		"/waivers":                      {"until the new adapters", "2026-04-05", "storage"},
		"/waivers?days=1":               {"No waiver ends by then"},
		"/search?q=netdma":              {"offload/netdma", "NODE1"},
		"/search?q=node1":               {"NODE1"},
		"/search?q=nothing+of+the+kind": {"0 clusters"},
		"/metrics":                      {`clusterdrift_cluster_complete_timestamp_seconds{scan="night",cluster="FIELDREPORT"}`, `clusterdrift_exit_code{scan="night"}`, "clusterdrift_serve_requests_total"},
		"/badge.svg":                    {"<svg", "clusters drift"},
		"/badge.svg?cluster=SQL-PROD":   {"<svg"},
		"/badge.svg?scope=night":        {"drift"},
		"/finding?cluster=FIELDREPORT&node=NODE1&id=offload/netdma": {"until the new adapters", "waived", "now"},
		"/healthz": {"ok"},
		"/readyz":  {"ok"},
	} {
		body := s.page(http.StatusOK, address)
		if address == "/metrics" {
			parser := expfmt.NewTextParser(model.UTF8Validation)
			if _, err := parser.TextToMetricFamilies(strings.NewReader(body)); err != nil {
				t.Error(err)
			}
		}
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not have %q", address, want)
			}
		}
	}
}

// TestRefused are addresses that lead to no page, each with a status of its own.
func TestRefused(t *testing.T) {
	_, reader := recorded(t, fixture.Result(fixture.Quiet()))
	s := serve(t, reader)
	for address, want := range map[string]int{
		"/nothing": 404, "/cluster": 404, "/cluster?name=X": 404, "/node?cluster=SQL-PROD&name=X": 404, "/finding?cluster=SQL-PROD&id=X": 404,
		"/run": 400, "/run?id=0123456789ab": 404, "/run?id=%27;--": 400, "/export?run=last&format=pdf": 400, "/export?run=last&format=html-pages": 400,
		"/?page=0": 400, "/?page=2": 404, "/?page=x": 400, "/waivers?days=9999": 400, "/diff": 404, "/cluster?name=a&name=b": 400,
		"/search?q=" + strings.Repeat("x", 5000): 400, "/badge.svg?cluster=a&scope=b": 400, "/badge.svg?scope=none": 404, "/export?run=last&format=json&cluster=X": 404,
	} {
		body := s.page(want, address)
		if !strings.Contains(body, "<h1>") || strings.Contains(body, "sql") {
			t.Errorf("%s: %s", address, body)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodTrace} {
		if r := s.ask(method, "/"); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", method, r.StatusCode)
		}
	}
}
