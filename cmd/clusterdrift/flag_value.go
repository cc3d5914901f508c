package main

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"
)

// valueProblem says what is wrong with the value of a flag. The library passes on
// what the functions of Go say that it has tried.
func valueProblem(err error) string {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return "the value cannot be used"
	}
	is, hint := "cannot be used", ""
	var own wrongValue
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

// wrongValue says what a value is not, in the words of a flag of our own type.
type wrongValue string

func (w wrongValue) Error() string { return string(w) }
