package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

func newHistoryTrend(t term.Terminal) *cobra.Command {
	var where flags.History
	var out historyOutput
	c := &cobra.Command{
		Use:               "trend CLUSTER",
		Short:             "Print the counts of a cluster in each run, the oldest first",
		Example:           "  clusterdrift history trend FIELDREPORT",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			if err := out.check(); err != nil {
				return err
			}
			return withHistory(c, t, &where, func(ctx context.Context, s *history.Store) error {
				visits, err := s.Trend(ctx, args[0])
				if err == nil && len(visits) == 0 {
					err = &history.Error{Message: fmt.Sprintf("the history has no cluster %q", args[0]), Hint: "clusterdrift history list shows the clusters of each run", Err: fs.ErrNotExist}
				}
				if err != nil {
					return err
				}
				return out.write(t.Out, visitsJSON(visits), func(w io.Writer) { printVisits(w, visits) })
			})
		},
	}
	where.Register(c.Flags())
	out.register(c)
	return c
}

func printVisits(w io.Writer, visits []history.Visit) {
	fmt.Fprintln(w, "RUN\tSTARTED (UTC)\tNODES\tNOT READ\tDRIFT\tCRITICAL\tHIGH\tUNKNOWN\tWAIVED\tPASS")
	for _, v := range visits {
		n := v.Counts
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", v.Run, v.Started.Format(time.DateTime), n.Nodes, n.Dark, n.Drift, v.Critical, v.High, n.Unknown, n.Waived, n.Pass)
	}
}

// visitJSON is a cluster in one run for programs.
type visitJSON struct {
	Run      string         `json:"run"`
	Started  time.Time      `json:"started"`
	Counts   history.Counts `json:"counts"`
	Critical int            `json:"critical"`
	High     int            `json:"high"`
}

func visitsJSON(visits []history.Visit) []visitJSON {
	var all []visitJSON
	for _, v := range visits {
		all = append(all, visitJSON(v))
	}
	return all
}

func newHistoryFinding(t term.Terminal) *cobra.Command {
	var where flags.History
	var out historyOutput
	var node string
	c := &cobra.Command{
		Use:   "finding CLUSTER ID",
		Short: "Print what became of a finding over time",
		Long: `Print what became of a finding over time, the oldest first: from the first run to the
last one in which it was the same. ENDED says why it was not the same in the next run:
changed, not-observed (the node was not read, or the finding was left out),
requirement-gone or node-gone.`,
		Example: `  clusterdrift history finding FIELDREPORT hotfix/KB2552040 --node HV02
  clusterdrift history finding FIELDREPORT cluster/members`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			if err := out.check(); err != nil {
				return err
			}
			return withHistory(c, t, &where, func(ctx context.Context, s *history.Store) error {
				spans, err := s.Life(ctx, args[0], history.Subject{Node: node, ID: args[1]})
				if err == nil && len(spans) == 0 {
					err = noFinding(args[0], args[1], node)
				}
				if err != nil {
					return err
				}
				return out.write(t.Out, spansJSON(spans), func(w io.Writer) { printSpans(w, spans) })
			})
		},
	}
	where.Register(c.Flags())
	c.Flags().StringVar(&node, "node", "", "the finding on the node `NAME` (default: on the cluster as a whole)")
	out.register(c)
	return c
}

func noFinding(cluster, id, node string) error {
	on, hint := "the node "+node, "clusterdrift history show last -v shows the findings of the last run"
	if node == "" {
		on, hint = "the cluster as a whole", "for a finding on a node, name it with --node"
	}
	return &history.Error{Message: fmt.Sprintf("the history has no finding %s on %s of the cluster %s", id, on, cluster), Hint: hint, Err: fs.ErrNotExist}
}

func printSpans(w io.Writer, spans []history.Span) {
	fmt.Fprintln(w, "FIRST (UTC)\tLAST (UTC)\tSTATUS\tSEVERITY\tENDED\tGOT")
	for _, s := range spans {
		last := "-"
		if !s.Last.IsZero() {
			last = s.Last.Format(time.DateTime)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", s.First.Format(time.DateTime), last, s.Status, s.Severity, cmp.Or(s.Ended, "-"), report.Clean(cmp.Or(s.Waiver, s.Got)))
	}
}

// spanJSON is a span for programs.
type spanJSON struct {
	First       time.Time          `json:"first"`
	Last        time.Time          `json:"last,omitzero"`
	Status      checks.Status      `json:"status"`
	Severity    baselines.Severity `json:"severity"`
	Got         string             `json:"got"`
	Waiver      string             `json:"waiver,omitempty"`
	Fingerprint string             `json:"fingerprint,omitempty"`
	Ended       history.Ended      `json:"ended,omitempty"`
}

func spansJSON(spans []history.Span) []spanJSON {
	var all []spanJSON
	for _, s := range spans {
		all = append(all, report.Cleaned(spanJSON(s)))
	}
	return all
}
