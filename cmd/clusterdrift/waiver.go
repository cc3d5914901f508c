package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newWaiver(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "waiver",
		Short: "Check files of waivers",
		Long: `A waiver accepts a finding until a given date, with a named owner. The finding is
then reported as waived and does not change the exit code. A file looks like this:

  format: 1
  waivers:
    - finding: offload/rss        # an id; * matches any characters
      node: HV0*                  # may be left out: any node
      cluster: FIELDREPORT        # may be left out: any cluster
      reason: RSS stays off until the driver is replaced
      owner: platform@contoso.example
      ticket: CHG-1042            # may be left out
      expires: 2026-12-31         # the last day, UTC; or permanent: true

The first waiver that matches a finding and has not expired applies. One that has
expired changes nothing and is shown with the finding; one that matches nothing
is listed, so that you can delete it. What is unknown stays unknown unless the
waiver says unknown: true. A list of updates is waived with its members.`,
		Example: `  clusterdrift waiver lint waivers.yaml
  clusterdrift scan -i inventory.yaml --waivers waivers.yaml`,
	}
	c.AddCommand(newWaiverLint(t))
	return c
}

func newWaiverLint(t term.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:               "lint FILE...",
		Short:             "Check files of waivers and print every problem, what has expired, and what fits nothing or nearly everything",
		Example:           "  clusterdrift waiver lint waivers.yaml",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: flags.YAMLFiles,
		RunE: cli.Abandonable(func(_ *cobra.Command, args []string) error {
			var bad []string
			for _, file := range args {
				waivers, err := waiver.Load(file)
				if err != nil {
					bad = append(bad, cli.Problems(err)...)
					continue
				}
				lintWaivers(t, file, waivers)
			}
			if len(bad) > 0 {
				return &cli.UsageError{Problems: bad}
			}
			return nil
		}),
	}
}

// lintWaivers prints what is worth knowing of a valid file.
func lintWaivers(t term.Terminal, file string, waivers []waiver.Waiver) {
	expired := slices.DeleteFunc(slices.Clone(waivers), func(w waiver.Waiver) bool { return !w.ExpiredAt(t.Now()) })
	fmt.Fprintf(t.Out, "%s: no problem found; %d in force, %d expired\n", report.Clean(file), len(waivers)-len(expired), len(expired))
	for _, w := range expired {
		fmt.Fprintf(t.Out, "%s: %s: expired, last day %s\n", report.Clean(w.Origin.String()), report.Clean(w.Finding), w.Expires)
	}
	ids := knownFindings()
	for _, w := range waivers {
		fits := w.FindingsAmong(ids)
		warn := ""
		switch {
		case len(fits) == 0:
			warn = "fits no finding of the embedded baselines, only one of a site's if there is such"
			if near := strict.Nearest(w.Finding, ids); near != "" {
				warn += "; did you mean " + near + "?"
			}
		case len(fits) > len(ids)/2:
			warn = fmt.Sprintf("waives nearly everything: %d of the %d findings that there are", len(fits), len(ids))
		}
		if warn != "" {
			fmt.Fprintf(t.Out, "%s: %s: warning: %s\n", report.Clean(w.Origin.String()), report.Clean(w.Finding), report.Clean(warn))
		}
	}
}

// knownFindings are the ids of all findings that the embedded baselines and overlays
// lead to, sorted.
func knownFindings() []string {
	ids := []string{checks.IdentityID, "node/reachable", "node/baseline"}
	add := func(ref string, overlays ...string) {
		b, err := baselines.Load(ref, overlays...)
		if err != nil {
			return // embedded ones load, which a test sees to; an overlay fits most of them
		}
		for _, r := range b.Requirements() {
			ids = append(ids, r.ID)
		}
	}
	for _, name := range baselines.Names() {
		add(name)
		for _, o := range baselines.Overlays() {
			add(name, o.Name)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
