package cli

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// FlagError is the *UsageError for a flag that does not exist, with the one that was
// probably meant, for one without its value, or for a value that it does not accept. No
// text of the library reaches the user.
func FlagError(c *cobra.Command, err error) error {
	hint := "see " + c.CommandPath() + " --help"
	var invalid *pflag.InvalidValueError
	var unknown *pflag.NotExistError
	var without *pflag.ValueRequiredError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &invalid):
		return Usage("--"+invalid.GetFlag().Name+": "+ValueProblem(err), hint)
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown, hint)
	case errors.As(err, &without):
		value, _ := pflag.UnquoteUsage(without.GetFlag())
		return Usage(dashed(without.GetSpecifiedName())+" lacks its value", fmt.Sprintf("write it like --%s %s; %s", without.GetFlag().Name, value, hint))
	case errors.As(err, &syntax):
		return Usage(fmt.Sprintf("%q is not how a flag is written", syntax.GetSpecifiedFlag()), hint)
	}
	return Usage("the flags cannot be read", hint)
}

// unknownFlag names the flag that was probably meant: of a letter, the one in the other
// case.
func unknownFlag(c *cobra.Command, err *pflag.NotExistError, hint string) error {
	given, meant := dashed(err.GetSpecifiedName()), ""
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		names = append(names, f.Name)
		if f.Shorthand != "" && strings.EqualFold(f.Shorthand, err.GetSpecifiedName()) {
			meant = dashed(f.Shorthand)
		}
	})
	if nearest := strict.Nearest(err.GetSpecifiedName(), names); meant == "" && nearest != "" {
		meant = dashed(nearest)
	}
	if meant != "" {
		hint = "did you mean " + meant + "? " + hint
	}
	return Usage(fmt.Sprintf("%s has no flag %s", c.CommandPath(), given), hint)
}

// dashed is a flag as it is typed: -i, --inventory.
func dashed(name string) string {
	if utf8.RuneCountInString(name) == 1 {
		return "-" + name
	}
	return "--" + name
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
