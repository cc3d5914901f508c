package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// severities lists the drift of the wanted severities, "3 critical, 1 medium";
// empty when there is none.
func severities(c Counts, wanted func(baselines.Severity) bool) string {
	return bySeverity(c.DriftBySeverity, wanted)
}

func everySeverity(baselines.Severity) bool { return true }

// gaps lists what was not decided; partly is how much drift may be more than was seen.
func gaps(nodes NodeCounts, unknown, partly int) []string {
	var parts []string
	if nodes.Unreachable > 0 {
		parts = append(parts, wording.Counted(nodes.Unreachable, "node")+" unreachable")
	}
	if nodes.NotRead > 0 {
		parts = append(parts, wording.Counted(nodes.NotRead, "node")+" not read")
	}
	if unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", unknown))
	}
	if partly > 0 {
		parts = append(parts, fmt.Sprintf("%d drift known in part", partly))
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

// UnreadUnknowns is the sum over all clusters.
func (r *Result) UnreadUnknowns() int {
	n := 0
	for _, c := range r.Clusters {
		n += c.UnreadUnknowns()
	}
	return n
}

// Summary is the state of the cluster in one line, without its name and verdict:
// "3 critical, 1 medium on 2 of 8 nodes; 4 unknown; 1 waived".
func (c Cluster) Summary() string {
	t := c.Counts
	var parts []string
	if t.Drift > 0 {
		parts = append(parts, severities(t.Counts, everySeverity)+" "+c.drifted())
	}
	unknown := t.Unknown
	if unknown == c.UnreadUnknowns() { // the nodes that were not read are named instead
		unknown = 0
	}
	if t.Nodes.Dark()+unknown > 0 || slices.ContainsFunc(c.Nodes, Node.unjudged) || c.decided() == 0 {
		parts = append(parts, gaps(t.Nodes, unknown, 0)...)
	}
	if t.Drift == 0 && t.Pass > 0 {
		parts = append(parts, fmt.Sprintf("%d passed on %s", t.Pass, wording.Counted(t.Nodes.Total, "node")))
	}
	if t.Waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", t.Waived))
	}
	if c.Selection != nil {
		parts = append(parts, c.Selection.String()+" selected")
	}
	return strings.Join(parts, "; ")
}

// drifted says where the cluster drifts.
func (c Cluster) drifted() string {
	n, onNodes := c.Counts.Nodes, 0
	for _, node := range c.Nodes {
		onNodes += node.Counts.Drift
	}
	where := fmt.Sprintf("on %d of %s", n.Drifted, wording.Counted(n.Total, "node"))
	switch {
	case n.Drifted == 0:
		return "cluster-wide"
	case onNodes < c.Counts.Drift:
		return where + " and cluster-wide"
	}
	return where
}

// TotalsLine is the counts of the result in one line, for every format that ends
// with one: "2 nodes in 1 cluster, 0 unreachable: 3 drift, ...".
func (r *Result) TotalsLine() string {
	c := r.Counts
	dark := fmt.Sprintf("%d unreachable", c.Nodes.Unreachable)
	if c.Nodes.NotRead > 0 {
		dark = fmt.Sprintf("%d not read, %s", c.Nodes.NotRead, dark)
	}
	return fmt.Sprintf("%s, %s: %d drift, %d unknown, %d pass, %d waived, %d not applicable",
		r.NodesInClusters(), dark, c.Drift, c.Unknown, c.Pass, c.Waived, c.NotApplicable)
}

// NodesInClusters is "2 nodes in 1 cluster", or "2 of 8 nodes in 1 cluster" of a
// selection.
func (r *Result) NodesInClusters() string {
	nodes := wording.Counted(r.Counts.Nodes.Total, "node")
	if s := selected(r.Clusters); s != nil {
		if nodes = s.String(); s.Of == 0 {
			nodes += " (selected)"
		}
	}
	return nodes + " in " + wording.Counted(len(r.Clusters), "cluster")
}
