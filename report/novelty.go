package report

import "github.com/clusterdrift/clusterdrift/checks"

// Novelty is how drift compares with the earlier result that decides what counts, see
// Since.
type Novelty int

// Novelties of drift of a severity that counts; all else has none.
const (
	NotCompared Novelty = iota // no earlier result decides
	NotNew                     // it drifted before, or other rules made it drift
	MayBeNew                   // the earlier result did not know, or did not look
	IsNew
)

// MarkSince marks the drift that the gate counts by severity: with what novelty returns
// for a finding, by its cluster and its index there, and NotNew where that is NotCompared.
func (r *Result) MarkSince(g Gate, novelty func(cluster string, finding int) Novelty) {
	r.Edit(func(_ int, c *Cluster) {
		for i := range c.Findings {
			if f := &c.Findings[i]; f.Status == checks.Drift && g.Counts(f.Severity) {
				f.Novelty = max(NotNew, novelty(c.Name, i))
			}
		}
	})
}

// String is a few words to follow a finding; empty when no earlier result decides.
func (n Novelty) String() string {
	switch n {
	case NotNew:
		return "not new since the earlier result"
	case MayBeNew:
		return "may be new since the earlier result"
	case IsNew:
		return "new since the earlier result"
	}
	return ""
}
