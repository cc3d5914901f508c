package html

import (
	"fmt"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
)

// tile is one figure of the head of a page.
type tile struct {
	Name, Value string
	Kind        string // the status that gives its colour; may be empty
	Note        string
	Severities  []severityCount
}

func tiles(r *report.Result) []tile {
	c := r.Counts
	all := []tile{
		{Name: "Nodes", Value: fmt.Sprint(c.Nodes.Total), Note: nodesNote(r)},
		{Name: "Drift", Value: fmt.Sprint(c.Drift), Kind: "drift", Severities: bySeverity(c.Counts)},
		{Name: "Unknown", Value: fmt.Sprint(c.Unknown), Kind: "unknown", Note: unknownNote(r)},
		{Name: "Unreachable", Value: fmt.Sprint(c.Nodes.Unreachable), Kind: "unknown", Note: darkNote(r)},
		ageTile(r),
	}
	for i := range all {
		if all[i].Value == "0" {
			all[i].Kind = ""
		}
	}
	return all
}

func nodesNote(r *report.Result) string {
	parts := []string{fmt.Sprintf("%d with drift", r.Counts.Nodes.Drifted)}
	if len(r.Clusters) != 1 {
		parts = append(parts, "in "+wording.Counted(len(r.Clusters), "cluster"))
	} else if s := r.Clusters[0].Selection; s != nil {
		parts = append(parts, s.String()+" selected")
	}
	return strings.Join(parts, ", ")
}

func unknownNote(r *report.Result) string {
	if n := r.UnreadUnknowns(); n > 0 {
		return fmt.Sprintf("%d of them on nodes that were not read", n)
	}
	return ""
}

// darkNote names the nodes that were not read.
func darkNote(r *report.Result) string {
	var dark []string
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			if n.State == report.Unreachable {
				dark = append(dark, n.Name)
			}
		}
	}
	parts := []string{names(dark)}
	if n := r.Counts.Nodes.NotRead; n > 0 {
		parts = append(parts, fmt.Sprintf("%d more not read", n))
	}
	return strings.TrimPrefix(strings.Join(parts, "; "), "; ")
}

// ageTile says how old the oldest facts are, and when the nodes were read.
func ageTile(r *report.Result) tile {
	t := tile{Name: "Age", Value: "not known"}
	oldest := time.Duration(-1)
	var first, last time.Time
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			if n.Dark() {
				continue
			}
			if age, ok := n.Age(); ok && age > oldest {
				oldest, t.Value = age, n.AgeText()
			}
			if !n.Started.IsZero() && (first.IsZero() || n.Started.Before(first)) {
				first = n.Started
			}
			if n.Finished.After(last) {
				last = n.Finished
			}
		}
	}
	switch {
	case first.IsZero():
	case last.Sub(first) < time.Hour:
		t.Note = "read " + minute(first)
	default:
		t.Note = "read " + minute(first) + " to " + minute(last)
	}
	return t
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }
