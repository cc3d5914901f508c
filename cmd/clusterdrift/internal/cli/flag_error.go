package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// FlagError says which flag was meant by one that does not exist.
func FlagError(c *cobra.Command, err error) error {
	hint := "see " + c.CommandPath() + " --help"
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return Usage("--"+invalid.GetFlag().Name+": "+ValueProblem(err), hint)
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if nearest := strict.Nearest(unknown.GetSpecifiedName(), names); nearest != "" {
			hint = "did you mean --" + nearest + "? " + hint
		}
	}
	return Usage(err.Error(), hint)
}

// ValueProblem says what is wrong with the value of a flag. The library passes on
// what the functions of Go say that it has tried.
func ValueProblem(err error) string {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return "the value cannot be used"
	}
	is, hint := "cannot be used", ""
	var own WrongValue
	if errors.As(err, &own) {
		return fmt.Sprintf("%q %s", invalid.GetValue(), own)
	}
	switch invalid.GetFlag().Value.Type() {
	case "bool":
		is = "is neither true nor false"
	case "int":
		is = "is not a whole number"
	case "duration":
		is, hint = "is not a duration", "; write it like 30s or 5m"
	case "stringSlice":
		is, hint = "is not a list", "; part values by commas, and put one with a quote in quotes"
	}
	return fmt.Sprintf("%q %s%s", invalid.GetValue(), is, hint)
}

// WrongValue says what a value is not, in the words of a flag of our own type.
type WrongValue string

func (w WrongValue) Error() string { return string(w) }

// Meant is a hint: the word that is nearest to what was given, else all there are.
func Meant(given string, words []string) string {
	if nearest := strict.Nearest(given, words); nearest != "" {
		return fmt.Sprintf("did you mean %q?", nearest)
	}
	return "use one of " + strings.Join(words, ", ")
}
