package config

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// FromEnvironment sets every flag that the command line leaves alone from its
// environment variable, except those that are for the command line alone.
func FromEnvironment(flags *pflag.FlagSet, t term.Terminal) error {
	var bad error
	flags.VisitAll(func(f *pflag.Flag) {
		name := variable(f)
		value, ok := t.Env(name)
		if !ok || value == "" || f.Changed || f.Name == "help" || f.Annotations[commandLineOnly] != nil {
			return
		}
		if err := flags.Set(f.Name, value); err != nil && bad == nil {
			bad = cli.Usage(fmt.Sprintf("%s: %s", name, cli.ValueProblem(err)), "")
		}
		setOrigin(f, name)
	})
	return bad
}
