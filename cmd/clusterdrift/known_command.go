package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// execute runs the command that the arguments name.
func execute(ctx context.Context, root *cobra.Command, args []string) error {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	nameArguments(root)
	if err := knownCommand(root, args); err != nil {
		return err
	}
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	return cli.Undone(c, err)
}

// knownCommand refuses the name of a command that a group of commands does not have.
// Cobra does so at the top only; below it prints the group's help and succeeds, so
// that a pipeline with a slip in it would pass and check nothing.
func knownCommand(root *cobra.Command, args []string) error {
	switch {
	case len(args) > 0 && args[0] == "help":
		return knownTopic(root, args[1:])
	case len(args) == 1 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd):
		return cli.Usage(args[0]+" lacks the words to complete", "it is for the scripts that clusterdrift completion prints")
	case len(args) > 1 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd):
		return nil // the library adds the command later
	}
	group, rest, _ := root.Find(args)
	if group.Runnable() || !group.HasSubCommands() {
		return nil // cobra knows what to do
	}
	if err := group.ParseFlags(rest); err != nil || len(group.Flags().Args()) == 0 {
		return nil // it reports the flags, or prints the help
	}
	return unknownCommand(group, group.Flags().Args()[0])
}

// knownTopic refuses help about what is no command.
func knownTopic(root *cobra.Command, names []string) error {
	c := root
	for _, name := range names {
		if strings.HasPrefix(name, "-") {
			continue
		}
		i := slices.IndexFunc(c.Commands(), func(sub *cobra.Command) bool { return sub.Name() == name || sub.HasAlias(name) })
		if i < 0 {
			return unknownCommand(c, name)
		}
		c = c.Commands()[i]
	}
	return nil
}

func unknownCommand(group *cobra.Command, name string) error {
	var names []string
	for _, c := range group.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	hint := "it has no further commands; see " + group.CommandPath() + " --help"
	if len(names) > 0 {
		hint = cli.Meant(name, names)
	}
	return cli.Usage(fmt.Sprintf("unknown command %q for %q", name, group.CommandPath()), hint)
}

// nameArguments has every command say in our words which arguments it takes when it is
// given too few or too many. Cobra says how many, and neither which nor what to do.
func nameArguments(c *cobra.Command) {
	for _, sub := range cli.Descendants(c) {
		check := sub.Args
		if check == nil {
			continue
		}
		sub.Args = func(c *cobra.Command, args []string) error {
			if check(c, args) == nil {
				return nil
			}
			problem := c.CommandPath() + " lacks an argument"
			if wanted := strings.Fields(strings.TrimPrefix(c.Use, c.Name())); len(args) > len(wanted) {
				problem = fmt.Sprintf("%s does not take the argument %q", c.CommandPath(), args[len(wanted)])
			}
			return cli.Usage(problem, "write it like "+strings.TrimSuffix(c.UseLine(), " [flags]"))
		}
	}
}
