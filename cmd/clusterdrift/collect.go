package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

func newCollect(t term.Terminal) *cobra.Command {
	var scan flags.Scan
	var dir string
	c := &cobra.Command{
		Use:   "collect [-i FILE] [NODE...] -d DIR",
		Short: "Read nodes and keep what was learnt, to be judged later",
		Long: `collect reads the nodes as scan does and writes what it learnt of each to one
JSON file in DIR. clusterdrift check judges such files without a network. With
--probe latency the nodes also send ICMP echo requests to each other. Arguments
choose nodes and clusters of an inventory, as for scan.

Exit code: 0 every node was read, 2 bad input or a failure of this machine, 3 a
node could not be read, 130 interrupted.

` + secrets.PasswordHelp,
		Example: `  clusterdrift collect -i inventory.yaml -d facts
  clusterdrift collect --cluster HVCLUSTER.contoso.example -u 'CONTOSO\clusteraudit' -d facts
  clusterdrift check facts`,
		ValidArgsFunction: flags.NodeNames(t, &scan.Nodes),
		RunE: func(c *cobra.Command, args []string) error {
			if dir == "" {
				return cli.Usage("there is no directory for the facts", "use -d DIR")
			}
			if err := prepareFacts(dir); err != nil {
				return err
			}
			nodes, _, err := scan.Read(c.Context(), t, args)
			if err != nil {
				return err
			}
			lost, err := writeFacts(c.Context(), t, dir, nodes)
			if err != nil {
				return err
			}
			return collected(c.Context(), t, dir, nodes, append(scan.Nodes.Lost(t.Err), lost...))
		},
	}
	scan.Register(c.Flags())
	c.Flags().StringVarP(&dir, "dir", "d", "", "write the facts to `DIR`, which is made if it is missing")
	return c
}

// prepareFacts makes the folder, and finds out before anything is read whether it
// can be written to.
func prepareFacts(dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if err == nil {
		err = report.CheckFolder(dir)
	}
	if err != nil {
		return cli.Usage(fmt.Sprintf("--dir %s: %v", dir, err), "name a writable folder")
	}
	return nil
}

// writeFacts writes a document for each node. One that cannot be written costs the
// others nothing; the texts say what was lost. The only error is that of ctx.
func writeFacts(ctx context.Context, t term.Terminal, dir string, nodes []*facts.Node) (lost []string, err error) {
	ctx, cancel := cli.WithGrace(ctx)
	defer cancel()
	failed := cli.Losses{What: "unwritten facts"}
	used := map[string]bool{}
	for _, n := range nodes {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		name := factsFile(n)
		for i := 2; used[strings.ToLower(name)]; i++ {
			name = fmt.Sprintf("%s_%d.json", strings.TrimSuffix(factsFile(n), ".json"), i)
		}
		used[strings.ToLower(name)] = true
		if err := report.WriteFile(filepath.Join(dir, name), n.Write); err != nil {
			failed.Add(n.Name, err)
		}
	}
	return failed.Lost(t.Err), nil
}

// factsFile names a node's document; what could lead out of the directory or
// is not allowed on some file system becomes "_".
func factsFile(n *facts.Node) string {
	safe := func(r rune) rune {
		if r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}
	name := strings.Map(safe, n.Name) + ".json"
	if n.Cluster != "" {
		name = strings.Map(safe, n.Cluster) + "__" + name
	}
	return name
}

// collected tells how it went, one line for each node that could not be read.
func collected(ctx context.Context, t term.Terminal, dir string, nodes []*facts.Node, lost []string) error {
	failed, local := 0, cli.Losses{What: "incomplete reading"}
	for _, n := range nodes {
		if n.Problem != nil {
			failed++
			fmt.Fprintf(t.Err, "%s: %s\n", report.Clean(n.Name), report.Clean(flagname.In(n.Problem.Message)))
		}
		if p := n.LocalProblem(); p != nil {
			local.Add(n.Name, errors.New(report.Clean(flagname.In(p.Message))))
		}
	}
	if _, err := fmt.Fprintf(t.Out, "%d of %d nodes read; facts in %s\n", len(nodes)-failed, len(nodes), report.Clean(dir)); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return &cli.ExitError{Code: report.ExitInterrupted, Reason: "interrupted: not every node was read"}
	}
	var end report.Exit
	if failed > 0 {
		end = report.Exit{Code: report.ExitIncomplete, Reason: fmt.Sprintf("%d of %d nodes could not be read", failed, len(nodes))}
	}
	return cli.ExitWith(end.Lost(append(local.Lost(t.Err), lost...)...))
}
