package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

const configHelp = `Flags can be set in a file named clusterdrift.yaml:

  format: 1
  flags:                  # of every command that has them
    concurrency: 32
    inventory: clusters.yaml
  commands:               # of one command, which win
    scan:
      output: [text, html=drift.html]

The file in the folder clusterdrift of your configuration folder may set all of
them. One in the working directory is read as well and wins over it, but it may
have come with a checkout, from a stranger: it may only choose formats for
standard output, set verbose and concurrency, and make timeouts longer. Any other
key in it stops the command. Neither is read unless it belongs to you or the
system and no other user can change it.

With --config FILE, only that file is read, and it may set everything. With
--no-config, no file is read. The command line wins over the environment, and
that over the files. The files that were read are named on standard error.`

func newConfig(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use: "config", Short: "Show the value of each flag and where it comes from", Long: configHelp,
		Example: "  clusterdrift config show scan",
	}
	c.AddCommand(&cobra.Command{
		Use:   "show [COMMAND]",
		Short: "Print the flags of a command, their values and where each comes from",
		Example: `  clusterdrift config show
  clusterdrift config show baseline lint`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: flags.FirstArgOnly(commandNames),
		RunE: func(c *cobra.Command, args []string) error {
			name := "scan"
			if len(args) > 0 {
				name = strings.Join(args, " ")
			}
			return showConfig(t, c.Root(), name)
		},
	})
	return c
}

func showConfig(t term.Terminal, root *cobra.Command, name string) error {
	all := cli.Commands(root)
	command, ok := all[name]
	if !ok {
		return cli.Usage(fmt.Sprintf("there is no command %q", name), strict.Suggest(name, slices.Collect(maps.Keys(all))))
	}
	files, err := config.Read(root, t)
	if err != nil {
		return err
	}
	if err := errors.Join(config.FromEnvironment(cli.Flags(command), t), files.Set(command, nil)); err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "FLAG\tVALUE\tFROM")
	command.Flags().VisitAll(func(f *pflag.Flag) {
		if !config.Configurable(f) {
			return
		}
		value := cmp.Or(strings.Trim(f.Value.String(), "[]"), "-")
		fmt.Fprintf(w, "%s\t%s\t%s\n", f.Name, report.Clean(value), report.Clean(config.Origin(f)))
	})
	return w.Flush()
}

func commandNames(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for name, command := range cli.Commands(c.Root()) {
		names = append(names, cobra.CompletionWithDesc(name, command.Short))
	}
	slices.Sort(names)
	return names, cobra.ShellCompDirectiveNoFileComp
}
