package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

func newCollect(t terminal) *cobra.Command {
	var flags scanFlags
	var dir string
	c := &cobra.Command{
		Use:   "collect [NODE...] -d DIR",
		Short: "Read nodes and keep what was learnt, to be judged later",
		Long: `collect reads the nodes as scan does and writes what it learnt of each to one
JSON file in DIR. clusterdrift check judges such files without a network. With
--probe latency the nodes also send ICMP echo requests to each other.

Exit code: 0 every node was read, 2 bad input, 3 a node could not be read,
130 interrupted.

` + passwordHelp,
		Example: `  clusterdrift collect -i inventory.yaml -d facts
  clusterdrift collect --cluster HVCLUSTER.contoso.example -u 'CONTOSO\clusteraudit' -d facts
  clusterdrift check facts`,
		ValidArgsFunction: cobra.NoFileCompletions, // names that no file knows
		RunE: func(c *cobra.Command, args []string) error {
			if dir == "" {
				return usageError("there is no directory for the facts", "use -d DIR")
			}
			nodes, _, err := flags.read(c, t, args)
			if err != nil {
				return err
			}
			if err := writeFacts(dir, nodes); err != nil {
				return fmt.Errorf("write the facts: %w", err)
			}
			return collected(c, t, dir, nodes)
		},
	}
	flags.register(c.Flags())
	c.Flags().StringVarP(&dir, "dir", "d", "", "write the facts to `DIR`, which is made if it is missing")
	return c
}

func writeFacts(dir string, nodes []*facts.Node) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	used := map[string]bool{}
	for _, n := range nodes {
		name := factsFile(n)
		for i := 2; used[strings.ToLower(name)]; i++ {
			name = fmt.Sprintf("%s_%d.json", strings.TrimSuffix(factsFile(n), ".json"), i)
		}
		used[strings.ToLower(name)] = true
		if err := report.WriteFile(filepath.Join(dir, name), n.Write); err != nil {
			return err
		}
	}
	return nil
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
func collected(c *cobra.Command, t terminal, dir string, nodes []*facts.Node) error {
	failed := 0
	for _, n := range nodes {
		if n.Problem != nil {
			failed++
			fmt.Fprintf(t.err, "%s: %s\n", report.Clean(n.Name), report.Clean(n.Problem.Message))
		}
	}
	fmt.Fprintf(t.out, "%d of %d nodes read; facts in %s\n", len(nodes)-failed, len(nodes), report.Clean(dir))
	switch {
	case c.Context().Err() != nil:
		return &exit{report.ExitInterrupted, "interrupted: not every node was read"}
	case failed > 0:
		return &exit{report.ExitIncomplete, fmt.Sprintf("%d of %d nodes could not be read", failed, len(nodes))}
	}
	return nil
}
