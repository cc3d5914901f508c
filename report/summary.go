package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// severities lists the drift of the wanted severities, "3 critical, 1 medium";
// empty when there is none.
func severities(c Counts, wanted func(baselines.Severity) bool) string {
	var parts []string
	for _, s := range baselines.Severities() {
		if n := c.DriftBySeverity[s]; n > 0 && wanted(s) {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

func everySeverity(baselines.Severity) bool { return true }

// gaps lists what was not decided.
func gaps(nodes NodeCounts, unknown int) []string {
	var parts []string
	if nodes.Unreachable > 0 {
		parts = append(parts, Plural(nodes.Unreachable, "node")+" unreachable")
	}
	if nodes.NotRead > 0 {
		parts = append(parts, Plural(nodes.NotRead, "node")+" not read")
	}
	if unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", unknown))
	}
	if len(parts) == 0 {
		parts = append(parts, "not every node was judged")
	}
	return parts
}

// UnreadUnknowns is the number of unknown findings on nodes that could not be read: the
// node itself is the news there, not each thing it did not tell.
func (c Cluster) UnreadUnknowns() int {
	n := 0
	for _, node := range c.Nodes {
		if node.Dark() {
			n += node.Counts.Unknown
		}
	}
	return n
}

func (r *Result) UnreadUnknowns() int {
	n := 0
	for _, c := range r.Clusters {
		n += c.UnreadUnknowns()
	}
	return n
}

// Summary says in one line how a cluster stands, without its name and verdict.
func (c Cluster) Summary() string {
	t := c.Counts
	var parts []string
	if t.Drift > 0 {
		parts = append(parts, severities(t.Counts, everySeverity)+" "+c.drifted())
	}
	if unknown := t.Unknown - c.UnreadUnknowns(); t.Nodes.Dark()+unknown > 0 || slices.ContainsFunc(c.Nodes, Node.unjudged) || c.decided() == 0 {
		parts = append(parts, gaps(t.Nodes, unknown)...)
	}
	if t.Drift == 0 && t.Pass > 0 {
		parts = append(parts, fmt.Sprintf("%d passed on %s", t.Pass, Plural(t.Nodes.Total, "node")))
	}
	if t.Waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", t.Waived))
	}
	return strings.Join(parts, "; ")
}

// drifted says where the cluster drifts.
func (c Cluster) drifted() string {
	n, onNodes := c.Counts.Nodes, 0
	for _, node := range c.Nodes {
		onNodes += node.Counts.Drift
	}
	where := fmt.Sprintf("on %d of %s", n.Drifted, Plural(n.Total, "node"))
	switch {
	case n.Drifted == 0:
		return "cluster-wide"
	case onNodes < c.Counts.Drift:
		return where + " and cluster-wide"
	}
	return where
}

// Plural is a number and its noun, "1 node", "2 nodes".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
