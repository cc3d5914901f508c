package flags

import (
	"cmp"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
)

// Criteria is what nodes are judged by: baselines, probes and waivers.
type Criteria struct {
	*baselines.Selection
	// Waivers apply to the findings; none unless they are set.
	Waivers *waiver.Set
	// Link adds to findings what else has to do with them; nil: nothing.
	Link   func([]checks.Finding)
	probes probes           // what the nodes are to measure besides
	chosen *narrowed        // the part of the requirements that is judged; nil: all
	Moment baselines.Moment // of all clusters; empty: the one that each node names
	// Only says which findings count; nil: all.
	Only func(checks.Finding) bool
}

// NewCriteria loads the baselines of --baseline, or else those that each of the nodes
// names. A baseline that cannot be used is a *cli.UsageError.
func NewCriteria(fromFlags []string, ofNodes [][]string) (*Criteria, error) {
	selection, err := baselines.NewSelection(fromFlags, ofNodes)
	if err != nil {
		return nil, cli.UsageFrom(err, "clusterdrift baseline lint FILE checks a baseline alone")
	}
	return &Criteria{Selection: selection, Waivers: waiver.NewSet(nil, time.Time{})}, nil
}

// NewNarrowed is NewCriteria for the part of the requirements that the user chose. One
// that matches nothing is a *cli.UsageError as well.
func NewNarrowed(fromFlags []string, ofNodes [][]string, narrow Narrow) (*Criteria, error) {
	c, err := NewCriteria(fromFlags, ofNodes)
	if err != nil {
		return nil, err
	}
	c.chosen, err = narrow.among(c.Possible)
	return c, err
}

// plan is what to ask of a node so that its baseline can be judged.
func (c *Criteria) plan(ofNode []string) func(facts.OS) facts.Request {
	return func(os facts.OS) facts.Request {
		b, err := c.ForNode(ofNode, os)
		if err != nil {
			return facts.Request{}
		}
		return c.probes.addTo(c.chosen.plan(b))
	}
}

// PlanJobs sets for each job what to ask once the node's OS is known.
func (c *Criteria) PlanJobs(jobs []fleet.Job) {
	for i := range jobs {
		jobs[i].Plan = c.plan(jobs[i].Baselines)
	}
}

// ClusterName returns the cluster of a node as the user names it, else as the node
// does: nodes of different clusters are not compared with each other.
func ClusterName(n *facts.Node) string {
	return cmp.Or(n.Cluster, n.ClusterOf.Name, "nodes")
}
