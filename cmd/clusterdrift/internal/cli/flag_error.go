package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// FlagError is the *UsageError for a flag that does not exist, with the one that was
// probably meant, or for a value that a flag does not accept.
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

// ValueProblem says what is wrong with the value of a flag: the library would pass on
// the texts of the functions that it tried.
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

// WrongValue is the error of a flag with a type of its own: what the value is not, as
// "is not a number from 1 to 9".
type WrongValue string

func (w WrongValue) Error() string { return string(w) }

// Meant returns a hint for a wrong word: the nearest of those that are accepted, else
// all of them.
func Meant(given string, words []string) string {
	if nearest := strict.Nearest(given, words); nearest != "" {
		return fmt.Sprintf("did you mean %q?", nearest)
	}
	return "use one of " + strings.Join(words, ", ")
}
