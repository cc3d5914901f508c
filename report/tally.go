package report

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// tally is what the exit code and its reason need to know of the findings of a cluster
// besides their Counts, whatever counts for the exit code.
type tally struct {
	decided   int                        // findings that say something about a node or the cluster
	undecided map[baselines.Severity]int // that are unknown, all or in part
	unknown   map[baselines.Severity]int
	dark      int // of what is unknown, on nodes that were not read
	partly    int // drift of which there may be more
}

// tally is that of the findings, or the one that was made when they were packed.
func (c Cluster) tally() tally {
	if c.Packed != nil {
		return c.Packed.tally
	}
	t := tally{decided: decided(c.Findings), undecided: map[baselines.Severity]int{}, unknown: map[baselines.Severity]int{}}
	dark := c.DarkNodes()
	for i := range c.Findings {
		f := &c.Findings[i]
		if !f.undecided() {
			continue
		}
		t.undecided[f.Severity]++
		switch f.Status {
		case checks.Unknown:
			t.unknown[f.Severity]++
			if dark[f.Node] {
				t.dark++
			}
		case checks.Drift:
			t.partly++
		}
	}
	return t
}

// count counts the findings of the cluster and of each node.
func (c *Cluster) count() {
	if c.Packed != nil { // they were counted then
		return
	}
	byNode := map[string]*Counts{}
	for _, n := range c.Nodes {
		byNode[n.Name] = new(Count(nil))
	}
	for i := range c.Findings {
		if counts := byNode[c.Findings[i].Node]; counts != nil {
			counts.Add(c.Findings[i])
		}
	}
	for i := range c.Nodes {
		c.Nodes[i].Counts = *byNode[c.Nodes[i].Name]
	}
	c.Counts = Totals{Counts: Count(c.Findings), Nodes: countNodes(c.Nodes)}
}
