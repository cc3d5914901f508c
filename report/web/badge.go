package web

import (
	"context"
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// badge draws the state of a cluster, of the last run of a scope, or of the fleet.
func (s *Server) badge(r *request) (*answer, error) {
	asked, err := r.all("cluster", "scope")
	if err != nil {
		return nil, err
	}
	cluster, scope := asked[0], asked[1]
	var words string
	var verdict report.Verdict
	switch {
	case cluster != "" && scope != "":
		return nil, invalid("It names a cluster and a scope.", "Name one of them.")
	case cluster != "":
		c, err := s.stateOf(r, cluster)
		if err != nil {
			return nil, err
		}
		words, verdict = verdictWords(c.Verdict, c.Counts)+", "+day(c.At), c.Verdict
	case scope != "":
		if words, verdict, err = s.scopeWords(r, scope); err != nil {
			return nil, err
		}
	default:
		v, err := s.fleet.at(r.ctx, r.version)
		if err != nil {
			return nil, err
		}
		words, verdict = fleetWords(v.clusters)
	}
	return &answer{kind: "image/svg+xml", body: drawBadge(words, verdict), policy: "default-src 'none'; frame-ancestors 'none'"}, nil
}

// scopeWords are those of the last run of a scope, with its day. A run that exits 0 passes
// only where its report shows that it looked at whole clusters, and at every requirement.
func (s *Server) scopeWords(r *request, scope string) (string, report.Verdict, error) {
	run, err := s.store.Resolve(r.ctx, "last", history.Filter{Scope: scope})
	if err != nil {
		return "", "", err
	}
	verdict := report.Verdict(exitClass(run.Exit))
	if verdict == report.VerdictPass {
		whole, err := s.lookedAtAll(r.ctx, run)
		if err != nil {
			return "", "", err
		}
		if !whole {
			verdict = report.VerdictIncomplete
		}
	}
	return verdictWords(verdict, run.Counts) + ", " + day(run.Started), verdict, nil
}

// lookedAtAll reports whether a run was not one of a part: of nodes, of requirements, or of
// no cluster at all. Of a run whose reports were pruned that is not known.
func (s *Server) lookedAtAll(ctx context.Context, run history.Run) (bool, error) {
	if !run.Whole || len(run.Clusters) == 0 {
		return false, nil
	}
	one, err := s.store.ClusterResult(ctx, run.ID, run.Clusters[0])
	if err != nil {
		return false, err
	}
	return one.Selection == nil && !one.Partial, nil
}

func verdictWords(v report.Verdict, c history.Counts) string {
	switch v {
	case report.VerdictDrift:
		return fmt.Sprintf("%d drift", c.Drift)
	case report.VerdictIncomplete:
		return fmt.Sprintf("incomplete, %d unknown", c.Unknown)
	}
	return string(v)
}

// fleetWords are those of all clusters. Where they pass, the day is that of the oldest run.
func fleetWords(clusters []*state) (string, report.Verdict) {
	if len(clusters) == 0 {
		return "no cluster yet", report.VerdictIncomplete
	}
	n, oldest := map[report.Verdict]int{}, time.Time{}
	for _, c := range clusters {
		n[c.Verdict]++
		if oldest.IsZero() || c.At.Before(oldest) {
			oldest = c.At
		}
	}
	for _, v := range []report.Verdict{report.VerdictDrift, report.VerdictIncomplete} {
		if n[v] > 0 {
			return fmt.Sprintf("%d of %d clusters %s", n[v], len(clusters), map[report.Verdict]string{report.VerdictDrift: "drift", report.VerdictIncomplete: "incomplete"}[v]), v
		}
	}
	return fmt.Sprintf("%d clusters pass, %s or later", len(clusters), day(oldest)), report.VerdictPass
}

// badgeColor is dark enough for white letters.
func badgeColor(v report.Verdict) string {
	switch v {
	case report.VerdictPass:
		return "#17663a"
	case report.VerdictDrift:
		return "#b3261e"
	}
	return "#7a4d00"
}

// Measures of a badge, in pixels.
const (
	badgeLetter = 7
	badgeLabel  = "clusterdrift"
)

func drawBadge(words string, v report.Verdict) []byte {
	words = report.Clean(words)
	left, right := utf8.RuneCountInString(badgeLabel)*badgeLetter+10, utf8.RuneCountInString(words)*badgeLetter+10
	text := template.HTMLEscapeString(words)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="%s: %s"><title>%s: %s</title>`, left+right, badgeLabel, text, badgeLabel, text)
	fmt.Fprintf(&b, `<rect width="%d" height="20" fill="#444b53"/><rect x="%d" width="%d" height="20" fill="%s"/>`, left, left, right, badgeColor(v))
	fmt.Fprintf(&b, `<g fill="#ffffff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="%d" y="14">%s</text><text x="%d" y="14">%s</text></g></svg>`,
		left/2, badgeLabel, left+right/2, text)
	return []byte(b.String())
}
