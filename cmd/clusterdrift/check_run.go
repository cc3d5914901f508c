package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const runFlag = "run"

// registerRun registers the flag that takes the facts from a history.
func registerRun(c *cobra.Command, run *string) {
	c.Flags().StringVar(run, runFlag, "", "judge the facts that the history has kept of the `RUN`, such as last, instead of files")
	config.MarkCommandLineOnly(c.Flags(), runFlag)
	flags.Complete(c, runFlag, flags.Words("last", "last~1"))
}

// unlessRun requires an argument unless --run is given.
func unlessRun(c *cobra.Command, args []string) error {
	if c.Flags().Lookup(runFlag).Value.String() != "" {
		return nil
	}
	return cobra.MinimumNArgs(1)(c, args)
}

// readGiven reads the facts that the arguments name, or those of a run.
func readGiven(c *cobra.Command, t term.Terminal, reports *flags.Report, run string, args []string) (collection, error) {
	switch {
	case run == "":
		return cli.Await(c.Context(), func() (collection, error) { return readHeads(c.Context(), args, keptFacts) })
	case len(args) > 0:
		return collection{}, cli.Usage("--run names facts, and "+args[0]+" does, too", "leave one of them out")
	}
	return readRun(c, t, reports, run)
}

// factsFrom says where facts come from.
func factsFrom(args []string, read collection) string {
	if read.run != nil {
		return "the facts of " + read.run.Title
	}
	return "the facts in " + strings.Join(slices.Sorted(slices.Values(args)), ", ")
}

// readRun reads the facts that a history has kept of a run.
func readRun(c *cobra.Command, t term.Terminal, reports *flags.Report, name string) (collection, error) {
	run, err := reports.RunFacts(c, t, name)
	if err != nil {
		return collection{}, err
	}
	all := collection{run: run, nodes: run.Nodes, stored: map[*facts.Node]*stored{}}
	for n, between := range run.Between {
		all.stored[n] = &stored{first: between[0], last: between[1]}
	}
	return all, nil
}

// ofRun returns the facts of a node of a run.
func (c collection) ofRun(n *facts.Node) (*facts.Node, error) {
	all, err := c.run.Facts(n)
	if err == nil {
		all.Selection = n.Selection // which --partial sets
	}
	return all, err
}
