package main

import (
	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

func newScan(t term.Terminal) *cobra.Command {
	var scan flags.Scan
	var reports flags.Report
	return scanOf(t, &scan, &reports)
}

// scanOf is a command that scans, with its flags.
func scanOf(t term.Terminal, scan *flags.Scan, reports *flags.Report) *cobra.Command {
	c := &cobra.Command{
		Use:   "scan [-i FILE] [NODE...]",
		Short: "Read nodes, judge them and report the drift",
		Long: `scan reads every node over WinRM, judges it by its baseline and reports the
drift. Nothing but read-only queries is sent. With --probe latency the nodes also
send ICMP echo requests to each other, and are judged by how they are answered.
On a terminal a longer scan shows which nodes it is waiting for, unless TERM is
dumb; elsewhere a scan of ten nodes or more prints a line for each tenth of them.

With --only and --skip a part of the requirements is read and judged, by families
and ids; every report and the last line name what was chosen. What is left out is
absent from the report: it did not pass.

With --inventory, arguments choose nodes and clusters of the file. Nodes that are
chosen, or read with --partial, are reported as a selection of their cluster.
Otherwise the nodes claim to be all members of it. With --shard 0/4 the first of four
parts of the inventory is scanned, whole clusters each; clusterdrift merge joins the
results of all four. A part without clusters passes.

With --cluster one host is asked for the members of its cluster first: the
cluster's own name leads to the node that owns it, and any node will do. All
members are read by their names, in the domain of the name that was given. Each
host is printed on standard error before it is logged on to. A member of another
domain is read with --discover-any only, and a cluster of more than 64 members
only if --max-members allows it. A name that could be an address is refused.

Exit code: 0 everything passes, 1 drift, 2 invalid input (nothing was scanned) or a
failure of this machine, 3 no drift seen but incomplete, 4 drift and incomplete,
5 nothing was judged (the reason names the most frequent cause), 130 interrupted.
With --new-since, drift counts only when it is new since an earlier result: what
drifted there, or only drifts by another baseline, does not count. What the earlier
result did not know, or did not look at, is incomplete. See clusterdrift diff.

` + secrets.PasswordHelp,
		Example: `  clusterdrift scan -u 'CONTOSO\clusteraudit' HV01 HV02 HV03
  clusterdrift scan --cluster HVCLUSTER.contoso.example -u 'CONTOSO\clusteraudit'
  clusterdrift scan -i inventory.yaml -o text -o junit=drift.xml --fail-on high
  clusterdrift scan -i inventory.yaml -o json=tuesday.json --new-since monday.json
  clusterdrift scan -i hosts.ini --cluster hyperv
  clusterdrift scan -i inventory.yaml HV03 SQL-PROD
  clusterdrift scan -i inventory.yaml --baseline site.yaml --password-file secret.txt
  clusterdrift scan -i inventory.yaml -o plan=plan.md -o plan-script=fix
  clusterdrift scan --auth kerberos -u clusteraudit@CONTOSO.EXAMPLE hv01.contoso.example`,
		ValidArgsFunction: flags.TargetNames(t, &scan.Nodes),
		RunE: func(c *cobra.Command, args []string) error {
			gate, sinks, err := reports.Ready(c, t, nil)
			if err == nil {
				err = flags.SpareTraces(sinks, &scan.Nodes)
			}
			if err != nil {
				return err
			}
			started := t.Now()
			waivers, err := reports.WaiverSet(c.Context(), started)
			if err != nil {
				return err
			}
			link, err := reports.IncidentLinks(c.Context())
			if err != nil {
				return err
			}
			var stored flags.Stored
			criteria, err := scan.Read(c.Context(), t, args, &stored)
			if err != nil {
				return err
			}
			criteria.Waivers, criteria.Link = waivers, link
			read := stored.Reading()
			read.From, read.Shard, read.Started, read.Finished, read.Today, read.Lost = scan.Nodes.From(), scan.Nodes.Shard(), started, t.Now(), t.SourcesDay(), scan.Nodes.Lost(t.Err)
			reports.KeepFacts(read)
			result, err := criteria.Result(c.Context(), tool(), read, gate.Gate)
			if err != nil {
				return err
			}
			reports.ScopeBy(&scan.Nodes)
			gate.Conclude(c.Context(), result)
			return reports.Write(c.Context(), t, sinks, result)
		},
	}
	scan.Register(c.Flags())
	scan.RegisterJudged(c.Flags())
	reports.Register(c.Flags())
	flags.Complete(c, "cluster", flags.ClusterNames(t, &scan.Nodes))
	return c
}
