package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// Times of an answer.
const (
	pageTime = 30 * time.Second // in which it is made
	waitTime = 10 * time.Second // until it is begun
)

// contentPolicy admits the style sheet and images of this server and nothing else.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// request is what a page is asked for.
type request struct {
	ctx     context.Context     //nolint:containedctx // a request is one call
	values  map[string][]string // of the query
	version history.Version     // of the history when it was asked
	now     time.Time
}

// answer is a page that is finished.
type answer struct {
	kind   string // its Content-Type
	body   []byte
	policy string // in place of contentPolicy; may be empty
	file   string // the name under which a browser saves it; empty: it is shown
}

// page makes an answer. The error is a *problem, an *history.Error or that of the context.
type page func(r *request) (*answer, error)

func text(s string) *answer { return &answer{kind: "text/plain; charset=utf-8", body: []byte(s)} }

// problem is what a reader is shown in place of a page.
type problem struct {
	status      int
	title, text string
	hint        string // may be empty
}

func (p *problem) Error() string { return p.title }

func missing(title, text string) error {
	return &problem{status: http.StatusNotFound, title: title, text: text}
}

func invalid(text, hint string) error {
	return &problem{status: http.StatusBadRequest, title: "The address is not understood", text: text, hint: hint}
}

// slots bound how many do something at the same time.
type slots chan struct{}

// take waits for a slot, and reports whether there was one in time.
func (s slots) take(ctx context.Context) bool {
	timer := time.NewTimer(waitTime)
	defer timer.Stop()
	select {
	case s <- struct{}{}:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

func (s slots) give() { <-s }

// busy is the answer while others are made.
func busy() error {
	return &problem{status: http.StatusServiceUnavailable, title: "Busy", text: "Too many pages are being made at this moment.", hint: "Try again in a few seconds."}
}

// answer makes a page, unless the reader has it as it is. One that is live is always made.
func (s *Server) answer(p page, live bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), pageTime)
		defer cancel()
		version, err := s.store.Version(ctx)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		now := s.options.Now().UTC()
		w.Header().Set("Cache-Control", "private, no-cache")
		if live {
			w.Header().Set("Cache-Control", "no-store")
		} else if notModified(w, r, s.tag(version, now)) {
			return
		}
		if !s.pages.take(ctx) {
			s.fail(w, r, busy())
			return
		}
		a, err := p(&request{ctx: ctx, values: r.URL.Query(), version: version, now: now})
		s.pages.give()
		if err != nil {
			s.fail(w, r, err)
			return
		}
		write(w, a)
	})
}

// tag is the ETag of every page: the pages follow from the program, the state of the history
// and the day, by which waivers end.
func (s *Server) tag(v history.Version, now time.Time) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{s.options.Version, s.options.SignOut, s.digest, v.String(), now.Format(time.DateOnly)}, "\x00")))
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// notModified sets the ETag of an answer, and writes one of status 304 when the reader has it.
func notModified(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", tag)
	for one := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

func write(w http.ResponseWriter, a *answer) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.policy != "" {
		h.Set("Content-Security-Policy", a.policy)
	}
	if a.file != "" {
		h.Set("Content-Disposition", `attachment; filename="`+a.file+`"`)
	}
	_, _ = w.Write(a.body) // who reads it may have left
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // who reads it may have left
}

// fail answers with a page that says what went wrong.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.status == http.StatusInternalServerError && r.Context().Err() == nil {
		s.options.Complain("a page could not be made: " + err.Error())
	}
	h := w.Header()
	h.Del("ETag")
	h.Set("Cache-Control", "no-store")
	if p.status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	var b bytes.Buffer
	view := struct {
		layout
		Text, Hint string
	}{s.layout(p.title), p.text, p.hint}
	if err := s.templates.ExecuteTemplate(&b, "problem", view); err != nil {
		plain(w, http.StatusInternalServerError, "the page could not be made\n")
		return
	}
	w.WriteHeader(p.status)
	_, _ = w.Write(b.Bytes()) // who reads it may have left
}

// problemOf is an error as a reader is shown it.
func problemOf(err error) *problem {
	var p *problem
	var h *history.Error
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &h):
		p = &problem{status: http.StatusServiceUnavailable, title: "The history cannot be read", text: report.Clean(h.Message) + ".", hint: report.Clean(h.Hint)}
		if errors.Is(err, fs.ErrNotExist) {
			p.status, p.title = http.StatusNotFound, "Not in the history"
		} else if errors.Is(err, fs.ErrInvalid) {
			p.status, p.title = http.StatusBadRequest, "The address is not understood"
		}
		return p
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &problem{status: http.StatusServiceUnavailable, title: "It took too long", text: fmt.Sprintf("The page was not ready within %s.", pageTime), hint: "Try again, or look at a single cluster."}
	}
	return &problem{status: http.StatusInternalServerError, title: "The page could not be made", text: "This is a bug in clusterdrift; please report it."}
}

// outer is around every answer: headers, methods, what ends in a panic, and the count.
func (s *Server) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, counted := s.options.Now(), &counted{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
					panic(p)
				}
				s.fail(counted, r, fmt.Errorf("a panic: %v", p))
			}
			s.counters.add(counted.status, s.options.Now().Sub(began))
		}()
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			plain(counted, http.StatusMethodNotAllowed, "only GET and HEAD are answered\n")
			return
		}
		next.ServeHTTP(counted, r)
	})
}

// counted notes the status of an answer.
type counted struct {
	http.ResponseWriter
	status int
}

func (c *counted) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }
