package main

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// fromEnvironment sets every flag that the command line leaves alone from its
// environment variable, except those that are for the command line alone.
func fromEnvironment(flags *pflag.FlagSet, t terminal) error {
	var bad error
	flags.VisitAll(func(f *pflag.Flag) {
		name := "CLUSTERDRIFT_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := t.env(name)
		if !ok || value == "" || f.Changed || f.Name == "help" || f.Annotations[commandLineOnly] != nil {
			return
		}
		if err := flags.Set(f.Name, value); err != nil && bad == nil {
			bad = usageError(fmt.Sprintf("%s: %s", name, valueProblem(err)), "")
		}
		setOrigin(f, name)
	})
	return bad
}
