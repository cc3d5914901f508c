package checks

import (
	"cmp"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/firewall"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// evaluation is the judging of one cluster: its nodes, and what several families
// need to know of them, worked out once.
type evaluation struct {
	// entries are all that was listed, sorted by name, and identities say which
	// machine answered for each.
	entries    []Subject
	identities identities
	places     map[*facts.Node]int // of the entries
	// nodes are those that take part in what is judged of the cluster as a whole:
	// no machine twice, and of an entry that led to another machine only that it was
	// not read.
	nodes     []Subject
	wanted    []*baselines.Baseline // those that nodes are judged by, each once
	perBuild  map[int]*nodesOfBuild // of the nodes, by the build of Windows
	selection *Selection            // nil: the nodes are meant to be all
	topology  topology
	firewalls map[*facts.Node]*firewall.Firewall // those that a family has ruled by
	fixes     map[fixKey]baselines.Fix           // those that findings have
	today     time.Time                          // as Cluster.Today
	lost      *[]clusterLoss                     // nil: not looked for yet
	shared                                       // of the nodes
}

func newEvaluation(c Cluster) *evaluation {
	entries := slices.SortedStableFunc(slices.Values(c.Nodes), func(a, b Subject) int {
		return cmp.Compare(a.Facts.Name, b.Facts.Name)
	})
	e := &evaluation{
		entries: entries, identities: newIdentities(entries, c.Machines, c.Name), selection: c.Selected,
		places: make(map[*facts.Node]int, len(entries)), firewalls: map[*facts.Node]*firewall.Firewall{}, fixes: map[fixKey]baselines.Fix{}, today: c.Today,
	}
	for i, s := range slices.Backward(entries) {
		e.places[s.Facts] = i
	}
	e.nodes = e.identities.machines(entries)
	e.topology, e.shared = newTopology(e.nodes), newShared(e.nodes)
	e.wanted, e.perBuild = baselinesOf(e.nodes), byBuild(e.nodes)
	return e
}

// identity is that of one of the entries.
func (e *evaluation) identity(n *facts.Node) identity {
	return e.identities[e.places[n]]
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
func (e *evaluation) baselines() []*baselines.Baseline { return e.wanted }

func baselinesOf(nodes []Subject) []*baselines.Baseline {
	var all []*baselines.Baseline
	for _, s := range nodes {
		if s.Baseline != nil && !slices.Contains(all, s.Baseline) {
			all = append(all, s.Baseline)
		}
	}
	return all
}
