package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// AllFindings returns the findings of the cluster and, for each node without any, one
// that says so: in a list of findings its silence would look like success.
func (c Cluster) AllFindings() []Finding {
	heard := map[string]bool{}
	for _, f := range c.Findings {
		heard[f.Node] = true
	}
	all := append([]Finding{}, c.Findings...)
	for _, n := range c.Nodes {
		if heard[n.Name] {
			continue
		}
		f := Finding{ID: "node/reachable", Family: "node", Node: n.Name, Status: checks.Unknown, Severity: baselines.High}
		f.Title, f.Reason = "The node can be judged", "nothing was judged"
		if n.Problem != nil {
			f.Reason, f.Missing = n.Problem.Message, []string{cmp.Or(n.Problem.Hint, "an answer from the node")}
		}
		all = append(all, f)
	}
	return all
}

// Node returns the node of that name; none for the cluster as a whole.
func (c Cluster) Node(name string) Node {
	for _, n := range c.Nodes {
		if n.Name == name {
			return n
		}
	}
	return Node{}
}

// WaivedBy is why a finding is waived.
func (f Finding) WaivedBy() string {
	if f.Waiver == nil {
		return f.Reason
	}
	return f.Waiver.String()
}

// TotalsLine tells the counts of the result in one line, as every form that ends
// with one says them.
func (r *Result) TotalsLine() string {
	c := r.Counts
	dark := fmt.Sprintf("%d unreachable", c.Nodes.Unreachable)
	if c.Nodes.NotRead > 0 {
		dark = fmt.Sprintf("%d not read, %s", c.Nodes.NotRead, dark)
	}
	return fmt.Sprintf("%s in %s, %s: %d drift, %d unknown, %d pass, %d waived, %d not applicable",
		wording.Counted(c.Nodes.Total, "node"), wording.Counted(len(r.Clusters), "cluster"), dark,
		c.Drift, c.Unknown, c.Pass, c.Waived, c.NotApplicable)
}

// ProblemText is why a node was not judged, and what to do about it.
func (n Node) ProblemText() string {
	return strings.TrimSuffix(n.Problem.Message+"\n"+n.Problem.Hint, "\n")
}
