package flags

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
)

// Scan holds the flags of every command that reads nodes with baselines.
type Scan struct {
	Nodes     Nodes
	baselines []string
	probes    probes
	narrow    *Narrow // nil: the command has no such flags
	moment    Moment
}

// Register registers the flags.
func (s *Scan) Register(f *pflag.FlagSet) {
	s.Nodes.register(f)
	RegisterBaselines(f, &s.baselines)
	s.probes.register(f)
}

// RegisterJudged registers the flags of a command that judges what it reads: what is
// read and judged, and on which occasion.
func (s *Scan) RegisterJudged(f *pflag.FlagSet) {
	s.narrow = &Narrow{}
	s.narrow.Register(f)
	s.moment.Register(f)
}

// RegisterBaselines registers --baseline, whose values go to refs.
func RegisterBaselines(f *pflag.FlagSet, refs *[]string) {
	WordsVar(f, refs, "baseline", "b", nil,
		"judge by `NAME|FILE` instead of what the inventory says, repeatable: the first baseline that matches the node's OS is used; auto selects the embedded one; overlays such as role-hyperv apply on top")
}

// Taker takes the facts of nodes as they are read.
type Taker interface {
	// Begin is called before any node is read with what is known of all: the name of each
	// and, where it is known, of its cluster.
	Begin(nodes []*facts.Node)
	// Take takes the facts of a node, with its place among those, as fleet.Options.Take.
	Take(place int, n *facts.Node) (keeps bool)
}

// Read loads inventory and baselines, then reads the nodes and gives their facts to the
// taker. It returns what they are to be judged by.
func (s *Scan) Read(ctx context.Context, t term.Terminal, args []string, to Taker) (*Criteria, error) {
	chosen, criteria, err := s.choose(ctx, t, args)
	if err != nil {
		return nil, err
	}
	if err := s.Nodes.Prepare(t); err != nil {
		return nil, err
	}
	connector := s.Nodes.Connector(t)
	defer connector.Close()
	nodes, unasked, err := s.Nodes.members(ctx, t, connector, chosen.Nodes)
	if err != nil {
		return nil, err
	}
	jobs, err := connector.Jobs(ctx, nodes)
	if err != nil {
		return nil, err
	}
	for i := range jobs {
		jobs[i].Selection = chosen.parts[jobs[i].Cluster]
	}
	criteria.PlanJobs(jobs)
	to.Begin(append(namesOf(jobs), unasked...))
	s.Nodes.read(ctx, t, jobs, to.Take)
	for i, n := range unasked {
		to.Take(len(jobs)+i, n)
	}
	return criteria, nil
}

// namesOf are the nodes of jobs, of which only the names are known.
func namesOf(jobs []fleet.Job) []*facts.Node {
	var nodes []*facts.Node
	for _, j := range jobs {
		nodes = append(nodes, &facts.Node{Name: j.Name, Cluster: j.Cluster})
	}
	return nodes
}

// choose loads the inventory and the baselines.
func (s *Scan) choose(ctx context.Context, t term.Terminal, args []string) (choice, *Criteria, error) {
	if err := s.probes.check(); err != nil {
		return choice{}, nil, err
	}
	moment, err := s.moment.Given()
	if err != nil {
		return choice{}, nil, err
	}
	chosen, err := cli.Await(ctx, func() (choice, error) { return s.Nodes.choose(t, args) })
	if err != nil {
		return choice{}, nil, err
	}
	var refs [][]string
	for _, n := range chosen.all.Nodes { // every shard refuses what any does
		refs = append(refs, n.Baselines)
	}
	var narrow Narrow
	if s.narrow != nil {
		narrow = *s.narrow
	}
	criteria, err := cli.Await(ctx, func() (*Criteria, error) { return NewNarrowed(s.baselines, refs, narrow) })
	if err == nil {
		err = criteria.chosen.checkProbes(s.probes)
	}
	if err != nil {
		return choice{}, nil, err
	}
	criteria.probes, criteria.Moment = s.probes, moment
	return chosen, criteria, nil
}
