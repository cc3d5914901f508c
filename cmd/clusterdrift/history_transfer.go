package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

func newHistoryExport(t term.Terminal) *cobra.Command {
	var where flags.History
	var filter history.Filter
	c := &cobra.Command{
		Use:   "export FILE",
		Short: "Write the runs with their reports to a file, for import",
		Long: `Write the runs with their reports to a file, one in a line of JSON, the oldest first.
Facts that were kept go with them. Only you can read the file. Runs whose reports were pruned are left out and named on
standard error.`,
		Example:           "  clusterdrift history export history.jsonl",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(exportedFiles),
		RunE: func(c *cobra.Command, args []string) error {
			if err := report.CheckFile(args[0]); err != nil {
				return cli.Usage("write the export: "+err.Error(), "name a file in a folder that exists and is writable")
			}
			return withHistory(c, t, &where, func(ctx context.Context, s *history.Store) error {
				var written int
				var left []history.Run
				err := report.WritePrivateFile(args[0], func(w io.Writer) (err error) {
					written, left, err = s.Export(ctx, w, filter)
					return err
				})
				if err != nil {
					return err
				}
				for _, r := range left {
					fmt.Fprintf(t.Err, "left out run %s: its reports were pruned\n", r.ID)
				}
				_, err = fmt.Fprintf(t.Out, "Exported %s.\n", wording.Counted(written, "run"))
				return err
			})
		},
	}
	where.Register(c.Flags())
	registerFilter(c, &filter)
	return c
}

func exportedFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"jsonl"}, cobra.ShellCompDirectiveFilterFileExt
}

// maxExported bounds a file of exported runs, in bytes.
const maxExported = 1 << 40

func newHistoryImport(t term.Terminal) *cobra.Command {
	var where flags.History
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Add the runs of an exported history",
		Long: `Add the runs of a file that clusterdrift history export wrote, each whole or not at
all. Runs that the history has already stay as they are, so an import that was
interrupted can be run again. A history is made when there is none.`,
		Example: `  clusterdrift history import history.jsonl
  clusterdrift history import history.jsonl --history postgres://clusterdrift@db.contoso.example/history`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(exportedFiles),
		RunE: func(c *cobra.Command, args []string) error {
			f, err := input.Open(args[0], maxExported)
			if err != nil {
				return cli.Usage("read the exported history: "+err.Error(), "name a file that clusterdrift history export wrote")
			}
			defer f.Close()
			s, err := where.Create(c.Context(), c, t)
			if err != nil {
				return err
			}
			defer s.Close()
			added, known, err := s.Import(c.Context(), f)
			fmt.Fprintf(t.Err, "added %s, %d known already\n", wording.Counted(added, "run"), known)
			return flags.HistoryError(inFile(args[0], err))
		},
	}
	where.Register(c.Flags())
	return c
}

// inFile names the file in what is wrong with a line of it.
func inFile(file string, err error) error {
	if wrong, ok := errors.AsType[*history.Error](err); ok {
		return &history.Error{Message: file + ": " + wrong.Message, Hint: wrong.Hint, Err: wrong.Err}
	}
	return err
}
