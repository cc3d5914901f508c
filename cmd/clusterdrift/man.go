package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newMan(t term.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages",
		Long: `man writes a manual page for every command to DIR, which it makes if need be.
The same program writes the same pages.`,
		Example: `  clusterdrift man /usr/local/share/man/man1
  man clusterdrift-scan`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(flags.Directories),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := args[0]
			if err := writeManual(t, dir); err != nil {
				return fmt.Errorf("write the manual pages: %w", err)
			}
			fmt.Fprintf(t.Out, "the manual pages are in %s\n", report.Clean(dir))
			return nil
		},
	}
}

// writeManual writes the pages of a command tree of its own, whose texts it
// changes to what the generator takes them for.
func writeManual(t term.Terminal, dir string) error {
	day, err := manualDate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root := newRoot(t)
	root.InitDefaultCompletionCmd()
	for _, c := range append(cli.Descendants(root), root) {
		c.DisableAutoGenTag = true
		c.Long = markdown(c.Long)
	}
	return doc.GenManTree(root, &doc.GenManHeader{
		Section: "1", Date: &day, Source: "clusterdrift " + toolVersion(), Manual: "clusterdrift",
	}, dir)
}

// manualDate is when a baseline was last reviewed: a day of the program,
// not of the machine that writes the pages.
func manualDate() (time.Time, error) {
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

// markdown is a description as Markdown: what is indented stays as it is, and
// no character means anything.
func markdown(text string) string {
	plain := strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "`", "\\`", "#", `\#`)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "  "):
			lines[i] = "    " + line
		case !strings.HasPrefix(line, "\t"):
			lines[i] = plain.Replace(line)
		}
	}
	return strings.Join(lines, "\n")
}
