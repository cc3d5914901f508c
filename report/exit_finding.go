package report

import "github.com/clusterdrift/clusterdrift/checks"

// CountsFinding reports whether a finding bears on the exit code: drift of a severity
// that counts, or what is unknown, wholly or in part, where that matters and is not
// allowed. Where an earlier result decides, drift counts when it is new, and what may be
// new as what is unknown.
func (g Gate) CountsFinding(f Finding) bool {
	if f.Status == checks.Drift && g.Counts(f.Severity) {
		switch f.Novelty {
		case NotCompared, IsNew:
			return true
		case MayBeNew:
			return !g.AllowIncomplete
		}
	}
	return f.undecided() && g.matters(f.Severity) && !g.AllowIncomplete
}

// On is the gate as it applied to a result: nothing is allowed of one that was cut short
// or judged nothing.
func (g Gate) On(r *Result) Gate {
	if r.Failed() {
		g.AllowIncomplete = false
	}
	return g
}
