package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// pathOf is what is typed behind the program's name: "scan", "baseline show".
func pathOf(c *cobra.Command) string {
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}

// flagsOf are all flags of a command, also those of its parents, which cobra adds
// only once the command is run.
func flagsOf(c *cobra.Command) *pflag.FlagSet {
	c.InheritedFlags()
	return c.Flags()
}

// commandsOf are all commands that do something, by path.
func commandsOf(c *cobra.Command) map[string]*cobra.Command {
	all := map[string]*cobra.Command{}
	if ofCobra(c) {
		return all
	}
	if c.Runnable() && !c.Hidden {
		all[pathOf(c)] = c
	}
	for _, sub := range c.Commands() {
		maps.Copy(all, commandsOf(sub))
	}
	return all
}

// ofCobra tells the commands that are there in every program of its kind. They
// have to work even with a configuration that does not.
func ofCobra(c *cobra.Command) bool {
	names := []string{"completion", "help", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}
	return slices.Contains(names, c.Name()) || c.HasParent() && ofCobra(c.Parent())
}

// descendants are all commands below one.
func descendants(c *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, sub := range c.Commands() {
		all = append(append(all, sub), descendants(sub)...)
	}
	return all
}
