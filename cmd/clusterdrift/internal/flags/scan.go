package flags

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
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

// Read loads inventory and baselines, then reads the nodes. It returns their facts,
// and what they are to be judged by.
func (s *Scan) Read(ctx context.Context, t term.Terminal, args []string) ([]*facts.Node, *Criteria, error) {
	if err := s.probes.check(); err != nil {
		return nil, nil, err
	}
	moment, err := s.moment.Given()
	if err != nil {
		return nil, nil, err
	}
	chosen, err := cli.Await(ctx, func() (choice, error) { return s.Nodes.choose(t, args) })
	if err != nil {
		return nil, nil, err
	}
	var named [][]string
	for _, n := range chosen.Nodes {
		named = append(named, n.Baselines)
	}
	var narrow Narrow
	if s.narrow != nil {
		narrow = *s.narrow
	}
	criteria, err := cli.Await(ctx, func() (*Criteria, error) { return NewNarrowed(s.baselines, named, narrow) })
	if err == nil {
		err = criteria.chosen.checkProbes(s.probes)
	}
	if err != nil {
		return nil, nil, err
	}
	criteria.probes, criteria.Moment = s.probes, moment
	if err := s.Nodes.Prepare(t); err != nil {
		return nil, nil, err
	}
	connector := s.Nodes.Connector(t)
	defer connector.Close()
	nodes, unasked, err := s.Nodes.members(ctx, t, connector, chosen.Nodes)
	if err != nil {
		return nil, nil, err
	}
	jobs, err := connector.Jobs(ctx, nodes)
	if err != nil {
		return nil, nil, err
	}
	for i := range jobs {
		jobs[i].Selection = chosen.parts[jobs[i].Cluster]
	}
	criteria.PlanJobs(jobs)
	return append(s.Nodes.Read(ctx, t, jobs), unasked...), criteria, nil
}
