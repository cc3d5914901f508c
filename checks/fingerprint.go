package checks

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
)

// state is what a fingerprint is made of.
type state struct {
	ID, Node                string
	Status                  Status
	Severity                string
	Want, Got, Reason       string
	Missing                 []string // kinds and nodes
	DueTo                   []string
	AcceptedBy, MitigatedBy string
	Differences             []Difference
	Waiver                  string
}

// Fingerprint is 12 hexadecimal digits that are equal for the same finding in the same
// state: the verdict, what was observed, and the cause that is proven. They stay while
// nothing changes on the node: neither the observations with their times and counters,
// nor the words of what is missing, nor ages and measurements are part of them. Nor is the moment: a severity that it
// changed counts as it is written.
func (f Finding) Fingerprint() string {
	s := state{
		ID: f.ID, Node: f.Node, Status: f.Status, Severity: string(cmp.Or(f.Written, f.Severity)), Want: f.Want, Got: f.Got, Reason: f.Reason,
		DueTo: f.DueTo, AcceptedBy: f.AcceptedBy, MitigatedBy: f.MitigatedBy, Differences: f.Differences,
	}
	if f.Steady != nil {
		s.Got, s.Reason, s.Differences = f.Steady.Got, f.Steady.Reason, nil
	}
	for _, g := range f.Missing {
		s.Missing = append(s.Missing, string(g.Kind)+" "+g.Node)
	}
	slices.Sort(s.Missing)
	s.Missing = slices.Compact(s.Missing)
	if f.Waiver != nil {
		s.Waiver = f.Waiver.String()
	}
	text, err := json.Marshal(s)
	if err != nil { // texts and lists of texts have a JSON form
		panic(err)
	}
	return fmt.Sprintf("%.6x", sha256.Sum256(text))
}

// lean makes the state of a finding depend on another one, of which the reason is part.
func (f *Finding) lean(other Finding) {
	own, its := f.steadyState(), other.steadyState()
	if f.Steady != nil || other.Steady != nil {
		f.Steady = &Steady{own.Got, own.Reason + "; " + its.Reason}
	}
}

func (f Finding) steadyState() Steady {
	if f.Steady != nil {
		return *f.Steady
	}
	return Steady{f.Got, f.Reason}
}
