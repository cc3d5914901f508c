package flags

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

const sameBaselineFlag = "same-baseline"

// judgedAgain are the flags by which two runs are judged again before they are compared,
// both by the baselines and waivers of now.
type judgedAgain struct {
	on        bool
	baselines []string
	files     []string // of waivers
	waivers   *waiver.Set
	today     time.Time
	tool      report.Tool
}

func (j *judgedAgain) register(f *pflag.FlagSet) {
	f.BoolVar(&j.on, sameBaselineFlag, false, "judge the kept facts of both runs again, by the same baselines as they are now, and compare that: only what changed on the nodes shows")
	RegisterBaselines(f, &j.baselines)
	registerWaivers(f, &j.files)
}

// spare refuses the flags that say how runs are judged again when they are not.
func (j *judgedAgain) spare(c *cobra.Command) error {
	for _, name := range []string{"baseline", "waivers"} {
		if f := c.Flags().Lookup(name); config.Typed(f) {
			return cli.Usage("--"+name+" is given without --same-baseline", "add --same-baseline, or leave it out: the results are compared as they were judged")
		}
	}
	return nil
}

// prepare refuses what is not a run, and loads what both are judged by.
func (j *judgedAgain) prepare(ctx context.Context, t term.Terminal, words []string) error {
	for _, word := range words {
		if !namesRun(word) {
			return cli.Usage(word+" is not a run: --same-baseline judges the facts that the history has kept of two runs", "name runs, which clusterdrift history list shows, or leave --same-baseline out")
		}
	}
	waivers, err := cli.Await(ctx, func() (*waiver.Set, error) {
		if _, err := NewCriteria(j.baselines, nil); err != nil {
			return nil, err
		}
		return loadWaivers(j.files, t.Now())
	})
	j.waivers, j.today = waivers, t.SourcesDay()
	return err
}

// pair judges two runs. The nodes of the earlier one are judged by what the later one names
// for them: an inventory that names other baselines is not a change of the nodes.
func (j *judgedAgain) pair(ctx context.Context, s *history.Store, first, second source) (*Pair, error) {
	var runs [2]*RunFacts
	for i, run := range []history.Run{first.run, second.run} {
		var err error
		if runs[i], err = readRunFacts(ctx, s, run); err != nil {
			return nil, err
		}
	}
	followLater(runs[0].Nodes, runs[1].Nodes)
	before, err := j.judge(ctx, runs[0], first.run)
	if err != nil {
		return nil, err
	}
	after, err := j.judge(ctx, runs[1], second.run)
	if err != nil {
		return nil, err
	}
	return &Pair{
		Before: before, BeforeName: first.name, After: after, AfterName: second.name,
		Notes: []string{"both runs were judged again, by the same baselines as they are now: " + strings.Join(namesOfBaselines(before, after), ", ")},
	}, nil
}

// followLater gives nodes the baselines and the moment of those that have their names later.
func followLater(nodes, later []*facts.Node) {
	key := func(n *facts.Node) [2]string { return [2]string{clusterKey(ClusterName(n)), clusterKey(n.Name)} }
	by := map[[2]string]*facts.Node{}
	for _, n := range later {
		by[key(n)] = n
	}
	for _, n := range nodes {
		if now := by[key(n)]; now != nil {
			n.Baselines, n.Moment = now.Baselines, now.Moment
		}
	}
}

// judge judges the facts of a run as at its end, so that their age does not count.
func (j *judgedAgain) judge(ctx context.Context, run *RunFacts, of history.Run) (*report.Result, error) {
	var named [][]string
	for _, n := range run.Nodes {
		named = append(named, n.Baselines)
	}
	criteria, err := NewCriteria(j.baselines, named)
	if err != nil {
		return nil, err
	}
	criteria.Waivers = j.waivers
	return criteria.Result(ctx, j.tool, Reading{
		Nodes: run.Nodes, Facts: run.Facts, From: "the facts of " + run.Title, Started: of.Started, Finished: of.Finished, Now: of.Finished, Today: j.today,
	}, report.Gate{})
}

func namesOfBaselines(results ...*report.Result) []string {
	var names []string
	for _, r := range results {
		for _, b := range r.Baselines {
			names = append(names, b.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
