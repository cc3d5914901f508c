package report

// Verdict sums a cluster up in one word.
type Verdict string

// Verdicts. A cluster that drifts is VerdictDrift even when it could not be
// read completely; its counts show what is missing.
const (
	VerdictPass       Verdict = "pass"
	VerdictDrift      Verdict = "drift"
	VerdictIncomplete Verdict = "incomplete"
)

// verdict states what is true of the cluster and so does not follow a gate that
// overlooks grave drift; only info, which is not drift unless FailOn names it, does.
func (g Gate) verdict(c Cluster) Verdict {
	switch {
	case g.mattering(c.Counts.DriftBySeverity) > 0:
		return VerdictDrift
	case g.incomplete([]Cluster{c}):
		return VerdictIncomplete
	}
	return VerdictPass
}
