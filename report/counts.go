package report

import (
	"cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// Counts are the numbers of findings by status.
type Counts struct {
	Pass          int `json:"pass"`
	Drift         int `json:"drift"`
	Unknown       int `json:"unknown"`
	NotApplicable int `json:"not_applicable"`
	Waived        int `json:"waived"`
	// DriftBySeverity has every severity as a key; its values add up to Drift.
	DriftBySeverity map[baselines.Severity]int `json:"drift_by_severity"`
}

// Totals are the counts over several nodes.
type Totals struct {
	Counts
	Nodes NodeCounts `json:"nodes"`
}

// NodeCounts are the numbers of nodes by state.
type NodeCounts struct {
	Total       int `json:"total"` // the sum of the four states that follow
	Scanned     int `json:"scanned"`
	Partial     int `json:"partial"`
	Unreachable int `json:"unreachable"`
	NotRead     int `json:"not_read,omitempty"`
	Drifted     int `json:"drifted"` // with at least one drift, whatever the state
}

// Dark is the number of nodes of which nothing is known.
func (c NodeCounts) Dark() int { return c.Unreachable + c.NotRead }

// decided is the number of findings that say something of a node. Which machine
// answered is asked of every node, and says nothing of what it is like.
func decided(findings []Finding) int {
	n := 0
	for _, f := range findings {
		waived := f.Status == checks.Waived && len(f.Missing) == 0 // and not unknown besides
		if !f.identifies() && (f.Status == checks.Pass || f.Status == checks.Drift || waived) {
			n++
		}
	}
	return n
}

func (c Cluster) decided() int { return c.tally().decided }

// undecided reports whether something of the finding is unknown: all of it, or what may
// be unknown besides the drift.
func (f Finding) undecided() bool {
	return f.Status == checks.Unknown || f.Status == checks.Drift && len(f.Missing) > 0
}

// identifies reports whether a finding is about which machine answered.
func (f Finding) identifies() bool { return f.ID == checks.IdentityID }

// judged is the number of findings that a requirement led to.
func judged(findings []Finding) int {
	n := 0
	for _, f := range findings {
		if !f.identifies() {
			n++
		}
	}
	return n
}

// compareDoubts puts an unknown identity before anything else on its node, and leaves
// other findings in their order.
func compareDoubts(a, b Finding) int {
	rank := func(f Finding) int {
		if f.identifies() && f.Status == checks.Unknown {
			return 0
		}
		return 1
	}
	return cmp.Compare(rank(a), rank(b))
}

// Count counts findings by status; every severity is a key of DriftBySeverity.
func Count(findings []Finding) Counts {
	c := Counts{DriftBySeverity: map[baselines.Severity]int{}}
	for _, s := range baselines.Severities() {
		c.DriftBySeverity[s] = 0
	}
	for i := range findings {
		c.Add(findings[i])
	}
	return c
}

// Add counts one more finding. To the zero Counts it adds no severity but those of
// drift.
func (c *Counts) Add(f Finding) {
	switch f.Status {
	case checks.Pass:
		c.Pass++
	case checks.Drift:
		c.Drift++
		if c.DriftBySeverity == nil {
			c.DriftBySeverity = map[baselines.Severity]int{}
		}
		c.DriftBySeverity[f.Severity]++
	case checks.Unknown:
		c.Unknown++
	case checks.NotApplicable:
		c.NotApplicable++
	case checks.Waived:
		c.Waived++
	}
}

// sum adds what was counted elsewhere.
func (c *Counts) sum(o Counts) {
	c.Pass, c.Drift, c.Unknown, c.NotApplicable, c.Waived = c.Pass+o.Pass, c.Drift+o.Drift, c.Unknown+o.Unknown, c.NotApplicable+o.NotApplicable, c.Waived+o.Waived
	for s, n := range o.DriftBySeverity {
		c.DriftBySeverity[s] += n
	}
}

func countNodes(nodes []Node) NodeCounts {
	var c NodeCounts
	c.add(nodes)
	return c
}

// add counts more nodes.
func (c *NodeCounts) add(nodes []Node) {
	for _, n := range nodes {
		c.Total++
		switch n.State {
		case Scanned:
			c.Scanned++
		case Partial:
			c.Partial++
		case Unreachable:
			c.Unreachable++
		case NotRead:
			c.NotRead++
		}
		if n.Counts.Drift > 0 {
			c.Drifted++
		}
	}
}

// total counts over clusters.
func total(clusters []Cluster) Totals {
	all := Totals{Counts: Count(nil)}
	for _, c := range clusters {
		all.sum(c.Counts.Counts)
		all.Nodes.add(c.Nodes)
	}
	return all
}
