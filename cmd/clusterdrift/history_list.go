package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// usualLimit is how many runs are listed unless the user says otherwise.
const usualLimit = 50

func newHistoryList(t term.Terminal) *cobra.Command {
	var where flags.History
	var filter history.Filter
	var out historyOutput
	c := &cobra.Command{
		Use:   "list",
		Short: "List the recorded runs, the last first",
		Long: `List the recorded runs, the last first. NODES are all nodes of the run, and NOT READ
those of which nothing is known. A run whose reports were pruned has its ID in
parentheses.`,
		Example: `  clusterdrift history list
  clusterdrift history list --cluster FIELDREPORT --limit 10
  clusterdrift history list -o json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := out.check(); err != nil {
				return err
			}
			return withHistory(c, t, &where, func(ctx context.Context, s *history.Store) error {
				runs, err := s.Runs(ctx, filter)
				if err != nil {
					return err
				}
				return out.write(t.Out, runsJSON(runs), func(w io.Writer) { printRuns(w, runs) })
			})
		},
	}
	where.Register(c.Flags())
	registerFilter(c, &filter)
	flags.CountVar(c.Flags(), &filter.Limit, "limit", usualLimit, "list the last `N` runs; 0: all")
	out.register(c)
	return c
}

// historyOutput is the flag --output of commands that print a table or JSON.
type historyOutput struct{ format string }

func historyFormats() []string { return []string{"table", "json"} }

func (o *historyOutput) register(c *cobra.Command) {
	c.Flags().StringVarP(&o.format, "output", "o", "table", "table or json")
	flags.Complete(c, "output", flags.Words(historyFormats()...))
}

func (o *historyOutput) check() error {
	if o.format != "table" && o.format != "json" {
		return cli.Usage(fmt.Sprintf("--output %q is neither table nor json", o.format), cli.Meant(o.format, historyFormats()))
	}
	return nil
}

// write prints a value as JSON, or what table prints in columns.
func (o *historyOutput) write(out io.Writer, value any, table func(io.Writer)) error {
	if o.format == "json" {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(value)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	table(w)
	return w.Flush()
}

func printRuns(w io.Writer, runs []history.Run) {
	fmt.Fprintln(w, "RUN\tSTARTED (UTC)\tEXIT\tNODES\tNOT READ\tDRIFT\tUNKNOWN\tCLUSTERS\tSCOPE")
	for _, r := range runs {
		id := r.ID
		if !r.Whole {
			id = "(" + id + ")"
		}
		n := r.Counts
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", id, r.Started.Format(time.DateTime), r.Exit.Code, n.Nodes, n.Dark, n.Drift, n.Unknown,
			report.Clean(clusterNames(r.Clusters)), report.Clean(r.Scope))
	}
}

// mostNames is how many clusters a line of a table names.
const mostNames = 3

func clusterNames(names []string) string {
	if len(names) > mostNames {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNames], ", "), len(names)-mostNames)
	}
	return strings.Join(names, ", ")
}

// runJSON is a run for programs.
type runJSON struct {
	ID       string         `json:"id"`
	Scope    string         `json:"scope"`
	Started  time.Time      `json:"started"`
	Finished time.Time      `json:"finished,omitzero"`
	Recorded time.Time      `json:"recorded,omitzero"`
	Tool     string         `json:"tool_version"`
	Host     string         `json:"host,omitempty"`
	Exit     report.Exit    `json:"exit"`
	Clusters []string       `json:"clusters"`
	Counts   history.Counts `json:"counts"`
	Whole    bool           `json:"has_reports"`
	Facts    int            `json:"nodes_with_facts"`
}

func runsJSON(runs []history.Run) []runJSON {
	all := []runJSON{}
	for _, r := range runs {
		all = append(all, report.Cleaned(runJSON(r)))
	}
	return all
}
