package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// keptFacts is how many bytes of documents check keeps the facts of. It reads the others
// once more when their cluster is judged.
const keptFacts = 16 << 20

func newCheck(t term.Terminal) *cobra.Command {
	var refs []string
	var narrow flags.Narrow
	var moments flags.Moment
	var reports flags.Report
	var partial bool
	var run string
	var maxAge time.Duration
	c := &cobra.Command{
		Use:   "check DIR|FILE...",
		Short: "Judge collected facts, without a network",
		Long: `check judges the files that clusterdrift collect wrote, by the same code as
scan. A directory stands for the nodes that its manifest.json names: one whose file
is missing was not read, and files of earlier runs are named and left out. Without a
manifest, as earlier versions left it, it stands for all .json files in it. Files
that you name are judged, whatever a manifest says.

With --run it judges the facts that a history has kept of a run, by the baselines and
waivers of today, see clusterdrift history --help.

With --max-age, a node whose facts are older is unknown: nothing on it passes or
drifts. So is one whose facts were read at a time that has not come. check says on
standard error which facts are more than 24 hours old, and of which clusters the
nodes were read more than an hour apart. --only and --skip choose what is judged, as
for scan. Exit codes, and --new-since, as for scan.`,
		Example: `  clusterdrift check facts
  clusterdrift check facts -o json=result.json --baseline site.yaml
  clusterdrift check facts --max-age 36h
  clusterdrift check --run last --baseline site.yaml`,
		Args: unlessRun,
		RunE: func(c *cobra.Command, args []string) error {
			ctx := c.Context()
			gate, err := reports.GateSince(c, t)
			if err != nil {
				return err
			}
			moment, err := moments.Given()
			if err != nil {
				return err
			}
			sinks, err := reports.Sinks()
			if err == nil {
				err = reports.FindHistory(c, t)
			}
			if err != nil {
				return err
			}
			read, err := readGiven(c, t, &reports, run, args)
			if err != nil {
				return err
			}
			if err := flags.SpareInputs(sinks, c, read.files); err != nil {
				return err
			}
			for _, notice := range read.notices {
				fmt.Fprintln(t.Err, report.Clean(notice))
			}
			if err := flags.CheckMoments(read.nodes, moment); err != nil {
				return err
			}
			now := t.Now()
			nodes := read.disregardOld(now, maxAge)
			if partial {
				markPartial(nodes)
			}
			var named [][]string
			for _, n := range nodes {
				named = append(named, n.Baselines)
			}
			criteria, err := cli.Await(ctx, func() (*flags.Criteria, error) { return flags.NewNarrowed(refs, named, narrow) })
			if err != nil {
				return err
			}
			if criteria.Waivers, err = reports.WaiverSet(ctx, now); err != nil {
				return err
			}
			criteria.Moment = moment
			if criteria.Link, err = reports.IncidentLinks(ctx); err != nil {
				return err
			}
			started, finished := span(nodes)
			reading := flags.Reading{Nodes: nodes, Facts: read.factsOf, From: factsFrom(args, read), Started: started, Finished: finished, Now: now, Today: t.SourcesDay()}
			reports.KeepFacts(reading)
			result, err := criteria.Result(ctx, tool(), reading, gate.Gate)
			if err != nil {
				return err
			}
			gate.Conclude(c.Context(), result)
			return reports.Write(ctx, t, sinks, result)
		},
	}
	flags.RegisterBaselines(c.Flags(), &refs)
	narrow.Register(c.Flags())
	moments.Register(c.Flags())
	reports.Register(c.Flags())
	flags.RegisterPartial(c.Flags(), &partial)
	flags.RegisterMaxAge(c.Flags(), &maxAge)
	registerRun(c, &run)
	return c
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
