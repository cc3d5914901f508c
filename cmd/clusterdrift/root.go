package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	root := newRoot(t)
	root.SetArgs(args)
	root.SetIn(t.in)
	root.SetOut(t.out)
	root.SetErr(t.err)
	return conclude(ctx, t, root.ExecuteContext(ctx))
}

// conclude gives the exit code and says the reason in the last line on standard error.
func conclude(ctx context.Context, t terminal, err error) int {
	code, reason := exitUsage, "bad input, nothing was done"
	var done *exit
	var bad *usage
	switch {
	case err == nil:
		return 0
	case errors.As(err, &done):
		code, reason = done.code, done.reason
	case ctx.Err() != nil:
		code, reason = exitInterrupted, "interrupted"
	case errors.As(err, &bad):
		for _, p := range bad.problems {
			fmt.Fprintln(t.err, p)
		}
		if bad.hint != "" {
			fmt.Fprintln(t.err, "  "+bad.hint)
		}
	default:
		// Cobra spreads its suggestions over several lines.
		reason = strings.ReplaceAll(strings.Join(strings.Fields(err.Error()), " "), " Did you mean this? ", "; did you mean ")
	}
	fmt.Fprintf(t.err, "clusterdrift: exit %d: %s\n", code, reason)
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
		PersistentPreRunE: func(c *cobra.Command, args []string) error { return setFlags(c, args, t) },
	}
	root.PersistentFlags().String(configFlag, "", "read flags from `FILE` instead of "+configFile)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError(err.Error(), "see "+c.CommandPath()+" --help")
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newScan(t), newCollect(t), newCheck(t), newDoctor(t), newQuery(t),
		newBaseline(t), newCredential(t), newExplain(t), newWaiver(t), newSchema(t), newConfig(t), newDemo(t), newVersion(t))
	return root
}

// setFlags sets the flags that the command line leaves alone: from the
// environment, and what that leaves alone from the configuration.
func setFlags(c *cobra.Command, args []string, t terminal) error {
	if err := fromEnvironment(c.Flags(), t); err != nil {
		return err
	}
	config, err := readConfig(c.Root(), t)
	if err != nil {
		return err
	}
	return config.set(c, args)
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
			bad = usageError(fmt.Sprintf("%s: %v", name, err), "")
		}
		setOrigin(f, name)
	})
	return bad
}
