package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

func newInventory(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "inventory",
		Short: "Show which nodes an inventory means",
		Long: `inventory looks at the file of --inventory, which is one of clusterdrift or one
that was written for Ansible. clusterdrift schema inventory describes the first.

In the first, ${NAME} stands for an environment variable. An inventory may use
those that begin with CLUSTERDRIFT_VAR_ and those of --allow-env, but never the
variables that set flags, nor one whose name suggests a secret.`,
		Example: "  clusterdrift inventory show -i hosts.ini",
	}
	c.AddCommand(newInventoryShow(t), newInventoryLint(t))
	return c
}

func newInventoryShow(t term.Terminal) *cobra.Command {
	var nodes flags.Nodes
	var output string
	var verbose bool
	c := &cobra.Command{
		Use:   "show [-i FILE] [NODE...]",
		Short: "Print the nodes that would be read, and how they would be reached",
		Long: `show prints the nodes that a scan with the same flags would read, without
connecting to any. With --inventory, the arguments choose among its nodes. With
--verbose it shows where each setting comes from. It needs no password.

With -o yaml it prints an inventory of clusterdrift, whatever it was made of.`,
		Example: `  clusterdrift inventory show -i inventory.yaml -v HV01
  clusterdrift inventory show -i hosts.ini -o yaml > inventory.yaml`,
		ValidArgsFunction: flags.TargetNames(t, &nodes),
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			print, err := inventoryFormat(output, verbose)
			if err != nil {
				return err
			}
			if nodes.Cluster != "" && nodes.Inventory == "" {
				return cli.Usage("show does not ask a cluster for its members", "name an inventory, or scan with --cluster")
			}
			picked, err := nodes.Select(t, args)
			if err != nil {
				return err
			}
			if err := print(t.Out, picked); err != nil {
				return fmt.Errorf("write the inventory: %w", err)
			}
			return nil
		}),
	}
	nodes.RegisterInventory(c.Flags())
	c.Flags().StringVar(&nodes.Cluster, "cluster", "", "only the cluster `NAME` of the inventory")
	c.Flags().StringVarP(&output, "output", "o", "table", "table, json or yaml")
	config.MarkFormats(c.Flags(), "output", inventoryFormats()...)
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "table: every setting, and where it was written")
	return c
}

// inventoryKeys are the settings of a node in the order in which they are
// printed: what every node has, then the others by name.
func inventoryKeys(values map[string]string) []string {
	first := []string{"address", "port", "transport", "auth", "user"}
	var keys []string
	for _, key := range first {
		if values[key] != "" {
			keys = append(keys, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(first, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
