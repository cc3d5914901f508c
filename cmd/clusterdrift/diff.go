package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
)

func newDiff(t term.Terminal) *cobra.Command {
	var changes flags.Changes
	var compared flags.Compared
	c := &cobra.Command{
		Use:   "diff [BEFORE] [AFTER]",
		Short: "Show what changed from one result to another",
		Long: `diff compares two results and says what became of each finding and node: files that
scan or check wrote with -o json, of this version or of an earlier one, - for
standard input, or runs of the history (see clusterdrift history --help). Without
AFTER it is the last run, and without BEFORE the run before that in its scope. Of a
run, diff also says since when drift is there.

Drift is new when the requirement passed before, or was not there to judge, by the
same baseline; it is fixed when it passes now. What other rules made of a finding is
neither: a requirement that a baseline added, dropped or changed, or a verdict that
another version of the program reached on the same observation, is shown apart. A
node that could not be read in one of the results is neither fixed nor new, and what
only one of them looked at (--only, --skip, a selection of nodes, a shard) is counted
and not compared.

With --same-baseline, the facts that the history has kept of two runs are judged again,
both by the same baselines and waivers as they are now. A requirement that a baseline
added, dropped or changed in between makes no difference then: what shows has changed on
the nodes. What the earlier run did not read for a newer requirement was unknown. Since
when drift is there is left out, because the history knows that by earlier baselines.

Exit code: 0 whatever changed, 2 invalid input or a failure of this machine, 130
interrupted. With --exit-code: 1 new drift, drift whose waiver has ended, or that
became grave enough for --fail-on by what was observed; 5 nothing could be compared.`,
		Example: `  clusterdrift diff monday.json tuesday.json
  clusterdrift diff monday.json tuesday.json -o text -o html=changes.html
  clusterdrift diff --exit-code --fail-on high monday.json tuesday.json -o events=changes.jsonl
  clusterdrift scan -i inventory.yaml -o json | clusterdrift diff monday.json -
  clusterdrift diff
  clusterdrift diff 2026-11-22 last -o markdown
  clusterdrift diff --same-baseline --baseline site.yaml 2026-11-22 last`,
		Args:              cobra.MaximumNArgs(2),
		ValidArgsFunction: flags.UpTo(2, flags.Results),
		RunE: func(c *cobra.Command, args []string) error {
			gate, err := changes.Gate()
			if err != nil {
				return err
			}
			sinks, err := changes.Sinks()
			if err == nil {
				err = flags.SpareInputs(sinks, c, slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == flags.Stdin }))
			}
			if err != nil {
				return err
			}
			if len(args) == 2 && args[0] == flags.Stdin && args[1] == flags.Stdin {
				return cli.Usage("both results would be read from standard input", "name a file for one of them")
			}
			p, err := compared.Read(c, t, tool(), args)
			if err != nil {
				return err
			}
			options := diff.Options{Before: p.BeforeName, After: p.AfterName, Gate: gate, Since: p.Since, Notes: p.Notes}
			d, err := cli.Await(c.Context(), func() (*diff.Diff, error) { return diff.Compare(p.Before, p.After, options), nil })
			if err != nil {
				return err
			}
			return changes.Write(c.Context(), t, sinks, d)
		},
	}
	compared.Register(c.Flags())
	changes.Register(c.Flags())
	flags.Complete(c, "output", flags.Words(print.Names()...))
	cli.SayUndone(c, "nothing was compared")
	return c
}
