package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks/explain"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newExplain(t term.Terminal) *cobra.Command {
	var refs, causeFiles []string
	var list bool
	var output string
	c := &cobra.Command{
		Use:   "explain [FAMILY|FINDING-ID|CAUSE]",
		Short: "Explain what a finding is, how it is read and judged, and how to fix it",
		Long: `explain says what a finding is, how it is read and judged, what makes it unknown,
and what the baselines require. Without an argument it lists the families. What
is between angle brackets in a query or a command depends on the baseline
and the node. Of a cause of incidents, by its id in the reports of clusterdrift
diagnose, it says what must be there, what contradicts it, and the sources.

With --list it prints every requirement for each version of Windows, or those of the
family or id: the severity, the severities at a moment, the title, how well it is
founded, and its sources.`,
		Example: `  clusterdrift explain
  clusterdrift explain hotfix
  clusterdrift explain hotfix/KB2552040 --baseline ws2008r2-sp1
  clusterdrift explain profile-flip
  clusterdrift explain --list --baseline ws2022
  clusterdrift explain --list quorum -o csv`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(findingIDs),
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			if output != listFormats()[0] && !list {
				return cli.Usage("--output goes with --list", "add --list, or leave --output out")
			}
			if len(args) > 0 && !list {
				cause, all, err := causeOf(args[0], causeFiles)
				if err != nil {
					return err
				}
				if cause != nil {
					return printCause(t, cause, all)
				}
			}
			shown, err := baselinesToExplain(refs)
			if err != nil {
				return err
			}
			guide, err := explain.NewGuide(shown)
			if err != nil {
				return err
			}
			var topic explain.Topic
			if len(args) > 0 {
				topic, err = topicOf(guide, args[0])
			}
			switch {
			case err != nil:
				return err
			case list:
				return printList(t, madeFor(shown, refs), topic.ID, output)
			case len(args) == 0:
				return printFamilies(t, guide.Families())
			}
			return printTopic(t, topic)
		}),
	}
	flags.WordsVar(c.Flags(), &refs, "baseline", "b", []string{baselines.Auto},
		"show what the baseline `NAME|FILE` requires, repeatable; "+baselines.Auto+": every embedded one")
	flags.WordsVar(c.Flags(), &causeFiles, "causes", "", nil, "also know the causes of incidents in `FILE`, repeatable")
	flags.Complete(c, "causes", flags.YAMLFiles)
	c.Flags().BoolVar(&list, "list", false, "list the requirements for each version of Windows, with their sources")
	c.Flags().StringVarP(&output, "output", "o", listFormats()[0], "with --list: table, json or csv")
	config.MarkFormats(c.Flags(), "output", listFormats()...)
	flags.Complete(c, "output", flags.Words(listFormats()...))
	return c
}

// topicOf finds what there is to say of a family or an id. One that is not known is a
// *cli.UsageError.
func topicOf(guide *explain.Guide, id string) (explain.Topic, error) {
	topic, err := guide.Topic(id)
	var unknown *explain.UnknownError
	if errors.As(err, &unknown) {
		return topic, cli.Usage(report.Clean(err.Error()), cmp.Or(unknown.Hint, nearestCause(id), "clusterdrift explain lists the families"))
	}
	return topic, err
}

// nearestCause is a hint at the cause that an id may mean; "" when there is none like it.
func nearestCause(id string) string {
	if near := strict.Nearest(id, embeddedCauses()); near != "" {
		return fmt.Sprintf("did you mean the cause %q?", near)
	}
	return ""
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
		if err == nil && len(overlays) > 0 && b.AppliesTo.IsMade() { // one that others extend is below no overlay
			b, err = baselines.Load(ref, overlays...)
		}
		if err != nil {
			return nil, cli.UsageFrom(err, "clusterdrift baseline lint FILE checks a baseline alone")
		}
		all = append(all, b)
	}
	return all, nil
}

// embeddedCauses are those of the causes that are built in.
func embeddedCauses() []string {
	all, err := causes.Load()
	if err != nil {
		return nil
	}
	var ids []string
	for _, c := range all.Causes {
		ids = append(ids, c.ID)
	}
	return ids
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
	ids := embeddedCauses()
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
