package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

func newQuery(t term.Terminal) *cobra.Command {
	var nodes flags.Nodes
	var namespace, output string
	c := &cobra.Command{
		Use:   "query NODE WQL",
		Short: "Print the answer of one node to one WQL query",
		Long: `query sends one SELECT statement to a node and prints its answer. Nothing else
than a SELECT is sent. The columns come in the order of the SELECT list, with *
in alphabetical order. A null value is empty, in JSON null; every other value
comes as text, and one with several elements as a list. WinRM does not distinguish a
list of one element from a plain value. A text of more than 1200 characters is
cut, except in JSON.

Exit code: 0 the node answered, 2 invalid input, 3 the node could not be read,
130 interrupted.

` + secrets.PasswordHelp,
		Example: `  clusterdrift query -u 'CONTOSO\clusteraudit' HV01 "SELECT Name, State FROM Win32_Service WHERE Name='ClusSvc'"
  clusterdrift query -i inventory.yaml HV01 "SELECT * FROM MSCluster_Node" --namespace root/MSCluster -o json`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: flags.FirstArgOnly(flags.NodeNames(t, &nodes)),
		RunE: func(c *cobra.Command, args []string) error {
			print, err := answerFormat(output)
			if err != nil {
				return err
			}
			s, err := parseSelect(args[1])
			if err != nil {
				return cli.Usage(err.Error(), "write one statement: SELECT column, ... FROM class WHERE condition")
			}
			rows, err := ask(c.Context(), t, &nodes, args[0], namespace, s.text)
			if err != nil {
				return err
			}
			if err := print(t.Out, s.columnsOf(rows), rows); err != nil {
				return fmt.Errorf("write the answer: %w", err)
			}
			if len(rows) == 0 {
				fmt.Fprintln(t.Err, "no rows returned")
			}
			return cli.ExitWith(report.Exit{}.Lost(nodes.Lost(t.Err)...))
		},
	}
	nodes.RegisterNodes(c.Flags())
	c.Flags().StringVar(&namespace, "namespace", "root/cimv2", "WMI namespace")
	c.Flags().StringVarP(&output, "output", "o", "table", "table, json or csv")
	config.MarkFormats(c.Flags(), "output", answerFormats()...)
	flags.Complete(c, "output", flags.Words(answerFormats()...))
	return c
}

// ask sends the query to the one node that is named.
func ask(ctx context.Context, t term.Terminal, n *flags.Nodes, name, namespace, wql string) ([]remote.Row, error) {
	picked, err := cli.Await(ctx, func() (*inventory.Inventory, error) { return n.Select(t, []string{name}) })
	if err != nil {
		return nil, err
	}
	found := picked.Nodes
	if len(found) > 1 {
		return nil, cli.Usage(fmt.Sprintf("%s names %d nodes of %s", name, len(found), n.Inventory), "name one node; one that several clusters have, without the inventory")
	}
	if err := n.Prepare(t); err != nil {
		return nil, err
	}
	connector := n.Connector(t)
	defer connector.Close()
	target, credentials, err := connector.Target(ctx, found[0])
	if err != nil {
		return nil, err
	}
	job := fleet.Job{Name: found[0].Name, Cluster: found[0].Cluster, Target: target, Credentials: credentials}
	var rows []remote.Row
	echoes := 0
	err = n.WithTrace(job, func(tracer remote.Tracer) error {
		ctx, cancel := context.WithTimeout(ctx, n.Timeout)
		defer cancel()
		var err error
		rows, echoes, err = queryNode(ctx, job, remote.Options{Limits: n.Limits(), Trace: tracer}, namespace, wql)
		return err
	})
	if echoes > 0 {
		fmt.Fprintf(t.Err, "%s: it sent back the password, which is masked here: change it\n", report.Clean(name))
	}
	if err != nil {
		return nil, unread(t, name, err)
	}
	return rows, nil
}

// queryNode also returns how many answers held the password.
func queryNode(ctx context.Context, job fleet.Job, o remote.Options, namespace, wql string) (rows []remote.Row, echoes int, err error) {
	session, err := remote.Open(ctx, job.Target, job.Credentials, o)
	if err != nil {
		return nil, 0, err
	}
	defer session.Close(ctx)
	rows, err = session.Query(ctx, namespace, wql)
	return rows, session.Echoes(), err
}

// unread says why a node could not be read.
func unread(t term.Terminal, name string, err error) error {
	p := flagname.InProblem(remote.Problem(err))
	fmt.Fprintf(t.Err, "%s: %s\n", report.Clean(name), report.Clean(p.Message))
	if p.Hint != "" {
		fmt.Fprintln(t.Err, "  "+report.Clean(p.Hint))
	}
	if remote.IsKind(err, remote.Interrupted) {
		return &cli.ExitError{Code: report.ExitInterrupted, Reason: "interrupted"}
	}
	if remote.IsKind(err, remote.Local) {
		return &cli.ExitError{Code: report.ExitLocal, Reason: "this machine could not connect to the node"}
	}
	return &cli.ExitError{Code: report.ExitIncomplete, Reason: "the node could not be read"}
}
