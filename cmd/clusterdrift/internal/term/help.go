package term

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// FlagGroup is a heading of the help and the names of the flags below it.
type FlagGroup struct {
	Title string
	Names []string
}

// otherFlags is the heading above those that are in no group.
const otherFlags = "Other flags"

// fewFlags is how many a command may have without headings between them.
const fewFlags = 10

// UsualWidth is how many columns are filled when the width of the terminal is not
// known.
const UsualWidth = 100

// leastHelpWidth is the width of the narrowest help, in columns.
const leastHelpWidth = 60

// PrintUsage writes the part of a command's help below its description. The width is
// in columns, 0 when it is not known. Where a command has many flags, they are
// printed in groups.
func PrintUsage(w io.Writer, c *cobra.Command, width int, groups []FlagGroup) error {
	width = max(leastHelpWidth, cmp.Or(width, UsualWidth))
	var out strings.Builder
	out.WriteString("Usage:\n")
	if c.Runnable() {
		fmt.Fprintf(&out, "  %s\n", c.UseLine())
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&out, "  %s [command]\n", c.CommandPath())
	}
	if c.HasExample() {
		fmt.Fprintf(&out, "\nExamples:\n%s\n", c.Example)
	}
	printCommands(&out, c)
	printFlags(&out, c.LocalFlags(), width, groups)
	if inherited := c.InheritedFlags(); inherited.HasAvailableFlags() {
		fmt.Fprintf(&out, "\nFlags of every command:\n%s", inherited.FlagUsagesWrapped(width))
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&out, "\nUse \"%s [command] --help\" for more about a command.\n", c.CommandPath())
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// printCommands prints the commands below one, in its groups if it has some.
func printCommands(out *strings.Builder, c *cobra.Command) {
	groups := c.Groups()
	if len(groups) == 0 {
		groups = []*cobra.Group{{Title: "Commands:"}}
	}
	for _, g := range groups {
		var lines strings.Builder
		for _, sub := range c.Commands() {
			if sub.GroupID == g.ID && (sub.IsAvailableCommand() || sub.Name() == "help") {
				fmt.Fprintf(&lines, "  %-*s  %s\n", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
		if lines.Len() > 0 {
			fmt.Fprintf(out, "\n%s\n%s", g.Title, lines.String())
		}
	}
}

// printFlags prints the flags of a command, many of them in groups.
func printFlags(out *strings.Builder, flags *pflag.FlagSet, width int, groups []FlagGroup) {
	titles := []string{"Flags"}
	titleOf := func(*pflag.Flag) string { return titles[0] }
	if count(flags) > fewFlags {
		titles = nil
		for _, g := range groups {
			titles = append(titles, g.Title)
		}
		titles = append(titles, otherFlags)
		titleOf = func(f *pflag.Flag) string { return groupOf(f, groups) }
	}
	for _, t := range titles {
		own := pflag.NewFlagSet("", pflag.ContinueOnError)
		flags.VisitAll(func(f *pflag.Flag) {
			if titleOf(f) == t {
				own.AddFlag(f)
			}
		})
		if own.HasAvailableFlags() {
			fmt.Fprintf(out, "\n%s:\n%s", t, own.FlagUsagesWrapped(width))
		}
	}
}

func count(flags *pflag.FlagSet) int {
	n := 0
	flags.VisitAll(func(*pflag.Flag) { n++ })
	return n
}

func groupOf(f *pflag.Flag, groups []FlagGroup) string {
	for _, g := range groups {
		if slices.Contains(g.Names, f.Name) {
			return g.Title
		}
	}
	return otherFlags
}
