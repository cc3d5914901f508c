package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
	"github.com/clusterdrift/clusterdrift/report/incidents"
	"github.com/clusterdrift/clusterdrift/report/notify"
	"github.com/clusterdrift/clusterdrift/report/web/access"
)

func newSchema(t term.Terminal) *cobra.Command {
	plain := func(schema func() []byte) func(*cobra.Command) []byte {
		return func(*cobra.Command) []byte { return schema() }
	}
	schemas := map[string]func(root *cobra.Command) []byte{
		"baseline": plain(baselines.Schema), "causes": plain(causes.Schema), "config": config.Schema, "diff": plain(print.Schema), "facts": plain(facts.Schema), "finding": plain(report.FindingSchema),
		"incidents": plain(incidents.Schema),
		"inventory": plain(inventory.Schema), "manifest": plain(facts.ManifestSchema), "notice": plain(notify.NoticeSchema), "notify": plain(notify.Schema), "report": plain(report.Schema), "serve": plain(access.Schema), "waivers": plain(waiver.Schema),
	}
	names := slices.Sorted(maps.Keys(schemas))
	return &cobra.Command{
		Use:       "schema " + strings.Join(names, "|"),
		Short:     "Print the JSON Schema of a file, for editors and programs",
		Example:   "  clusterdrift schema inventory > inventory.schema.json",
		Args:      cobra.ExactArgs(1),
		ValidArgs: names,
		RunE: func(c *cobra.Command, args []string) error {
			schema, ok := schemas[args[0]]
			if !ok {
				return cli.Usage(fmt.Sprintf("there is no schema %q", args[0]), cli.Meant(args[0], names))
			}
			_, err := t.Out.Write(withoutUnions(schema(c.Root())))
			return err
		},
	}
}
