package findings

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// Sinces are since when the members of a group are what they are, each with the nodes it
// holds for; empty without a history.
func (g Group) Sinces() []string {
	return g.shared(func(f report.Finding) []string {
		if f.Standing == nil {
			return nil
		}
		return []string{f.Standing.Text(f.Status)}
	})
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
