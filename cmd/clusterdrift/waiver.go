package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/report"
)

func registerWaivers(f *pflag.FlagSet, files *[]string) {
	f.StringSliceVar(files, "waivers", nil, "let the `FILE` waive findings, repeatable; see clusterdrift waiver --help")
}

// loadWaivers reads all files and reports every problem of every file.
func loadWaivers(files []string, now time.Time) (*waiver.Set, error) {
	var all []waiver.Waiver
	var bad []string
	for _, file := range files {
		waivers, err := waiver.Load(file)
		if err != nil {
			bad = append(bad, problems(err)...)
		}
		all = append(all, waivers...)
	}
	if len(bad) > 0 {
		return nil, &usage{bad, "clusterdrift waiver lint FILE checks a file alone"}
	}
	return waiver.NewSet(all, now), nil
}

func newWaiver(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "waiver",
		Short: "Check files of waivers",
		Long: `A waiver says that somebody answers for a finding until a day. The finding is
then reported as waived and does not change the exit code. A file looks like this:

  format: 1
  waivers:
    - finding: offload/rss        # an id; * stands for any characters
      node: HV0*                  # may be left out: any node
      cluster: FIELDREPORT        # may be left out: any cluster
      reason: RSS stays off until the driver is replaced
      owner: platform@contoso.example
      ticket: CHG-1042            # may be left out
      expires: 2026-12-31         # the last day, UTC; or permanent: true

The first waiver that concerns a finding and has not expired holds. One that has
expired changes nothing and is told with the finding; one that concerns nothing
is listed, so that it can be deleted. What is unknown stays unknown unless the
waiver says unknown: true. A list of updates is waived with its members.`,
		Example: `  clusterdrift waiver lint waivers.yaml
  clusterdrift scan -i inventory.yaml --waivers waivers.yaml`,
	}
	c.AddCommand(newWaiverLint(t))
	return c
}

func newWaiverLint(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:               "lint FILE...",
		Short:             "Check files of waivers and print every problem, and what has expired",
		Example:           "  clusterdrift waiver lint waivers.yaml",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: yamlFiles,
		RunE: endsAnywhere(func(_ *cobra.Command, args []string) error {
			var bad []string
			for _, file := range args {
				waivers, err := waiver.Load(file)
				if err != nil {
					bad = append(bad, problems(err)...)
					continue
				}
				lintWaivers(t, file, waivers)
			}
			if len(bad) > 0 {
				return &usage{bad, ""}
			}
			return nil
		}),
	}
}

// lintWaivers prints what is worth knowing of a valid file.
func lintWaivers(t terminal, file string, waivers []waiver.Waiver) {
	expired := slices.DeleteFunc(slices.Clone(waivers), func(w waiver.Waiver) bool { return !w.ExpiredAt(t.now()) })
	fmt.Fprintf(t.out, "%s: no problem found; %d in force, %d expired\n", report.Clean(file), len(waivers)-len(expired), len(expired))
	for _, w := range expired {
		fmt.Fprintf(t.out, "%s: %s: expired, last day %s\n", report.Clean(w.Origin.String()), report.Clean(w.Finding), w.Expires)
	}
}
