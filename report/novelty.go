package report

import "github.com/clusterdrift/clusterdrift/checks"

// Novelty is how drift compares with the earlier result that decides what counts, see
// Since.
type Novelty uint8

// Novelties of drift of a severity that counts; all else has none.
const (
	NotCompared Novelty = iota // no earlier result decides
	NotNew                     // it drifted before, or other rules made it drift
	MayBeNew                   // the earlier result did not know, or did not look
	IsNew
)

// MarkSince marks the drift that the gate counts by severity: with what novelty returns
// for a finding, and NotNew where that is NotCompared. Findings are those of the result,
// not copies.
func (r *Result) MarkSince(g Gate, novelty func(*Finding) Novelty) {
	for i := range r.Clusters {
		for j := range r.Clusters[i].Findings {
			f := &r.Clusters[i].Findings[j]
			if f.Status != checks.Drift || !g.Counts(f.Severity) {
				continue
			}
			f.Novelty = max(NotNew, novelty(f))
		}
	}
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
