package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func newCheck(t term.Terminal) *cobra.Command {
	var refs []string
	var reports flags.Report
	var partial bool
	c := &cobra.Command{
		Use:   "check DIR|FILE...",
		Short: "Judge collected facts, without a network",
		Long: `check judges the files that clusterdrift collect wrote, by the same code as
scan. A directory stands for all .json files in it. Exit codes as for scan.`,
		Example: `  clusterdrift check facts
  clusterdrift check facts -o json=result.json --baseline site.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			ctx := c.Context()
			gate, err := reports.Gate()
			if err != nil {
				return err
			}
			sinks, err := reports.Sinks()
			if err != nil {
				return err
			}
			nodes, err := cli.Await(ctx, func() ([]*facts.Node, error) { return readFacts(ctx, args) })
			if err != nil {
				return err
			}
			if partial {
				markPartial(nodes)
			}
			var named [][]string
			for _, n := range nodes {
				named = append(named, n.Baselines)
			}
			criteria, err := cli.Await(ctx, func() (*flags.Criteria, error) { return flags.NewCriteria(refs, named) })
			if err != nil {
				return err
			}
			if criteria.Waivers, err = reports.WaiverSet(ctx, t.Now()); err != nil {
				return err
			}
			started, finished := span(nodes)
			result, err := criteria.Result(ctx, tool(), flags.Reading{Nodes: nodes, Started: started, Finished: finished}, gate)
			if err != nil {
				return err
			}
			return reports.Write(ctx, t, sinks, result)
		},
	}
	flags.RegisterBaselines(c.Flags(), &refs)
	reports.Register(c.Flags())
	flags.RegisterPartial(c.Flags(), &partial)
	return c
}

// readFacts reads all documents; one that cannot be read, or a node that comes
// twice, is bad input: nothing is judged then.
func readFacts(ctx context.Context, args []string) ([]*facts.Node, error) {
	files, err := factsFiles(args)
	if err != nil {
		return nil, err
	}
	var nodes []*facts.Node
	var problems []string
	seen := map[[2]string]string{}
	for _, file := range files {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		n, err := readDocument(file)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", file, cli.Cause(err)))
			continue
		}
		key := [2]string{strings.ToLower(flags.ClusterName(n)), strings.ToLower(n.Name)}
		if first, ok := seen[key]; ok {
			problems = append(problems, fmt.Sprintf("%s: the node %s is also in %s", file, n.Name, first))
		}
		seen[key] = file
		nodes = append(nodes, n)
	}
	if len(problems) > 0 {
		return nil, &cli.UsageError{Problems: problems, Hint: "collect the nodes again, or leave these files out"}
	}
	return nodes, nil
}

func factsFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, cli.Usage("read the facts: "+err.Error(), "")
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		entries, err := os.ReadDir(arg)
		if err != nil {
			return nil, cli.Usage("read the facts: "+err.Error(), "")
		}
		before := len(files)
		for _, e := range entries {
			if strings.EqualFold(filepath.Ext(e.Name()), ".json") {
				files = append(files, filepath.Join(arg, e.Name()))
			}
		}
		if len(files) == before {
			return nil, cli.Usage(arg+" holds no .json file", "collect facts there first: clusterdrift collect -d "+arg)
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(files))), nil
}

func readDocument(file string) (*facts.Node, error) {
	f, err := input.Open(file, facts.MaxDocument)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return facts.Read(f)
}

// markPartial makes all nodes a selection of their clusters, by what the user says.
func markPartial(nodes []*facts.Node) {
	for _, n := range nodes {
		n.Selection = &facts.Selection{}
	}
}

// span is the time in which the nodes were read.
func span(nodes []*facts.Node) (started, finished time.Time) {
	for _, n := range nodes {
		if started.IsZero() || n.Started.Before(started) {
			started = n.Started
		}
		if n.Finished.After(finished) {
			finished = n.Finished
		}
	}
	return started, finished
}
