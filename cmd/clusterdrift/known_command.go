package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// execute runs the command that the arguments name.
func execute(ctx context.Context, root *cobra.Command, args []string) error {
	if err := knownCommand(root, args); err != nil {
		return err
	}
	root.SetArgs(args)
	return root.ExecuteContext(ctx)
}

// knownCommand refuses the name of a command that a group of commands does not have.
// Cobra does so at the top only; below it prints the group's help and succeeds, so
// that a pipeline with a slip in it would pass and check nothing.
func knownCommand(root *cobra.Command, args []string) error {
	group, rest, err := root.Find(args)
	if err != nil || group == root || group.Runnable() || !group.HasSubCommands() {
		return nil // cobra knows what to do
	}
	if group.ParseFlags(rest) != nil || len(group.Flags().Args()) == 0 {
		return nil // it reports the flags, or prints the help
	}
	name := group.Flags().Args()[0]
	var names []string
	for _, c := range group.Commands() {
		names = append(names, c.Name())
	}
	return cli.Usage(fmt.Sprintf("unknown command %q for %q", name, group.CommandPath()), cli.Meant(name, names))
}
