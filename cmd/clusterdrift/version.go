package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

func newVersion(t term.Terminal) *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version, the commit and the digests of the embedded baselines",
		Long: `version prints the version, the commit and its date, the version of Go, and the
digest of each embedded baseline and overlay, as reports give it. Programs with the
same digests judge by the same requirements.`,
		Example: `  clusterdrift version
  clusterdrift version -o json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if !slices.Contains(versionFormats(), output) {
				return cli.Usage(fmt.Sprintf("--output %q is neither text nor json", output), cli.Meant(output, versionFormats()))
			}
			digests, err := baselines.EmbeddedDigests()
			if err != nil {
				return err
			}
			print := printVersion
			if output == "json" {
				print = printVersionJSON
			}
			if err := print(t.Out, programVersion{thisBuild(), digests}); err != nil {
				return fmt.Errorf("write the version: %w", err)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	flags.Complete(c, "output", flags.Words(versionFormats()...))
	return c
}

func versionFormats() []string { return []string{"text", "json"} }

// programVersion is what version prints.
type programVersion struct {
	build
	Baselines []baselines.EmbeddedDigest `json:"baselines"`
}

func printVersion(out io.Writer, v programVersion) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "clusterdrift %s (%s, %s)\n", v.Version, v.Go, v.Platform)
	commit := v.Commit
	if v.Modified {
		commit += ", with changes that are not committed"
	}
	fmt.Fprintf(w, "commit\t%s\n", orUnknown(commit))
	fmt.Fprintf(w, "date\t%s\n", orUnknown(v.Date))
	for _, b := range v.Baselines {
		fmt.Fprintf(w, "%s\t%s\n", b.Name, b.Digest)
	}
	return w.Flush()
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

func printVersionJSON(out io.Writer, v programVersion) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
