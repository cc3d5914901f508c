package baselines

import (
	"fmt"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Moment is the occasion on which a cluster is judged. It changes how much a drift
// matters, and never whether there is one.
type Moment string

// Moments. Without one the severities are those that the requirements have.
const (
	GoLive       Moment = "go-live"       // before the cluster takes its load
	AddNode      Moment = "add-node"      // before another node joins
	BeforeUpdate Moment = "before-update" // before the nodes restart one after the other
	Audit        Moment = "audit"         // of a cluster that runs, by schedule
)

// Moments lists them, in the order of a cluster's life.
func Moments() []Moment { return []Moment{GoLive, AddNode, BeforeUpdate, Audit} }

// At are the severities that a requirement, or a family, has at some moments. An empty
// one leaves the severity as it is.
type At struct {
	GoLive       Severity `baseline:"go-live"`
	AddNode      Severity `baseline:"add-node"`
	BeforeUpdate Severity `baseline:"before-update"`
	Audit        Severity `baseline:"audit"`
	// OlderThan is how many days ago the last event must have been, only of events;
	// 0: any event will do.
	OlderThan int `baseline:"older_than"`
}

// FamilyAt is what the requirements of a family have where their own At says nothing.
type FamilyAt struct {
	Family string `baseline:",subject"` // "event"
	At     `baseline:""`
}

// severity is that of a moment; empty: it changes nothing.
func (a At) severity(m Moment) Severity {
	switch m {
	case GoLive:
		return a.GoLive
	case AddNode:
		return a.AddNode
	case BeforeUpdate:
		return a.BeforeUpdate
	case Audit:
		return a.Audit
	}
	return ""
}

// Over is the severity at a moment, with the one that says so: a requirement's own wins
// over that of its family, unless an embedded file has the former and a file of a site
// the latter, in which case loading has taken the former away. Empty: the moment changes
// nothing.
func (a At) Over(family At, m Moment) (Severity, At) {
	for _, one := range []At{a, family} {
		if s := one.severity(m); s != "" {
			return s, one
		}
	}
	return "", At{}
}

// IsOld reports whether something that was last seen an age ago is as old as the
// severities require.
func (a At) IsOld(age time.Duration) bool {
	return a.OlderThan == 0 || age > time.Duration(a.OlderThan)*24*time.Hour
}

// AtTexts are the severities at the moments, "before-update: critical", with the age that
// an event must have; none where no moment changes anything.
func (r Requirement) AtTexts() []string {
	var all []string
	for _, m := range Moments() {
		severity, at := r.At.Over(r.FamilyAt, m)
		if severity == "" {
			continue
		}
		text := string(m) + ": " + string(severity)
		if at.OlderThan > 0 {
			text += fmt.Sprintf(", when the last event is more than %s ago", durationInDays(at.OlderThan))
		}
		all = append(all, text)
	}
	return all
}

func durationInDays(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// deriveAt gives each requirement the severities of its family.
func (b *Baseline) deriveAt() {
	for v, p := range b.requirements() {
		r := v.Interface().(interface{ requirement() *Requirement }).requirement()
		i := slices.IndexFunc(b.FamiliesAt, func(f FamilyAt) bool { return f.Family == p.family.name })
		if i >= 0 {
			r.FamilyAt = b.FamiliesAt[i].At
		}
	}
}

// olderThan is the key among the moments.
const olderThan = "older_than"

// eventFamily is the one family whose findings have an age.
const eventFamily = "event"

// verifyAt notes an age where nothing has one, and one that says nothing.
func (t *tree) verifyAt(family string, at *yaml.Node) {
	age := strict.Get(at, olderThan)
	switch {
	case age == nil:
	case family != eventFamily:
		t.fail(age, fmt.Sprintf("older_than is for events, and %s has none", family), "leave it out")
	case len(at.Content) == 2:
		t.fail(age, "older_than has no moment whose severity it bounds", "add one, such as before-update: info")
	}
}

// verifyFamiliesAt does so for whole families, which there must be.
func (t *tree) verifyFamiliesAt() {
	var names []string
	for _, f := range families() {
		names = append(names, f.name)
	}
	for family, at := range strict.Pairs(strict.Get(t.root, "at")) {
		if !slices.Contains(names, family.Value) {
			t.fail(family, fmt.Sprintf("at names the family %q, which there is not", family.Value), strict.Suggest(family.Value, names))
		}
		t.verifyAt(family.Value, at)
	}
}
