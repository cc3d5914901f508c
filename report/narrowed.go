package report

import "strings"

// Narrowing is the part of the requirements that the user chose to have judged, over
// all clusters. What is left out is absent from the result: it did not pass.
// cluster/members and node/identity are judged whatever it says.
type Narrowing struct {
	Only []string `json:"only,omitempty"` // families and ids, sorted: nothing but these; empty: all
	Skip []string `json:"skip,omitempty"` // families and ids, sorted: these are left out
	// Unmatched are those of Only of which no baseline of the nodes requires anything.
	Unmatched []string `json:"unmatched,omitempty"`
}

// newNarrowing is nil when everything was judged.
func newNarrowing(only, skip, unmatched []string) *Narrowing {
	if len(only)+len(skip) == 0 {
		return nil
	}
	return &Narrowing{only, skip, unmatched}
}

// Narrow says of a recorded result that not everything is in it any more, of which
// Conclude takes account. The arguments are as in Input.
func (r *Result) Narrow(only, skip, unmatched []string) {
	r.Selection = newNarrowing(only, skip, unmatched)
	r.Warnings = append(r.Selection.unmatchedWarnings(), r.Warnings...)
}

// String is how the user chose: "narrowed by --only firewall,hotfix --skip hotfix/KB1";
// empty for nil.
func (n *Narrowing) String() string {
	if n == nil {
		return ""
	}
	words := []string{"narrowed by"}
	if len(n.Only) > 0 {
		words = append(words, "--only", strings.Join(n.Only, ","))
	}
	if len(n.Skip) > 0 {
		words = append(words, "--skip", strings.Join(n.Skip, ","))
	}
	return strings.Join(words, " ")
}

// of adds to the reason of an exit that not everything was judged.
func (n *Narrowing) of(e Exit) Exit {
	if n != nil {
		e.Reason += "; " + n.String()
	}
	return e
}

// withoutMatch is why nothing was judged when no baseline of a node requires any of
// what was chosen; empty otherwise.
func (n *Narrowing) withoutMatch() string {
	if n == nil || len(n.Only) == 0 || len(n.Unmatched) < len(n.Only) {
		return ""
	}
	return "no baseline of the nodes requires anything of " + strings.Join(n.Only, ", ")
}

// unmatchedWarnings name what was chosen in vain, besides other things.
func (n *Narrowing) unmatchedWarnings() []string {
	if n == nil {
		return nil
	}
	var all []string
	for _, word := range n.Unmatched {
		all = append(all, "narrowed to "+word+", of which no baseline of the nodes requires anything")
	}
	return all
}
