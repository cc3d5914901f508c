package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

func newBaselineTest(t term.Terminal) *cobra.Command {
	var from []string
	c := &cobra.Command{
		Use:   "test FILE --facts DIR",
		Short: "Try the entries of site in a baseline on collected facts",
		Long: `test judges nodes by the entries of site in a baseline, or in an overlay, and prints
each entry with its verdict on each node. The facts are those that clusterdrift
collect wrote, as for check; nothing is read from a node. What an entry looks at and
the facts do not have was not collected, and is unknown: collect the nodes again with
this baseline.

Exit codes as for check, of these entries alone.`,
		Example: `  clusterdrift collect -i inventory.yaml --baseline site.yaml -d facts
  clusterdrift baseline test site.yaml --facts facts`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(flags.YAMLFiles),
		RunE: func(c *cobra.Command, args []string) error {
			if len(from) == 0 {
				return cli.Usage("there are no facts to try the baseline on", "name them: --facts DIR; clusterdrift collect writes them")
			}
			result, err := tryOut(c.Context(), t, args[0], from)
			if err != nil {
				return err
			}
			if err := printTrial(t.Out, result); err != nil {
				return err
			}
			return cli.ExitWith(result.Exit)
		},
	}
	c.Flags().StringSliceVar(&from, "facts", nil, "judge the facts in `DIR|FILE`, repeatable")
	return c
}

// tryOut judges facts by the entries of site alone.
func tryOut(ctx context.Context, t term.Terminal, ref string, from []string) (*report.Result, error) {
	criteria, err := cli.Await(ctx, func() (*flags.Criteria, error) { return flags.NewCriteria([]string{ref}, nil) })
	if err != nil {
		return nil, err
	}
	read, err := cli.Await(ctx, func() (collection, error) { return readFacts(ctx, from) })
	if err != nil {
		return nil, err
	}
	for _, notice := range read.notices {
		fmt.Fprintln(t.Err, report.Clean(notice))
	}
	criteria.Only = ofSite
	started, finished := span(read.nodes)
	return criteria.Result(ctx, tool(), flags.Reading{Nodes: read.nodes, Started: started, Finished: finished, Now: t.Now(), Today: t.SourcesDay()}, report.Gate{})
}

// ofSite reports whether a finding comes from an entry of site.
func ofSite(f checks.Finding) bool {
	return f.Family == "site" || strings.HasPrefix(f.ID, "consistency/site-")
}

// printTrial prints the entries in their order, each with its verdicts and the nodes, or
// clusters, that each is of; then the nodes that were not judged.
func printTrial(out io.Writer, result *report.Result) error {
	titles, verdicts := map[string]string{}, map[string]*wording.Grouped{}
	var unread wording.Grouped
	for _, c := range result.Each() {
		for _, f := range c.Findings {
			if verdicts[f.ID] == nil {
				titles[f.ID], verdicts[f.ID] = f.Title, &wording.Grouped{}
			}
			verdicts[f.ID].Add(fmt.Sprintf("%s: %s", f.Status, said(f)), cmp.Or(f.Node, c.Name))
		}
		for _, n := range c.Nodes {
			if n.Problem != nil {
				unread.Add("not judged: "+n.Problem.Message, n.Name)
			}
		}
	}
	var lines []string
	for _, id := range slices.Sorted(maps.Keys(verdicts)) {
		lines = append(lines, id+": "+titles[id])
		for _, verdict := range verdicts[id].List() {
			lines = append(lines, "  "+verdict)
		}
	}
	if len(lines) == 0 {
		lines = append(lines, "no entry of site concerns these nodes")
	}
	for _, line := range append(lines, unread.List()...) {
		if _, err := fmt.Fprintln(out, report.Clean(line)); err != nil {
			return err
		}
	}
	return nil
}

// said is what led to a verdict, on one line.
func said(f report.Finding) string {
	switch {
	case f.Status == checks.Drift && f.Got != "":
		return fmt.Sprintf("%s; wanted: %s", f.Got, f.Want)
	case f.Status == checks.Pass && f.Got != "":
		return f.Got
	}
	return strings.Join(append([]string{f.Reason}, facts.GapTexts(f.Missing)...), "; ")
}
