package main

import (
	"bytes"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

func newBaseline(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "baseline",
		Short: "List, show, compare, check, test, capture and extend baselines",
		Long: `Baselines say what a node should look like. A site writes its own, which extends
an embedded one and changes what the site wants otherwise. Overlays say what a
role requires on top of it, and are named together with a baseline:

  clusterdrift scan -i inventory.yaml --baseline auto --baseline role-hyperv`,
		Example: `  clusterdrift baseline list
  clusterdrift baseline show ws2019 --with role-hyperv
  clusterdrift baseline capture facts/HVCLUSTER__HV01.json -f site.yaml
  clusterdrift baseline lint site.yaml
  clusterdrift baseline test site.yaml --facts facts
  clusterdrift baseline diff ws2019 site.yaml`,
	}
	c.AddCommand(newBaselineList(t), newBaselineShow(t), newBaselineDiff(t), newBaselineLint(t), newBaselineTest(t), newBaselineCapture(t), newBaselineImportCVE(t))
	return c
}

func newBaselineList(t term.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the embedded baselines and overlays",
		Long: `List the embedded baselines and overlays. The build is that of the nodes which
auto picks a baseline for, with a plus sign those of all later nodes that have no
baseline of their own; one without a build is there to be extended.`,
		Example: "  clusterdrift baseline list",
		Args:    cobra.NoArgs,
		RunE: cli.Abandonable(func(*cobra.Command, []string) error {
			w := tabwriter.NewWriter(t.Out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "NAME\tBUILD\tREVIEWED\tTITLE")
			for _, name := range baselines.Names() {
				b, err := baselines.Load(name)
				if err != nil {
					return err
				}
				build := "-"
				switch {
				case b.AppliesTo.Build != 0:
					build = fmt.Sprint(b.AppliesTo.Build)
				case b.AppliesTo.From != 0:
					build = fmt.Sprintf("%d+", b.AppliesTo.From)
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", name, build, b.Reviewed.Format(time.DateOnly), b.Title)
			}
			for _, o := range baselines.Overlays() {
				fmt.Fprintf(w, "%s\toverlay\t%s\t%s\n", o.Name, o.Reviewed.Format(time.DateOnly), o.Title)
			}
			return w.Flush()
		}),
	}
}

func newBaselineShow(t term.Terminal) *cobra.Command {
	var resolved bool
	var overlays []string
	c := &cobra.Command{
		Use:   "show NAME|FILE",
		Short: "Print a baseline or an overlay",
		Example: `  clusterdrift baseline show ws2008r2-sp1
  clusterdrift baseline show --resolved site.yaml
  clusterdrift baseline show ws2012r2 --with role-hyperv`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(flags.BaselineNames),
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			data, err := show(args[0], resolved, overlays)
			if err != nil {
				return cli.UsageFrom(err, "")
			}
			_, err = t.Out.Write(data)
			return err
		}),
	}
	c.Flags().BoolVar(&resolved, "resolved", false, "print it with everything it extends, and where each line comes from")
	flags.WordsVar(c.Flags(), &overlays, "with", "", nil, "print it resolved, with the overlay `NAME|FILE` laid over it, repeatable")
	return c
}

func show(ref string, resolved bool, overlays []string) ([]byte, error) {
	if resolved || len(overlays) > 0 {
		data, err := baselines.Resolved(ref, overlays...)
		return withSchema(data), err
	}
	data, err := baselines.Raw(ref)
	if strict.IsFile(ref) { // it is printed as it is
		return data, err
	}
	return withSchema(data), err
}

// schemaFile is where an editor finds the schema of a baseline: next to it. An address on
// the network would be of no use where clusters are.
const schemaFile = "baseline.schema.json"

// withSchema begins a baseline with the comment by which editors find the schema, in place
// of the one that it may have.
func withSchema(data []byte) []byte {
	const comment = "# yaml-language-server: $schema="
	if len(data) == 0 {
		return data
	}
	if bytes.HasPrefix(data, []byte(comment)) {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	head := comment + schemaFile + "\n# Editors check the file by it after: clusterdrift schema baseline > " + schemaFile + "\n"
	return append([]byte(head), data...)
}
