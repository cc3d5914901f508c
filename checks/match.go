package checks

// match reports whether something meets a condition, as far as the facts can
// tell. The values are ordered, so that min is "and" and max is "or".
type match int

const (
	no match = iota
	maybe
	yes
)

// matchIf is for what can be decided.
func matchIf(b bool) match {
	if b {
		return yes
	}
	return no
}
