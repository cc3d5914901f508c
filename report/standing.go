package report

import (
	"fmt"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// Standing is since when a finding has its status, by a history. It is not part of what
// was found: a history keeps a result without it.
type Standing struct {
	// Since is the start of the first run that saw the status, looking back over the runs in
	// which it was not known; UTC, to the second.
	Since time.Time
	Run   string // ID of that run; empty: this run, or one that was pruned
	New   bool   // this run is the first
	// Missed are the runs in between in which the status was not known: the node was not
	// read, or the finding was unknown or left out.
	Missed int
	// Was is the status before; empty: the finding was not there, or was never looked at.
	Was checks.Status
}

// Text says it in a few words: "drifting since 2026-11-03, not seen in 2 runs since", "new
// in this run". It is empty for nil.
func (s *Standing) Text(status checks.Status) string {
	switch {
	case s == nil:
		return ""
	case s.New:
		return s.newText(status) + s.missedText("before")
	}
	return fmt.Sprintf("%s since %s%s", duringWord(status), s.Since.UTC().Format(time.DateOnly), s.missedText("since"))
}

func duringWord(status checks.Status) string {
	switch status {
	case checks.Drift:
		return "drifting"
	case checks.NotApplicable:
		return "not applicable"
	}
	return string(status)
}

func (s *Standing) newText(status checks.Status) string {
	switch {
	case s.Was == "":
		return "first seen in this run"
	case status == checks.Drift && s.Was == checks.Waived:
		return "no longer waived in this run"
	case status == checks.Drift:
		return "new in this run"
	}
	return "newly " + duringWord(status)
}

func (s *Standing) missedText(when string) string {
	if s.Missed == 0 {
		return ""
	}
	return fmt.Sprintf(", not seen in %s %s", wording.Counted(s.Missed, "run"), when)
}

// Change is how a finding compares with the last run of the scope, in the words that SARIF
// has for baselineState. Reported is what drifts, is unknown or waived.
type Change string

// Changes of findings; empty: no earlier run is known.
const (
	ChangeNew     Change = "new"       // reported now, and not in the last run
	ChangeNone    Change = "unchanged" // reported in both, in the same state
	ChangeUpdated Change = "updated"   // reported in both, in another state
	ChangeAbsent  Change = "absent"    // reported in the last run, and not now
)

// Changes are all changes that a finding may have.
func Changes() []Change { return []Change{ChangeNew, ChangeNone, ChangeUpdated, ChangeAbsent} }

// IsReported reports whether a finding is of what people have to look at.
func (f Finding) IsReported() bool {
	return f.Status == checks.Drift || f.Status == checks.Unknown || f.Status == checks.Waived
}

// WithoutPast returns the result without what a history has added to it. It shares the rest
// with r.
func (r *Result) WithoutPast() *Result {
	out := *r
	out.LastRun = nil
	if r.Clusters != nil {
		out.Clusters = make([]Cluster, len(r.Clusters))
	}
	for i, c := range r.Clusters {
		c.Trend = nil
		c.Findings = withoutPast(c.Findings)
		if c.Packed != nil {
			c.Packed = c.Packed.with(c.Packed.shelf, withoutPast)
		}
		c.Nodes = slices.Clone(c.Nodes)
		for j := range c.Nodes {
			c.Nodes[j].Change = ""
		}
		out.Clusters[i] = c
	}
	return &out
}

// withoutPast copies findings only where one has something of a history.
func withoutPast(all []Finding) []Finding {
	has := false
	for i := range all {
		has = has || all[i].Standing != nil || all[i].Change != ""
	}
	if !has {
		return all
	}
	plain := make([]Finding, len(all))
	for i, f := range all {
		f.Standing, f.Change = nil, ""
		plain[i] = f
	}
	return plain
}
