package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// VariablePrefix begins the environment variables of the program.
const VariablePrefix = "CLUSTERDRIFT_"

// variable is the environment variable that sets a flag.
func variable(f *pflag.Flag) string {
	return VariablePrefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
}

// WarnOfVariables names the environment variables that look like the program's and set
// nothing: a slip in one of them would go unnoticed. Those that begin with free belong
// to the user, and others are not of flags. Values may be secret and are not shown.
func WarnOfVariables(root *cobra.Command, t term.Terminal, free string, others ...string) {
	if t.Environ == nil {
		return
	}
	known := slices.Clone(others)
	for _, c := range append(cli.Descendants(root), root) {
		cli.Flags(c).VisitAll(func(f *pflag.Flag) { known = append(known, variable(f)) })
	}
	for _, entry := range slices.Sorted(slices.Values(t.Environ())) {
		name, value, _ := strings.Cut(entry, "=")
		if value == "" || !strings.HasPrefix(name, VariablePrefix) || strings.HasPrefix(name, free) || slices.Contains(known, name) {
			continue
		}
		hint := ""
		if near := strict.Nearest(name, known); near != "" {
			hint = "; did you mean " + near + "?"
		}
		fmt.Fprintf(t.Err, "%s is set and is not a variable of clusterdrift%s\n", report.Clean(name), hint)
	}
}
