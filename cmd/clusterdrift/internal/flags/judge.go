package flags

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// Reading is what was read of nodes, and when.
type Reading struct {
	Nodes []*facts.Node
	// Facts returns the facts of one of the Nodes, of which Nodes has no more than the
	// head. They are dropped once their cluster is judged. It is called by several
	// goroutines at a time; nil: Nodes have all facts.
	Facts             func(*facts.Node) (*facts.Node, error)
	From              string        // where the names of the nodes come from, see report.Result
	Shard             *report.Shard // the part of the inventory that was read; nil: all of it
	Started, Finished time.Time
	Now               time.Time // when they are judged; zero: at once
	Today             time.Time // by which the age of the baselines' sources is measured; zero: it is not
	Lost              []string  // what failed on this machine besides nodes
}

// Result judges the nodes and makes the report's model of it, in the name of the
// tool. The errors are those of Facts, and that ctx ends before the result is made.
func (c *Criteria) Result(ctx context.Context, tool report.Tool, read Reading, gate report.Gate) (*report.Result, error) {
	interrupted := ctx.Err() != nil
	ctx, cancel := cli.WithGrace(ctx)
	defer cancel()
	return cli.Await(ctx, func() (*report.Result, error) {
		in := report.Input{
			Tool: tool, Started: read.Started, Finished: read.Finished, Now: read.Now, NodesFrom: read.From, Shard: read.Shard,
			Gate: gate, Interrupted: interrupted, Lost: read.Lost,
		}
		if c.chosen != nil {
			in.Only, in.Skip = c.chosen.only, c.chosen.skip
		}
		clusters := c.clusters(read)
		draft := report.NewDraft(in, len(clusters))
		if len(read.Nodes) >= packedFrom {
			draft.Pack()
		}
		if err := c.judge(ctx, clusters, read.Facts, draft.Set); err != nil {
			return nil, err
		}
		draft.UnusedWaivers, draft.Unmatched = c.chosen.unused(c.Waivers.Unused()), c.chosen.unmatched(draft.Used())
		return draft.Result(), nil
	})
}

// packedFrom is how many nodes a result has of which the findings are packed: those of fewer
// need little memory.
const packedFrom = 128

// clusters puts the nodes into their clusters, which come in the order of their first
// nodes, with what the judging of each needs to know of the run.
func (c *Criteria) clusters(read Reading) []checks.Cluster {
	all := c.group(read.Nodes)
	machines := checks.NewMachines(all)
	for i := range all {
		one := &all[i]
		one.Selected, one.Machines, one.Today, one.Moment = selected(one.Nodes), machines, read.Today, c.momentOf(*one)
	}
	return all
}

func (c *Criteria) group(nodes []*facts.Node) []checks.Cluster {
	var all []checks.Cluster
	places := map[string]int{}
	for _, n := range nodes {
		s := checks.Subject{Facts: n}
		if b, err := c.ForNode(n.Baselines, n.OS); err != nil {
			s.Problem = err.Error()
		} else {
			s.Baseline = b
		}
		name := ClusterName(n)
		key := string(strict.Fold(name))
		i, known := places[key]
		if !known {
			i, places[key] = len(all), len(all)
			all = append(all, checks.Cluster{Name: name})
		}
		all[i].Nodes = append(all[i].Nodes, s)
	}
	return all
}

// judge evaluates clusters, several at a time, and hands each to done under its place as
// soon as it is judged. It returns the first error of load, in the order of the clusters,
// or that of ctx.
func (c *Criteria) judge(ctx context.Context, clusters []checks.Cluster, load func(*facts.Node) (*facts.Node, error), done func(int, report.Judged)) error {
	var noting sync.Mutex
	problems := make([]error, len(clusters))
	err := cli.Each(ctx, len(clusters), func(i int) {
		cluster := clusters[i]
		cluster.Nodes, problems[i] = withFacts(ctx, cluster.Nodes, load)
		if problems[i] != nil {
			return
		}
		found := c.evaluate(cluster)
		noting.Lock() // waivers note which of them are of use
		found = c.conclude(found)
		noting.Unlock()
		done(i, report.Judged{Cluster: cluster, Findings: found})
	})
	if i := slices.IndexFunc(problems, func(p error) bool { return p != nil }); i >= 0 && err == nil {
		err = problems[i]
	}
	return err
}

// withFacts are the nodes of a cluster with all their facts, in the words of the command
// line.
func withFacts(ctx context.Context, nodes []checks.Subject, load func(*facts.Node) (*facts.Node, error)) ([]checks.Subject, error) {
	whole, problems := slices.Clone(nodes), make([]error, len(nodes))
	err := cli.Each(ctx, len(nodes), func(i int) {
		n := nodes[i].Facts
		if load != nil {
			n, problems[i] = load(n)
		}
		if problems[i] == nil {
			whole[i].Facts = flagname.InNode(n)
		}
	})
	for _, problem := range problems {
		if problem != nil && err == nil {
			err = problem
		}
	}
	return whole, err
}

// evaluate are the findings of a cluster that count.
func (c *Criteria) evaluate(cluster checks.Cluster) []checks.Finding {
	found := checks.Evaluate(cluster)
	if c.Only != nil {
		found = slices.DeleteFunc(found, func(f checks.Finding) bool { return !c.Only(f) })
	}
	return found
}

// conclude adds to the findings of a cluster what else has to do with them, applies the
// waivers, and leaves out what is not judged.
func (c *Criteria) conclude(found []checks.Finding) []checks.Finding {
	if c.Link != nil {
		c.Link(found)
	}
	return c.chosen.findings(c.Waivers.Apply(found))
}
