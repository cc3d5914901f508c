package cli

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Path returns what is typed after the program's name: "scan", "baseline show".
func Path(c *cobra.Command) string {
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}

// Flags returns all flags of a command, also those of its parents, which cobra adds
// only once the command is run.
func Flags(c *cobra.Command) *pflag.FlagSet {
	c.InheritedFlags()
	return c.Flags()
}

// Commands returns all commands that do something, c included, by their paths.
func Commands(c *cobra.Command) map[string]*cobra.Command {
	all := map[string]*cobra.Command{}
	if BuiltIn(c) {
		return all
	}
	if c.Runnable() && !c.Hidden {
		all[Path(c)] = c
	}
	for _, sub := range c.Commands() {
		maps.Copy(all, Commands(sub))
	}
	return all
}

// BuiltIn reports whether cobra adds a command to every program: help, completion.
// They have to work even with a configuration that does not.
func BuiltIn(c *cobra.Command) bool {
	names := []string{"completion", "help", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}
	return slices.Contains(names, c.Name()) || c.HasParent() && BuiltIn(c.Parent())
}

// Descendants returns all commands below one.
func Descendants(c *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, sub := range c.Commands() {
		all = append(append(all, sub), Descendants(sub)...)
	}
	return all
}
