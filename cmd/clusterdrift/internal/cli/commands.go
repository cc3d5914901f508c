package cli

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Path is what is typed behind the program's name: "scan", "baseline show".
func Path(c *cobra.Command) string {
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}

// Flags are all flags of a command, also those of its parents, which cobra adds
// only once the command is run.
func Flags(c *cobra.Command) *pflag.FlagSet {
	c.InheritedFlags()
	return c.Flags()
}

// Commands are all commands that do something, by path.
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

// BuiltIn tells the commands that are there in every program of its kind. They
// have to work even with a configuration that does not.
func BuiltIn(c *cobra.Command) bool {
	names := []string{"completion", "help", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}
	return slices.Contains(names, c.Name()) || c.HasParent() && BuiltIn(c.Parent())
}

// Descendants are all commands below one.
func Descendants(c *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, sub := range c.Commands() {
		all = append(append(all, sub), Descendants(sub)...)
	}
	return all
}
