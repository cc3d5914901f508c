package main

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// scanFlags are those of every command that reads nodes with baselines.
type scanFlags struct {
	nodes     nodeFlags
	baselines []string
	probes    probes
}

func (s *scanFlags) register(f *pflag.FlagSet) {
	s.nodes.register(f)
	registerBaselines(f, &s.baselines)
	s.probes.register(f)
}

func registerBaselines(f *pflag.FlagSet, refs *[]string) {
	f.StringSliceVarP(refs, "baseline", "b", nil,
		"judge by `NAME|FILE` instead of what the inventory says, repeatable: the first that is made for a node's OS counts; auto picks the embedded one; overlays such as role-hyperv are laid over it")
}

// read loads inventory and baselines, then reads the nodes.
func (s *scanFlags) read(ctx context.Context, t terminal, args []string) ([]*facts.Node, *criteria, error) {
	if err := s.probes.check(); err != nil {
		return nil, nil, err
	}
	loaded, err := await(ctx, func() (*inventory.Inventory, error) { return s.nodes.load(t, args) })
	if err != nil {
		return nil, nil, err
	}
	var named [][]string
	for _, n := range loaded.Nodes {
		named = append(named, n.Baselines)
	}
	criteria, err := await(ctx, func() (*criteria, error) { return newCriteria(s.baselines, named) })
	if err != nil {
		return nil, nil, err
	}
	criteria.probes = s.probes
	if err := s.nodes.prepare(t); err != nil {
		return nil, nil, err
	}
	connector := s.nodes.connector(t)
	defer connector.close()
	nodes, unasked, err := s.nodes.members(ctx, t, connector, loaded.Nodes)
	if err != nil {
		return nil, nil, err
	}
	jobs, err := connector.jobs(ctx, nodes)
	if err != nil {
		return nil, nil, err
	}
	criteria.planJobs(jobs)
	return append(s.nodes.read(ctx, t, jobs), unasked...), criteria, nil
}
