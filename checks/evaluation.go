package checks

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/firewall"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// evaluation is the judging of one cluster: its nodes, and what several families
// need to know of them, worked out once.
type evaluation struct {
	nodes     []Subject  // sorted by name
	selection *Selection // nil: the nodes are meant to be all
	topology  topology
	firewalls map[*facts.Node]*firewall.Firewall // those that a family has ruled by
}

func newEvaluation(nodes []Subject) *evaluation {
	nodes = slices.SortedStableFunc(slices.Values(nodes), func(a, b Subject) int {
		return cmp.Compare(a.Facts.Name, b.Facts.Name)
	})
	return &evaluation{nodes: nodes, topology: newTopology(nodes), firewalls: map[*facts.Node]*firewall.Firewall{}}
}

// firewall is that of one of the nodes.
func (e *evaluation) firewall(n *facts.Node) *firewall.Firewall {
	fw, ok := e.firewalls[n]
	if !ok {
		fw = firewall.New(n)
		e.firewalls[n] = fw
	}
	return fw
}

// baselines are those that nodes are judged by, each once. What any of them
// requires is compared on every node: a node is not alike for being judged by less.
func (e *evaluation) baselines() []*baselines.Baseline {
	var all []*baselines.Baseline
	for _, s := range e.nodes {
		if s.Baseline != nil && !slices.Contains(all, s.Baseline) {
			all = append(all, s.Baseline)
		}
	}
	return all
}
