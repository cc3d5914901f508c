package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/incidents"
)

// diagnoseFlags say which logs to read, and how.
type diagnoseFlags struct {
	facts, at, dateOrder string
	window               time.Duration
	zones, causes        []string
	demo                 bool
	incidents            flags.Incidents
}

func newDiagnose(t term.Terminal) *cobra.Command {
	var d diagnoseFlags
	c := &cobra.Command{
		Use:   "diagnose DIR|FILE|ZIP... [--facts DIR]",
		Short: "Find the cause of an incident in the nodes' logs",
		Long: `diagnose reads the logs of all nodes of a cluster: cluster.log of Windows Server
2008 R2 to 2025, event logs as evtx, XML, CSV or text, in folders and zip archives. It
puts them on one clock, finds the incidents, and says for each which cause is shown,
likely, possible or excluded, by which lines, and which logs are missing. It needs no
network and changes nothing.

With --facts it also looks at what clusterdrift collect read from the nodes: the
firewall, the thresholds, the updates, and the events that were read over WinRM. That
turns what is likely into what is shown. With --facts and no logs, those events are
all that is looked at.

The useful logs of each node are the cluster log and, as evtx or XML, the System log,
Microsoft-Windows-NetworkProfile/Operational and Microsoft-Windows-FailoverClustering/
Operational. A cluster log is written on the nodes by an administrator:
  Get-ClusterLog -Destination C:\Temp        (Windows Server 2008 R2: cluster log /gen)

Exit code: 0 no incident, 1 a cause is shown or likely, 2 invalid input or a failure
of this machine, 3 incidents without such a cause, or no incident but the logs of a
node are missing, 5 nothing could be read, 130 interrupted.`,
		Example: `  clusterdrift diagnose --demo
  clusterdrift diagnose logs --facts facts -o text -o html=incidents.html
  clusterdrift diagnose HV01_cluster.log HV01.evtx HV02.zip --at 2026-03-01T02:00:00Z --window 1h
  clusterdrift diagnose --facts facts
  clusterdrift diagnose logs --tz HV01=+08:00 --date-order mdy`,
		RunE: func(c *cobra.Command, args []string) error {
			sinks, err := d.check(c, args)
			if err != nil {
				return err
			}
			result, err := d.run(c.Context(), t, args)
			if err != nil {
				return err
			}
			if err := flags.SpareInputs(sinks, c, filesOf(result)); err != nil {
				return err
			}
			return d.incidents.Write(c.Context(), t, sinks, result)
		},
	}
	f := c.Flags()
	f.StringVar(&d.facts, "facts", "", "join with the facts of the nodes in `DIR`, which clusterdrift collect wrote")
	f.StringVar(&d.at, "at", "", "report only incidents around `TIME`, UTC unless it has an offset, such as 2026-03-01T02:00:00Z")
	f.DurationVar(&d.window, "window", 30*time.Minute, "how far from --at an incident may begin")
	flags.WordsVar(f, &d.zones, "tz", "", nil, "the times of a node without a zone are at this `NODE=OFFSET` from UTC, such as HV01=+08:00; an offset alone is for all nodes; repeatable")
	f.StringVar(&d.dateOrder, "date-order", "", "how texts write dates that could be read in two ways: dmy, mdy or ymd")
	flags.WordsVar(f, &d.causes, "causes", "", nil, "add the causes and wordings of `FILE` to those that are built in, repeatable")
	f.BoolVar(&d.demo, "demo", false, "diagnose the logs of a cluster that fell apart, which are built in")
	flags.Complete(c, "date-order", flags.Words("dmy", "mdy", "ymd"))
	flags.Complete(c, "output", flags.Words(incidents.Names()...))
	flags.Complete(c, "facts", flags.Directories)
	flags.Complete(c, "causes", flags.YAMLFiles)
	flags.Complete(c, "at", cobra.NoFileCompletions)
	flags.Complete(c, "tz", cobra.NoFileCompletions)
	d.incidents.Register(f)
	cli.SayUndone(c, "nothing was diagnosed")
	c.AddCommand(newDiagnoseLint(t))
	return c
}

// filesOf are the files that were found in folders, read or not.
func filesOf(r *diagnose.Result) []string {
	var files []string
	for _, s := range r.Sources {
		files = append(files, s.Path)
	}
	for _, l := range r.LeftOut {
		files = append(files, l.Path)
	}
	return files
}

// check refuses what cannot be read or written before anything is read.
func (d *diagnoseFlags) check(c *cobra.Command, args []string) ([]flags.Sink, error) {
	switch {
	case d.demo && (len(args) > 0 || d.facts != ""):
		return nil, cli.Usage("--demo brings its own logs and facts", "leave the other logs and facts out")
	case !d.demo && len(args) == 0 && d.facts == "":
		return nil, cli.Usage("no logs given", "name folders, files or zip archives; or see clusterdrift diagnose --demo")
	case d.window <= 0:
		return nil, cli.Usage(fmt.Sprintf("--window %s is not above 0", d.window), "write it like 30m or 2h")
	case c.Flags().Changed("window") && d.at == "":
		return nil, cli.Usage("--window is given without --at", "say around which time to look")
	}
	sinks, err := d.incidents.Sinks()
	if err != nil {
		return nil, err
	}
	return sinks, flags.SpareInputs(sinks, c, args)
}

// run reads the logs and the facts, and works out the incidents.
func (d *diagnoseFlags) run(ctx context.Context, t term.Terminal, args []string) (*diagnose.Result, error) {
	catalogue, err := cli.Await(ctx, func() (*causes.Catalogue, error) { return causes.Load(d.causes...) })
	if err != nil {
		return nil, cli.UsageFrom(err, "")
	}
	options, err := d.options()
	if err != nil {
		return nil, err
	}
	how, err := d.reading()
	if err != nil {
		return nil, err
	}
	name := func(path string) string { return path }
	if d.demo {
		name = filepath.Base
		dir, remove, err := demoLogs()
		if err != nil {
			return nil, fmt.Errorf("write the logs of the demo: %w", err)
		}
		defer remove()
		args, options.Facts = []string{dir}, demoFacts()
	}
	var factFiles []string
	if d.facts != "" {
		read, err := readFactsOf(ctx, t, d.facts)
		if err != nil {
			return nil, err
		}
		options.Facts, factFiles = read.nodes, read.files
	}
	return diagnoseLogs(ctx, t, diagnose.NewRecogniser(catalogue), logInput{args, how, name, factFiles}, options)
}

// options are what the diagnosis knows besides logs.
func (d *diagnoseFlags) options() (diagnose.Options, error) {
	o := diagnose.Options{Window: d.window}
	if d.at == "" {
		return o, nil
	}
	at, err := parseMoment("at", d.at)
	o.At = at
	return o, err
}
