package flags

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
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

// judge groups the nodes by cluster and evaluates each, on a day.
func (c *Criteria) judge(nodes []*facts.Node, today time.Time) []report.Judged {
	var judged []report.Judged
	for _, n := range nodes {
		s := checks.Subject{Facts: flagname.InNode(n)}
		if b, err := c.ForNode(n.Baselines, n.OS); err != nil {
			s.Problem = err.Error()
		} else {
			s.Baseline = b
		}
		name := ClusterName(n)
		i := slices.IndexFunc(judged, func(j report.Judged) bool { return strings.EqualFold(j.Cluster.Name, name) })
		if i < 0 {
			i = len(judged)
			judged = append(judged, report.Judged{Cluster: checks.Cluster{Name: name}})
		}
		judged[i].Cluster.Nodes = append(judged[i].Cluster.Nodes, s)
	}
	machines := machinesOf(judged)
	for i := range judged {
		judged[i].Cluster.Selected = selected(judged[i].Cluster.Nodes)
		judged[i].Cluster.Machines, judged[i].Cluster.Today = machines, today
		judged[i].Cluster.Moment = c.momentOf(judged[i].Cluster)
		found := checks.Evaluate(judged[i].Cluster)
		if c.Only != nil {
			found = slices.DeleteFunc(found, func(f checks.Finding) bool { return !c.Only(f) })
		}
		if c.Link != nil {
			c.Link(found)
		}
		judged[i].Findings = c.chosen.findings(c.Waivers.Apply(found))
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
		judged := c.judge(read.Nodes, read.Today)
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
