package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report"
)

// Exit codes beside those of a report (0, 1, 3, 4).
const (
	exitUsage       = 2
	exitInterrupted = 130
)

// exit ends the program with a code that is no failure of the program, and the
// reason as the last line on standard error.
type exit struct {
	code   int
	reason string
}

func (e *exit) Error() string { return e.reason }

// usage is bad input: nothing was scanned.
type usage struct {
	problems []string // one line each
	hint     string   // what to do, may be empty
}

func (u *usage) Error() string { return strings.Join(u.problems, "\n") }

func usageError(problem, hint string) error { return &usage{[]string{problem}, hint} }

// run executes the command line and returns the exit code.
func run(ctx context.Context, args []string, t terminal) int {
	out := &visible{w: t.out, colored: t.textOptions().Color}
	diagnostics := &visible{w: t.err}
	defer out.end()
	defer diagnostics.end()
	t.out, t.err = out, diagnostics
	root := newRoot(t)
	root.SetIn(t.in)
	root.SetOut(t.out)
	root.SetErr(t.err)
	return conclude(ctx, t, execute(ctx, root, args))
}

// conclude gives the exit code and says the reason in the last line on standard error.
func conclude(ctx context.Context, t terminal, err error) int {
	code, reason := exitUsage, "bad input, nothing was done"
	var done *exit
	var bad *usage
	switch {
	case ctx.Err() != nil:
		code, reason = exitInterrupted, "interrupted"
		if errors.As(err, &done) && done.code == code {
			reason = done.reason
		}
	case err == nil:
		return 0
	case errors.As(err, &done):
		code, reason = done.code, done.reason
	case errors.As(err, &bad):
		for _, p := range bad.problems {
			fmt.Fprintln(t.err, report.Clean(p))
		}
		if bad.hint != "" {
			fmt.Fprintln(t.err, "  "+report.Clean(bad.hint))
		}
	default:
		// Cobra spreads its suggestions over several lines.
		reason = strings.ReplaceAll(strings.Join(strings.Fields(err.Error()), " "), " Did you mean this? ", "; did you mean ")
	}
	fmt.Fprintf(t.err, "clusterdrift: exit %d: %s\n", code, report.Clean(reason))
	return code
}

func newRoot(t terminal) *cobra.Command {
	root := &cobra.Command{
		Use:   "clusterdrift",
		Short: "Tell which nodes of a Windows failover cluster have drifted",
		Long: `clusterdrift reads the nodes of Windows failover clusters over WinRM, compares
them with YAML baselines, and reports which node lacks what: hotfixes, heartbeat
values, TCP offload state, firewall rules for port 3343, services. It runs
nothing but read-only queries and leaves nothing on a node.

Every long flag can be set by an environment variable: --message-timeout is
CLUSTERDRIFT_MESSAGE_TIMEOUT; or in a file, see clusterdrift config --help.
Only --insecure-skip-verify must be typed.

` + passwordHelp,
		Example: `  clusterdrift demo
  clusterdrift scan -u 'CONTOSO\clusteraudit' HV01 HV02
  clusterdrift scan -i inventory.yaml -o text -o junit=drift.xml`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: func(c *cobra.Command, args []string) error { return configure(c, args, t) },
	}
	root.PersistentFlags().String(configFlag, "", "read flags from `FILE` alone, which may set everything")
	root.PersistentFlags().Bool(noConfigFlag, false, "ignore "+configName+" and CLUSTERDRIFT_CONFIG")
	root.SetFlagErrorFunc(flagError)
	root.SetUsageFunc(func(c *cobra.Command) error { return printUsage(c.OutOrStderr(), c, t.width) })
	root.AddGroup(commandGroups()...)
	addGroup(root, scanning, newScan(t), newCollect(t), newCheck(t), newDemo(t))
	addGroup(root, reaching, newDoctor(t), newQuery(t), newInventory(t), newCredential(t))
	addGroup(root, knowledge, newBaseline(t), newExplain(t), newWaiver(t))
	addGroup(root, setUp, newConfig(t), newSchema(t), newMan(t), newVersion(t))
	root.SetHelpCommandGroupID(setUp)
	root.SetCompletionCommandGroupID(setUp)
	completeFlags(root)
	return root
}

// flagError says which flag was meant by one that does not exist.
func flagError(c *cobra.Command, err error) error {
	hint := "see " + c.CommandPath() + " --help"
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return usageError("--"+invalid.GetFlag().Name+": "+valueProblem(err), hint)
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if nearest := strict.Nearest(unknown.GetSpecifiedName(), names); nearest != "" {
			hint = "did you mean --" + nearest + "? " + hint
		}
	}
	return usageError(err.Error(), hint)
}

// meant is a hint: the word that is nearest to what was given, else all there are.
func meant(given string, words []string) string {
	if nearest := strict.Nearest(given, words); nearest != "" {
		return fmt.Sprintf("did you mean %q?", nearest)
	}
	return "use one of " + strings.Join(words, ", ")
}

// configure sets the flags and names the files that took part in it.
func configure(c *cobra.Command, args []string, t terminal) error {
	config, err := setFlags(c, args, t)
	if err != nil {
		return err
	}
	config.announce(t)
	return nil
}

// setFlags sets the flags that the command line leaves alone: from the
// environment, and what that leaves alone from the configuration, which it returns.
func setFlags(c *cobra.Command, args []string, t terminal) (configuration, error) {
	if ofCobra(c) {
		return nil, nil
	}
	if err := fromEnvironment(c.Flags(), t); err != nil {
		return nil, err
	}
	config, err := readConfig(c.Root(), t)
	if err != nil {
		return nil, err
	}
	return config, config.set(c, args)
}

// ofCobra tells the commands that are there in every program of its kind. They
// have to work even with a configuration that does not.
func ofCobra(c *cobra.Command) bool {
	names := []string{"completion", "help", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}
	return slices.Contains(names, c.Name()) || c.HasParent() && ofCobra(c.Parent())
}

// fromEnvironment sets every flag that the command line leaves alone from its
// environment variable, except those that somebody must have typed.
func fromEnvironment(flags *pflag.FlagSet, t terminal) error {
	var bad error
	flags.VisitAll(func(f *pflag.Flag) {
		name := "CLUSTERDRIFT_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := t.env(name)
		if !ok || value == "" || f.Changed || f.Name == "help" || f.Annotations[commandLineOnly] != nil {
			return
		}
		if err := flags.Set(f.Name, value); err != nil && bad == nil {
			bad = usageError(fmt.Sprintf("%s: %s", name, valueProblem(err)), "")
		}
		setOrigin(f, name)
	})
	return bad
}
