package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/observe"
	"github.com/clusterdrift/clusterdrift/report"
)

func newBaselineLint(t term.Terminal) *cobra.Command {
	var cost bool
	c := &cobra.Command{
		Use:   "lint FILE...",
		Short: "Check baselines and print every problem",
		Long: fmt.Sprintf(`Check baselines and all that they extend, and print every problem with file and
line: keys and values that the format does not know, requirements that are not
complete, list articles taken for updates, numbers that do not belong to their
entry, rows that have shifted, updates that carry each other, file versions of
another build, entries of site that read what must not be read. An overlay is laid
over every embedded baseline.

--cost also prints how many messages more a scan sends to a node for the entries of
site, version by version of Windows; %d are the most that a file may cost.

Exit code: 0 no problem found, 2 problems.`, observe.MostMessages),
		Example: `  clusterdrift baseline lint site.yaml
  clusterdrift baseline lint --cost site.yaml role-ours.yaml`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: flags.YAMLFiles,
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			var all []string
			for _, file := range args {
				found := baselines.Lint(file)
				for _, err := range found {
					all = append(all, err.Error())
				}
				if len(found) > 0 {
					continue
				}
				fmt.Fprintf(t.Out, "%s: no problem found\n", report.Clean(file))
				if err := printCost(t.Out, file, cost); err != nil {
					return err
				}
			}
			if len(all) > 0 {
				return &cli.UsageError{Problems: all}
			}
			return nil
		}),
	}
	c.Flags().BoolVar(&cost, "cost", false, "print the messages that the entries of site cost a node")
	return c
}

// printCost prints what the entries of site in a file without problems cost, if that is wanted.
func printCost(out io.Writer, file string, wanted bool) error {
	if !wanted {
		return nil
	}
	costs, err := baselines.SiteCosts(file)
	if err != nil {
		return cli.UsageFrom(err, "")
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "  WINDOWS\tMESSAGES\tOF THESE FOR")
	for _, c := range costs {
		version := c.Windows
		if version == "" {
			version = "every version"
		}
		fmt.Fprintf(w, "  %s\t%d\t%s\n", version, c.Messages, report.Clean(shares(c.Shares)))
	}
	return w.Flush()
}

// shares are the costs of entries: "smb1-off 3, power-plan 3". What costs nothing is left out.
func shares(all []baselines.SiteShare) string {
	var costly []string
	for _, s := range all {
		if s.Messages > 0 {
			costly = append(costly, fmt.Sprintf("%s %d", strings.Join(s.Rules, "+"), s.Messages))
		}
	}
	if len(costly) == 0 {
		return "-"
	}
	return strings.Join(costly, ", ")
}
