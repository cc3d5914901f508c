package flags

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// TargetNames offers the nodes of the inventory and its clusters, which choose all of their
// nodes.
func TargetNames(t term.Terminal, flags *Nodes) cobra.CompletionFunc {
	return WithPrefix(func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		names, directive := NodeNames(t, flags)(c, args, word)
		clusters, _ := ClusterNames(t, flags)(c, args, word)
		return append(names, clusters...), directive
	})
}

// ClusterNames offers the clusters of the inventory that are not yet arguments.
func ClusterNames(t term.Terminal, flags *Nodes) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		var names []string
		nodes := flags.listed(c, args, word, t)
		for _, cluster := range byCluster(nodes) {
			name := cluster[0].Cluster
			named := slices.ContainsFunc(nodes, func(n inventory.Node) bool { return n.Name == name })
			if name != "" && !named && !slices.Contains(args, name) {
				names = append(names, cobra.CompletionWithDesc(name, fmt.Sprintf("cluster, %d in the inventory", len(cluster))))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// listed are the nodes of the inventory that the command line, the environment or a
// configuration names; nil when there is none, or it is wrong: the command will say so.
func (n *Nodes) listed(c *cobra.Command, args []string, word string, t term.Terminal) []inventory.Node {
	// Cobra does not run what sets the flags before a command runs. The name that is being
	// typed counts as an argument.
	if _, err := config.SetFlags(c, append(slices.Clone(args), word), t); err != nil || n.Inventory == "" {
		return nil
	}
	inv, err := inventory.Load(n.Inventory, inventory.Options{Env: t.Env, AllowEnv: n.allowEnv})
	if err != nil {
		return nil
	}
	return inv.Nodes
}
