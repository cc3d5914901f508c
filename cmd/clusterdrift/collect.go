package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newCollect(t term.Terminal) *cobra.Command {
	var scan flags.Scan
	var dir string
	var logs logCollection
	c := &cobra.Command{
		Use:   "collect [-i FILE] [NODE...] -d DIR",
		Short: "Read nodes and keep what was learnt, to be judged later",
		Long: `collect reads the nodes as scan does and writes what it learnt of each to one
JSON file in DIR, CLUSTER__NODE.json, or NODE.json where no cluster was named, as
soon as the node was read, and last a manifest.json that names the nodes and the files
of this run. It replaces that of an earlier run, whose other files are then not judged
any more; a run that was killed leaves the earlier one, by which the nodes that it has
read again are unknown. clusterdrift check judges DIR without a network. With
--probe latency the nodes also send ICMP echo requests to each other. Arguments
choose nodes and clusters of an inventory, as for scan.

With --logs it also reads, over the same connection, the event logs that clusterdrift
diagnose looks at: all of System, NetworkProfile/Operational, FailoverClustering/
Operational and the firewall's log from --since on. Each is an XML file in DIR that
only you can read, CLUSTER__NODE_System.xml and so on. Where the logs of a node are
larger than --log-size, older events are left out, which is said. What a name such as
password is set to is masked. Cluster logs are not read: writing them puts a file on
every node. The command for an administrator is printed.

Exit code: 0 every node was read, 2 invalid input or a failure of this machine, 3 a
node or an event log could not be read, 130 interrupted.

` + secrets.PasswordHelp,
		Example: `  clusterdrift collect -i inventory.yaml -d facts
  clusterdrift collect --cluster HVCLUSTER.contoso.example -u 'CONTOSO\clusteraudit' -d facts
  clusterdrift check facts
  clusterdrift collect -i inventory.yaml --logs --since 12h -d incident
  clusterdrift diagnose incident --facts incident`,
		ValidArgsFunction: flags.TargetNames(t, &scan.Nodes),
		RunE: func(c *cobra.Command, args []string) error {
			if dir == "" {
				return cli.Usage("there is no directory for the facts", "use -d DIR")
			}
			if err := logs.check(c, t); err != nil {
				return err
			}
			if err := flags.SpareInFolder(dir, c); err != nil {
				return err
			}
			if err := prepareFacts(dir); err != nil {
				return err
			}
			logs.prepare(&scan.Nodes, t, dir)
			documents := newDocuments(c.Context(), t, dir)
			defer documents.close()
			if _, err := scan.Read(c.Context(), t, args, documents); err != nil {
				return err
			}
			lost, err := documents.end()
			if err != nil {
				return err
			}
			return collected(c.Context(), t, documents, &logs, append(scan.Nodes.Lost(t.Err), lost...))
		},
	}
	scan.Register(c.Flags())
	logs.register(c)
	c.Flags().StringVarP(&dir, "dir", "d", "", "write the facts to `DIR`, which is made if it is missing")
	flags.Complete(c, "cluster", flags.ClusterNames(t, &scan.Nodes))
	return c
}

// collected says how it went, one line for each node that could not be read.
func collected(ctx context.Context, t term.Terminal, d *documents, logs *logCollection, lost []string) error {
	dir, nodes := d.dir, d.nodes
	failed, local := 0, cli.Losses{What: "incomplete reading"}
	for i, n := range nodes {
		if n.Problem != nil {
			failed++
			fmt.Fprintf(t.Err, "%s: %s\n", report.Clean(n.Name), report.Clean(flagname.In(n.Problem.Message)))
		}
		if p := d.local[i]; p != nil {
			local.Add(n.Name, errors.New(report.Clean(flagname.In(p.Message))))
		}
	}
	if _, err := fmt.Fprintf(t.Out, "%d of %d nodes read; facts in %s\n", len(nodes)-failed, len(nodes), report.Clean(dir)); err != nil {
		lost = append(lost, fmt.Sprintf("how many nodes were read was not printed: %v; the facts are in %s", err, report.Clean(dir)))
	}
	lacking, err := logs.print(t, nodes)
	if err != nil {
		lost = append(lost, fmt.Sprintf("what was read of the event logs was not printed: %v; they are in %s", err, report.Clean(dir)))
	}
	lost = append(lost, logs.failed.Lost(t.Err)...)
	if ctx.Err() != nil {
		return &cli.ExitError{Code: report.ExitInterrupted, Reason: "interrupted: not every node was read"}
	}
	var end report.Exit
	switch {
	case failed > 0:
		end = report.Exit{Code: report.ExitIncomplete, Reason: fmt.Sprintf("%d of %d nodes could not be read", failed, len(nodes))}
	case lacking > 0:
		end = report.Exit{Code: report.ExitIncomplete, Reason: fmt.Sprintf("event logs of %d of %d nodes could not be read", lacking, len(nodes))}
	}
	return cli.ExitWith(end.Lost(append(local.Lost(t.Err), lost...)...))
}
