package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newInventoryLint(t term.Terminal) *cobra.Command {
	var nodes flags.Nodes
	c := &cobra.Command{
		Use:   "lint FILE...",
		Short: "Check inventories and print every problem",
		Long: `lint reads inventories as a scan would, without connecting to any node, and
prints everything that is wrong with them.`,
		Example:           "  clusterdrift inventory lint inventory.yaml",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: flags.YAMLFiles,
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			var bad []string
			for _, file := range args {
				nodes.Inventory = file
				all, err := nodes.Select(t, nil)
				if err != nil {
					bad = append(bad, cli.Problems(err)...)
					continue
				}
				clusters := map[string]bool{}
				for _, n := range all.Nodes {
					clusters[n.Cluster] = true
				}
				fmt.Fprintf(t.Out, "%s: no problem found; %s in %s\n", report.Clean(file),
					wording.Counted(len(all.Nodes), "node"), wording.Counted(len(clusters), "cluster"))
			}
			if len(bad) > 0 {
				return &cli.UsageError{Problems: bad}
			}
			return nil
		}),
	}
	nodes.RegisterAllowEnv(c.Flags())
	return c
}
