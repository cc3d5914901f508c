package strict

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// wording says what is wrong with a single value.
func wording(what string, why jsonschema.ErrorKind, rule *jsonschema.Schema) (message, hint string) {
	switch k := why.(type) {
	case *kind.Type:
		wanted := make([]string, len(k.Want))
		for i, w := range k.Want {
			wanted[i] = typeName(w)
		}
		return fmt.Sprintf("%s must be %s, not %s", what, strings.Join(wanted, " or "), typeName(k.Got)), quoted(k, rule)
	case *kind.Enum:
		valid := make([]string, len(k.Want))
		for i, w := range k.Want {
			valid[i] = fmt.Sprint(w)
		}
		word := fmt.Sprint(k.Got)
		return fmt.Sprintf("unknown value %q for %s", word, what), suggestInOrder(word, valid)
	case *kind.Pattern:
		return notA(k.Got, rule)
	case *kind.Format:
		return notA(k.Got, rule)
	case *kind.Minimum:
		return outside(what, k.Got, "below", k.Want), ""
	case *kind.Maximum:
		return outside(what, k.Got, "above", k.Want), ""
	case *kind.MinLength, *kind.MinItems, *kind.MinProperties:
		return what + " is empty", ""
	case *kind.MaxLength:
		return fmt.Sprintf("%s has %d characters, above %d", what, k.Got, k.Want), ""
	case *kind.MaxItems:
		return fmt.Sprintf("%s has %d items, above %d", what, k.Got, k.Want), ""
	case *kind.MaxProperties:
		return fmt.Sprintf("%s has %d keys, above %d", what, k.Got, k.Want), ""
	case *kind.Not: // the schema knows the key in order to forbid it
		return rule.Title, rule.Description
	}
	return what + " breaks the rule " + strings.Join(why.KeywordPath(), "/"), ""
}

// inDigits is the hint for what is not a whole number.
const inDigits = "write it in digits alone, without quotes, unit, point or exponent"

// quoted is the hint for a text that YAML takes for a number when it is
// without quotes, so that 20348.1850 would lose its last digit.
func quoted(k *kind.Type, rule *jsonschema.Schema) string {
	if slices.Equal(k.Want, []string{"integer"}) && k.Got == "string" {
		return inDigits
	}
	if len(rule.Examples) == 0 || k.Got != "number" || !slices.Equal(k.Want, []string{"string"}) {
		return ""
	}
	return fmt.Sprintf("write it in quotes, like '%v'", rule.Examples[0])
}

// notA words a value that has the wrong form; the schema's annotations say
// what the form is called and give an example.
func notA(got any, rule *jsonschema.Schema) (message, hint string) {
	message = fmt.Sprintf("%q is not a %s", got, rule.Title)
	if len(rule.Examples) > 0 {
		hint = fmt.Sprintf("write it like %v", rule.Examples[0])
	}
	return message, hint
}

func outside(what string, got *big.Rat, where string, bound *big.Rat) string {
	return fmt.Sprintf("%s is %s, %s %s", what, got.RatString(), where, bound.RatString())
}

// typeName is the schema's type in plain words.
func typeName(t string) string {
	switch t {
	case "string":
		return "text"
	case "integer":
		return "a whole number"
	case "number":
		return "a number"
	case "boolean":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "a mapping"
	}
	return "empty"
}
