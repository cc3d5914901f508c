package main

import (
	"cmp"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/explain"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newExplain(t term.Terminal) *cobra.Command {
	var refs []string
	c := &cobra.Command{
		Use:   "explain [FAMILY|FINDING-ID]",
		Short: "Explain what a finding is, how it is read and judged, and how to fix it",
		Long: `explain says what a finding is, how it is read and judged, what makes it unknown,
and what the baselines require. Without an argument it lists the families. What
is between angle brackets in a query or a command depends on the baseline
and the node.`,
		Example: `  clusterdrift explain
  clusterdrift explain hotfix
  clusterdrift explain hotfix/KB2552040 --baseline ws2008r2-sp1`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(findingIDs),
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			shown, err := baselinesToExplain(refs)
			if err != nil {
				return err
			}
			guide, err := explain.NewGuide(shown)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return printFamilies(t, guide.Families())
			}
			topic, err := guide.Topic(args[0])
			var unknown *explain.UnknownError
			switch {
			case errors.As(err, &unknown):
				return cli.Usage(report.Clean(err.Error()), cmp.Or(unknown.Hint, "clusterdrift explain lists the families"))
			case err != nil:
				return err
			}
			return printTopic(t, topic)
		}),
	}
	flags.WordsVar(c.Flags(), &refs, "baseline", "b", []string{baselines.Auto},
		"show what the baseline `NAME|FILE` requires, repeatable; "+baselines.Auto+": every embedded one")
	return c
}

// baselinesToExplain loads the baselines by their references.
func baselinesToExplain(refs []string) ([]*baselines.Baseline, error) {
	bases, overlays := baselines.Split(refs)
	if slices.Contains(bases, baselines.Auto) {
		bases = baselines.Names()
	}
	var all []*baselines.Baseline
	for _, ref := range bases {
		b, err := baselines.Load(ref)
		if err == nil && b.AppliesTo.IsMade() { // one that others extend is below no overlay
			b, err = baselines.Load(ref, overlays...)
		}
		if err != nil {
			return nil, cli.UsageFrom(err, "clusterdrift baseline lint FILE checks a baseline alone")
		}
		all = append(all, b)
	}
	return all, nil
}

// findingIDs are those of the families and of everything that the embedded
// baselines ask for.
func findingIDs(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	all, err := baselinesToExplain([]string{baselines.Auto})
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	guide, err := explain.NewGuide(all)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var ids []string
	for _, family := range guide.Families() {
		ids = append(ids, cobra.CompletionWithDesc(family.ID, family.Title))
		topic, err := guide.Topic(family.ID)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		for _, finding := range topic.Findings {
			ids = append(ids, cobra.CompletionWithDesc(finding.ID, finding.Title))
		}
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}
