package wording

import (
	"fmt"
	"strings"
)

// mostNames is how many names a sentence has.
const mostNames = 8

// Some lists names for a sentence: "N1, N2", and of very many the first, "N1, N2, N3,
// N4, N5, N6 and 58 more".
func Some(names []string) string {
	if len(names) <= mostNames {
		return strings.Join(names, ", ")
	}
	const first = mostNames - 2
	return fmt.Sprintf("%s and %d more", strings.Join(names[:first], ", "), len(names)-first)
}
