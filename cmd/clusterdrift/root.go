package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/profile"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// run executes the command line and returns the exit code.
func run(ctx context.Context, args []string, t term.Terminal) int {
	t.Color = new(term.ColorMode)
	out := term.NewVisible(t.Out, func() bool { return t.TextOptions().Color })
	diagnostics := term.NewVisible(t.Err, func() bool { return false })
	defer out.End()
	defer diagnostics.End()
	t.Out, t.Err = out, diagnostics
	root := newRoot(t)
	root.SetIn(t.In)
	root.SetOut(t.Out)
	root.SetErr(t.Err)
	return cli.Conclude(ctx, t.Err, execute(ctx, root, args))
}

func newRoot(t term.Terminal) *cobra.Command {
	root := &cobra.Command{
		Use:   "clusterdrift",
		Short: "Report which nodes of a Windows failover cluster have drifted",
		Long: `clusterdrift reads the nodes of Windows failover clusters over WinRM, compares
them with YAML baselines, and reports what each node is missing: hotfixes,
heartbeat values, TCP offload state, firewall rules for port 3343, services. It
only runs read-only queries and leaves nothing behind on the nodes.

Every long flag can be set by an environment variable: --message-timeout is
CLUSTERDRIFT_MESSAGE_TIMEOUT; or in a file, see clusterdrift config --help.
Only --insecure-skip-verify must be typed.

` + secrets.PasswordHelp,
		Example: `  clusterdrift demo
  clusterdrift scan -u 'CONTOSO\clusteraudit' HV01 HV02
  clusterdrift scan -i inventory.yaml -o text -o junit=drift.xml`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(c *cobra.Command, args []string) error { return configure(c, args, t) },
	}
	config.Register(root.PersistentFlags())
	if t.Color == nil {
		t.Color = new(term.ColorMode)
	}
	root.PersistentFlags().Var(t.Color, "color", "use colours: "+strings.Join(term.ColorModes(), ", ")+"; auto heeds NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE")
	root.SetFlagErrorFunc(cli.FlagError)
	root.SetUsageFunc(func(c *cobra.Command) error { return term.PrintUsage(c.OutOrStderr(), c, t.Width, flags.Groups()) })
	root.AddGroup(commandGroups()...)
	addGroup(root, scanning, newScan(t), newCollect(t), newCheck(t), newRender(t), newMerge(t), newDiff(t), newAudit(t), newHistory(t), newServe(t), newNotify(t), newDiagnose(t), newDemo(t))
	addGroup(root, reaching, newDoctor(t), newQuery(t), newInventory(t), newCredential(t))
	addGroup(root, knowledge, newBaseline(t), newExplain(t), newWaiver(t))
	addGroup(root, setUp, newConfig(t), newSchema(t), newMan(t), newVersion(t))
	root.SetHelpCommandGroupID(setUp)
	root.SetCompletionCommandGroupID(setUp)
	flags.CompleteAll(root)
	return root
}

// configure sets the flags and names the files that took part in it.
func configure(c *cobra.Command, args []string, t term.Terminal) error {
	files, err := config.SetFlags(c, args, t)
	if err != nil {
		return err
	}
	files.Announce(t)
	if !cli.BuiltIn(c) {
		config.WarnOfVariables(c.Root(), t, inventory.VariablePrefix, secrets.PasswordVariable, profile.Variable)
	}
	return nil
}

// Groups of commands, in the order of the help.
const (
	scanning  = "scan"
	reaching  = "reach"
	knowledge = "knowledge"
	setUp     = "set-up"
)

func commandGroups() []*cobra.Group {
	return []*cobra.Group{
		{ID: scanning, Title: "Scan:"},
		{ID: reaching, Title: "Connect to nodes:"},
		{ID: knowledge, Title: "Baselines and findings:"},
		{ID: setUp, Title: "Files and set-up:"},
	}
}

// addGroup adds commands to the root as a group of its help.
func addGroup(root *cobra.Command, group string, commands ...*cobra.Command) {
	for _, c := range commands {
		c.GroupID = group
	}
	root.AddCommand(commands...)
}
