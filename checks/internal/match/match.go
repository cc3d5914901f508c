// Package match answers whether something meets a condition, as far as the
// facts can show.
package match

// Match is such an answer. The values are ordered, so that min is "and" and max
// is "or".
type Match int

// Answers.
const (
	No Match = iota
	Maybe
	Yes
)

// If is the answer to what can be decided.
func If(met bool) Match {
	if met {
		return Yes
	}
	return No
}
