package html

import (
	"cmp"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// lastRun is what changed since the last run.
type lastRun struct {
	Head  string
	Lines []lastLine
	More  int
}

// lastLine is one change.
type lastLine struct {
	Severity          baselines.Severity // empty: it is of nodes
	Words, Kind, Text string             // Kind gives the colour
}

func newLastRun(r *report.Result) *lastRun {
	if r.LastRun == nil {
		return nil
	}
	l := &lastRun{Head: r.LastRun.Head(), More: r.LastRun.More}
	kinds := map[string]string{"new": "new", "waiver-ended": "new", "fixed": "fixed", "became-unknown": "unknown", "node-not-read": "unknown"}
	for _, c := range r.LastRun.Changes {
		l.Lines = append(l.Lines, lastLine{c.Severity, c.Words, cmp.Or(kinds[c.Class], "other"), c.String(len(r.Clusters) > 1)})
	}
	return l
}

// since is since when groups of one heading are what they are.
func since(groups []findings.Group) string {
	var all findings.Group
	for i, g := range groups {
		if i == 0 {
			all = g
			all.Members = nil
		}
		all.Members = append(all.Members, g.Members...)
	}
	return strings.TrimSpace(all.Since())
}
