package findings

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// Sinces are since when the members of a group are what they are, and whether that is new
// where an earlier result decides, each with the nodes it holds for.
func (g Group) Sinces() []string {
	return g.shared(History)
}

// History is since when a finding is what it is, and whether it is new where an earlier
// result decides, in words; empty where neither is known.
func History(f report.Finding) []string {
	var texts []string
	for _, s := range []string{f.Standing.Text(f.Status), f.Novelty.String()} {
		if s != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

// Since is Sinces in a few words, without the nodes: "2 of 3 new in this run".
func (g Group) Since() string {
	var oldest, newest *report.Standing
	fresh, texts := 0, map[string]bool{}
	for _, f := range g.Members {
		s := f.Standing
		if s == nil {
			return ""
		}
		texts[s.Text(f.Status)] = true
		if s.New {
			fresh++
		}
		if oldest == nil || s.Since.Before(oldest.Since) {
			oldest = s
		}
		if newest == nil || s.Since.After(newest.Since) {
			newest = s
		}
	}
	switch {
	case oldest == nil:
		return ""
	case len(texts) == 1:
		return oldest.Text(g.Status)
	case fresh > 0:
		return fmt.Sprintf("%d of %d new in this run", fresh, len(g.Members))
	}
	return fmt.Sprintf("%s, on the last of these nodes since %s", (&report.Standing{Since: oldest.Since}).Text(g.Status), newest.Since.UTC().Format(time.DateOnly))
}
