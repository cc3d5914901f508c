package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines/cve"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newBaselineImportCVE(t term.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "import-cve FILE|DIR",
		Short: "Print the fixes of vulnerabilities from records of the CVE list",
		Long: `import-cve reads records of the CVE list in their JSON form (repository
CVEProject/cvelistV5), one file or all CVE-*.json below a folder, and prints those
of failover clustering as a section of a baseline: update, build, vulnerabilities.
Records of one month with the same first fixed builds form one group. Review what
is printed before you add it to a site's baseline: comments name what a record
leaves open.

Records of other products, rejected ones and other files are counted on standard
error. A record that cannot be read is named there, and the others are printed.

Exit code: 0 every record was read, 2 invalid input or a record that could not be read.`,
		Example: `  clusterdrift baseline import-cve cves/2026/78xxx/CVE-2026-78444.json
  clusterdrift baseline import-cve cves/2026`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return importCVE(c.Context(), t, args[0]) },
	}
}

func importCVE(ctx context.Context, t term.Terminal, path string) error {
	read, err := cli.Await(ctx, func() (*cve.Import, error) { return cve.Read(ctx, path) })
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return cli.Usage(fmt.Sprintf("%s: %v", report.Clean(path), cli.Cause(err)), "name a record of the CVE list, or a folder with records")
	}
	groups := read.Groups()
	data, err := cve.YAML(groups)
	if err != nil {
		return err
	}
	if _, err := t.Out.Write(data); err != nil {
		return err
	}
	fmt.Fprintln(t.Err, importSummary(read, len(groups)))
	if len(read.Problems) == 0 {
		return nil
	}
	var problems []string
	for _, p := range read.Problems {
		problems = append(problems, report.Clean(p.Error()))
	}
	if read.Taken() == 0 {
		return &cli.UsageError{Problems: problems, Hint: "get the record again from the CVE list"}
	}
	for _, p := range problems {
		fmt.Fprintln(t.Err, p)
	}
	return cli.ExitWith(report.Exit{}.Lost(wording.Counted(len(problems), "record") + " that could not be read"))
}

// importSummary is "3 records of failover clustering in 2 groups; left out: 8 records
// of other products, 1 rejected record, 4 other files".
func importSummary(read *cve.Import, groups int) string {
	text := fmt.Sprintf("%s of failover clustering in %s", wording.Counted(read.Taken(), "record"), wording.Counted(groups, "group"))
	var left []string
	for _, part := range []struct {
		count int
		text  string
	}{
		{read.Elsewhere, wording.Counted(read.Elsewhere, "record") + " of other products"},
		{read.Rejected, wording.Counted(read.Rejected, "rejected record")},
		{read.OtherFiles, wording.Counted(read.OtherFiles, "other file")},
	} {
		if part.count > 0 {
			left = append(left, part.text)
		}
	}
	if len(left) > 0 {
		text += "; left out: " + strings.Join(left, ", ")
	}
	return text
}
