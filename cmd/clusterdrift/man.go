package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// epochVariable is the time that reproducible builds give their pages, in seconds since
// 1970: https://reproducible-builds.org/specs/source-date-epoch/.
const epochVariable = "SOURCE_DATE_EPOCH"

func newMan(t term.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages",
		Long: `man writes a manual page for every command to DIR, which it makes if need be.
The same program writes the same pages. Their date is that of SOURCE_DATE_EPOCH,
if that is set, else the day on which a baseline was last reviewed.`,
		Example: `  clusterdrift man /usr/local/share/man/man1
  man clusterdrift-scan`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(flags.Directories),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := args[0]
			day, err := manualDate(t)
			if err != nil {
				return err
			}
			if err := writeManual(t, dir, day); err != nil {
				return fmt.Errorf("write the manual pages: %w", err)
			}
			fmt.Fprintf(t.Out, "the manual pages are in %s\n", report.Clean(dir))
			return nil
		},
	}
}

// writeManual writes a page for each command that help shows.
func writeManual(t term.Terminal, dir string, day time.Time) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root := newRoot(t)
	root.InitDefaultCompletionCmd()
	for _, c := range append(cli.Descendants(root), root) {
		if c.Hidden {
			continue
		}
		if err := writeFile(filepath.Join(dir, manualName(c)+".1"), manualPage(c, day)); err != nil {
			return err
		}
	}
	return nil
}

// manualName is the name of the page of a command, "clusterdrift-scan".
func manualName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manualDate is the day that the pages bear: one of the program or its packager, not of
// the machine that writes them.
func manualDate(t term.Terminal) (time.Time, error) {
	if text, _ := t.Env(epochVariable); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil || seconds < 0 || seconds > 253402300799 { // the end of the year 9999
			return time.Time{}, cli.Usage(fmt.Sprintf("%s is not a time: %q", epochVariable, report.Clean(text)), "set it to seconds since 1970, or unset it")
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	var last time.Time
	for _, name := range baselines.Names() {
		b, err := baselines.Load(name)
		if err != nil {
			return last, err
		}
		if b.Reviewed.After(last) {
			last = b.Reviewed
		}
	}
	return last, nil
}
