package wording

import (
	"fmt"
	"strings"
)

// MostNames is how many names a sentence has.
const MostNames = 8

// Some lists names for a sentence: "N1, N2", and of very many the first, "N1, N2, N3,
// N4, N5, N6 and 58 more".
func Some(names []string) string { return SomeOf(names, len(names)) }

// SomeOf does so for a number of names of which only the first MostNames need be given.
func SomeOf(names []string, all int) string {
	if all <= MostNames {
		return strings.Join(names, ", ")
	}
	const first = MostNames - 2
	return fmt.Sprintf("%s and %d more", strings.Join(names[:first], ", "), all-first)
}
