// Package web shows a history as web pages: the fleet, a cluster, a node, the life of a
// finding, runs, what changed between two, waivers that end soon, and metrics.
//
// In goes a history that is open for reading, out comes a handler of HTTP. It answers GET and
// HEAD alone, changes nothing, needs no script in the browser, and has every name of a node
// or cluster in the query of an address, never in its path. Who may read the pages is decided
// by package access below, and not here.
//
// fleet.go and state.go keep the state of each cluster, which only a new run changes;
// respond.go has what all answers have in common; the files that end in _page are the pages.
package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/report/diff/print"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/html"
)

//go:embed *.gohtml web.css
var files embed.FS

// Readers is how many answers are made at the same time, and so how many connections to a
// history are of use.
const Readers = 4

// Options are what a Server is made with.
type Options struct {
	Version string           // of the program
	Now     func() time.Time // the clock
	SignOut string           // the address that ends a session, as pages link to it; empty: there are none
	// Complain is called with what went wrong and is not the reader's mistake, one line each;
	// several goroutines may call it.
	Complain func(line string)
}

// Server makes the pages of one history.
type Server struct {
	store     *history.Store
	options   Options
	templates *template.Template
	style     string
	digest    string // of the style, which is in its address
	policy    string // of the HTML report
	fleet     *fleet
	pages     slots // in which answers are made
	large     slots // in which those of whole runs are made
	counters  counters
}

// New makes a server. It reads nothing of the history yet.
func New(store *history.Store, o Options) (*Server, error) {
	t, err := template.New("").Funcs(functions()).ParseFS(files, "*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("read the templates: %w", err)
	}
	style, err := style()
	if err != nil {
		return nil, err
	}
	policy, err := html.Policy()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(style))
	return &Server{
		store: store, options: o, templates: t, style: style, digest: hex.EncodeToString(sum[:8]), policy: policy,
		fleet: newFleet(store), pages: make(slots, Readers), large: make(slots, 1),
	}, nil
}

// style is the style sheet of the reports, of comparisons and of what only these pages have.
func style() (string, error) {
	report, err := html.Style()
	if err != nil {
		return "", err
	}
	changes, err := print.Style()
	if err != nil {
		return "", err
	}
	own, err := files.ReadFile("web.css")
	if err != nil {
		return "", fmt.Errorf("read the style sheet: %w", err)
	}
	return report + changes + string(own), nil
}

// Warm reads the states of the clusters, which the first page would otherwise wait for.
func (s *Server) Warm(ctx context.Context) error {
	version, err := s.store.Version(ctx)
	if err == nil {
		_, err = s.fleet.at(ctx, version)
	}
	return err
}

// Handler answers all requests. Guard decides who may read; only the answers to probes, which
// say nothing of the history, are not behind it.
func (s *Server) Handler(guard func(http.Handler) http.Handler) http.Handler {
	pages := http.NewServeMux()
	for path, p := range s.routes() {
		pages.Handle(path, s.answer(p, false))
	}
	pages.Handle("/metrics", s.answer(s.metrics, true))
	pages.HandleFunc("/style.css", s.serveStyle)
	pages.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &problem{status: http.StatusNotFound, title: "No such page", text: "This address leads to no page."})
	})
	all := http.NewServeMux()
	all.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	all.HandleFunc("/readyz", s.serveReady)
	all.Handle("/", guard(pages))
	return s.outer(all)
}

// routes are the pages by their paths.
func (s *Server) routes() map[string]page {
	return map[string]page{
		"/{$}":        s.fleetPage,
		"/cluster":    s.clusterPage,
		"/node":       s.nodePage,
		"/finding":    s.findingPage,
		"/runs":       s.runsPage,
		"/run":        s.runPage,
		"/diff":       s.diffPage,
		"/waivers":    s.waiversPage,
		"/search":     s.searchPage,
		"/export":     s.export,
		"/badge.svg":  s.badge,
		"/robots.txt": func(*request) (*answer, error) { return text("User-agent: *\nDisallow: /\n"), nil },
	}
}

func (s *Server) serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=86400")
	if notModified(w, r, `"`+s.digest+`"`) {
		return
	}
	_, _ = w.Write([]byte(s.style)) // who reads it may have left
}

func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTime)
	defer cancel()
	if _, err := s.store.Version(ctx); err != nil {
		plain(w, http.StatusServiceUnavailable, "the history does not answer\n")
		return
	}
	plain(w, http.StatusOK, "ok\n")
}

// readyTime bounds how long the history may take to answer a probe.
const readyTime = 5 * time.Second

// counters count what the server did.
type counters struct {
	mu       sync.Mutex
	requests map[int]int // by status
	seconds  float64     // in which answers were made
}

func (c *counters) add(status int, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.requests == nil {
		c.requests = map[int]int{}
	}
	c.requests[status]++
	c.seconds += took.Seconds()
}
