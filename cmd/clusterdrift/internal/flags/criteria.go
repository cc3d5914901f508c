package flags

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/report"
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

// judge groups the nodes by cluster and evaluates each, on a day. Clusters are evaluated
// side by side; what notes something of all findings takes them in their order. The only
// error is that of ctx.
func (c *Criteria) judge(ctx context.Context, nodes []*facts.Node, today time.Time) ([]report.Judged, error) {
	judged := c.group(nodes)
	machines := machinesOf(judged)
	for i := range judged {
		cluster := &judged[i].Cluster
		cluster.Selected, cluster.Machines, cluster.Today, cluster.Moment = selected(cluster.Nodes), machines, today, c.momentOf(*cluster)
	}
	err := cli.Each(ctx, len(judged), func(i int) { judged[i].Findings = c.evaluate(judged[i].Cluster) })
	if err != nil {
		return nil, err
	}
	for i := range judged {
		if c.Link != nil {
			c.Link(judged[i].Findings)
		}
		judged[i].Findings = c.chosen.findings(c.Waivers.Apply(judged[i].Findings))
	}
	return judged, nil
}

// evaluate are the findings of a cluster that count.
func (c *Criteria) evaluate(cluster checks.Cluster) []checks.Finding {
	found := checks.Evaluate(cluster)
	if c.Only != nil {
		found = slices.DeleteFunc(found, func(f checks.Finding) bool { return !c.Only(f) })
	}
	return found
}

// group puts the nodes into their clusters, which come in the order of their first nodes.
func (c *Criteria) group(nodes []*facts.Node) []report.Judged {
	var judged []report.Judged
	places := map[string]int{}
	for _, n := range nodes {
		s := checks.Subject{Facts: flagname.InNode(n)}
		if b, err := c.ForNode(n.Baselines, n.OS); err != nil {
			s.Problem = err.Error()
		} else {
			s.Baseline = b
		}
		name := ClusterName(n)
		key := string(strict.Fold(name))
		i, known := places[key]
		if !known {
			i, places[key] = len(judged), len(judged)
			judged = append(judged, report.Judged{Cluster: checks.Cluster{Name: name}})
		}
		judged[i].Cluster.Nodes = append(judged[i].Cluster.Nodes, s)
	}
	return judged
}

func machinesOf(judged []report.Judged) checks.Machines {
	var clusters []checks.Cluster
	for _, j := range judged {
		clusters = append(clusters, j.Cluster)
	}
	return checks.NewMachines(clusters)
}

// ClusterName returns the cluster of a node as the user names it, else as the node
// does: nodes of different clusters are not compared with each other.
func ClusterName(n *facts.Node) string {
	return cmp.Or(n.Cluster, n.ClusterOf.Name, "nodes")
}

// Reading is what was read of nodes, and when.
type Reading struct {
	Nodes             []*facts.Node
	From              string // where the names of the nodes come from, see report.Result
	Started, Finished time.Time
	Now               time.Time // when they are judged; zero: at once
	Today             time.Time // by which the age of the baselines' sources is measured; zero: it is not
	Lost              []string  // what failed on this machine besides nodes
}

// Result judges the nodes and makes the report's model of it, in the name of the
// tool. The only error is that ctx ends before that is done.
func (c *Criteria) Result(ctx context.Context, tool report.Tool, read Reading, gate report.Gate) (*report.Result, error) {
	interrupted := ctx.Err() != nil
	ctx, cancel := cli.WithGrace(ctx)
	defer cancel()
	return cli.Await(ctx, func() (*report.Result, error) {
		judged, err := c.judge(ctx, read.Nodes, read.Today)
		if err != nil {
			return nil, err
		}
		in := report.Input{
			Tool: tool, Started: read.Started, Finished: read.Finished, Now: read.Now, NodesFrom: read.From, Clusters: judged,
			UnusedWaivers: c.chosen.unused(c.Waivers.Unused()), Gate: gate, Interrupted: interrupted, Lost: read.Lost,
		}
		if c.chosen != nil {
			in.Only, in.Skip, in.Unmatched = c.chosen.only, c.chosen.skip, c.chosen.unmatched(baselinesOf(judged))
		}
		return report.New(in), nil
	})
}

// baselinesOf are those that nodes are judged by, each once.
func baselinesOf(judged []report.Judged) []*baselines.Baseline {
	var all []*baselines.Baseline
	for _, j := range judged {
		for _, s := range j.Cluster.Nodes {
			if s.Baseline != nil && !slices.Contains(all, s.Baseline) {
				all = append(all, s.Baseline)
			}
		}
	}
	return all
}
