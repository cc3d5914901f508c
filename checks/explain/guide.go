package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Guide finds what there is to say of an id.
type Guide struct {
	pages pages
	table []Section                     // of vulnerabilities, on the page of the family update
	shown []Requirement                 // what is shown, in the order of the baselines
	known func() ([]Requirement, error) // what an id may be from; loaded once, when it is needed
}

// NewGuide makes a guide that shows what some baselines require. It knows the
// ids of the embedded ones and of the overlays, so that the answer to one that is not
// shown can be that no baseline has it.
func NewGuide(shown []*baselines.Baseline) (*Guide, error) {
	pages, err := load()
	if err != nil {
		return nil, err
	}
	g := &Guide{pages: pages, table: tableOfVulnerabilities(shown)}
	for _, b := range shown {
		g.shown = append(g.shown, Requirements(b)...)
	}
	g.known = sync.OnceValues(func() ([]Requirement, error) {
		embedded, err := embeddedRequirements()
		return slices.Concat(g.shown, embedded), err
	})
	return g, nil
}

// embeddedRequirements are those of the embedded baselines, without overlays and below
// all of them.
func embeddedRequirements() ([]Requirement, error) {
	var overlays []string
	for _, o := range baselines.Overlays() {
		overlays = append(overlays, o.Name)
	}
	var all []Requirement
	for _, name := range baselines.Names() {
		b, err := baselines.Load(name)
		if err == nil && b.AppliesTo.IsMade() {
			all = append(all, Requirements(b)...)
			b, err = baselines.Load(name, overlays...)
		}
		if err != nil {
			return nil, fmt.Errorf("load baseline %s: %w", name, err)
		}
		all = append(all, Requirements(b)...)
	}
	return all, nil
}

// Families returns the pages of the families, sorted by id.
func (g *Guide) Families() []Page { return g.pages.families() }

// Topic is everything there is to say of an id.
type Topic struct {
	ID       string
	Title    string
	Sections []Section
	// Findings are those of a family, once each, sorted by id; nil for a finding.
	Findings []Requirement
	// Asked is what the baselines require; nil for a family.
	Asked []Requirement
}

// IsFamily reports whether an id is a family, not a finding.
func (t Topic) IsFamily() bool { return isFamily(t.ID) }

func isFamily(id string) bool { return !strings.Contains(id, "/") }

// UnknownError says that there is nothing to say of an id.
type UnknownError struct {
	ID   string
	Hint string // may be empty
}

func (e *UnknownError) Error() string { return fmt.Sprintf("no finding has the id %q", e.ID) }

// Topic looks up the id of a family or a finding, without regard to case. The
// error is an *UnknownError that names the nearest id.
func (g *Guide) Topic(id string) (Topic, error) {
	if found, ok := named(g.shown, id); ok {
		return g.finding(found)
	}
	known, err := g.known()
	if err != nil {
		return Topic{}, err
	}
	ids := g.ids(known)
	i := slices.IndexFunc(ids, func(known string) bool { return strings.EqualFold(known, id) })
	if i < 0 {
		return Topic{}, &UnknownError{id, suggest(id, ids)}
	}
	if !isFamily(ids[i]) {
		found, ok := named(known, ids[i])
		if !ok { // no baseline requires it
			found.ID = ids[i]
		}
		return g.finding(found)
	}
	t, err := g.topic(ids[i])
	if err != nil {
		return Topic{}, err
	}
	t.Findings = g.findings(t.ID, known)
	if t.ID == "update" {
		t.Sections = slices.Concat(t.Sections, g.table)
	}
	return t, nil
}

// named is the first requirement with an id, without regard to case.
func named(all []Requirement, id string) (Requirement, bool) {
	i := slices.IndexFunc(all, func(r Requirement) bool { return strings.EqualFold(r.ID, id) })
	if i < 0 {
		return Requirement{}, false
	}
	return all[i], true
}

// finding is what there is to say of a finding that a baseline leads to.
func (g *Guide) finding(of Requirement) (Topic, error) {
	t, err := g.topic(of.ID)
	if err != nil {
		return Topic{}, err
	}
	t.Title, t.Asked = cmp.Or(of.Title, t.Title), joined(g.shown, t.ID)
	return t, nil
}

// topic is what the page for an id says.
func (g *Guide) topic(id string) (Topic, error) {
	page, ok := g.pages.find(id)
	if !ok {
		return Topic{}, fmt.Errorf("no page for %s", id)
	}
	return Topic{ID: id, Title: page.Title, Sections: page.Sections}, nil
}

// ids are those of all families and findings, sorted.
func (g *Guide) ids(known []Requirement) []string {
	var ids []string
	for _, p := range g.pages {
		ids = append(ids, p.ID)
	}
	for _, r := range known {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// findings are what the baselines that are shown require in a family, and what
// is found without any baseline asking for it.
func (g *Guide) findings(family string, known []Requirement) []Requirement {
	byID := func(a, b Requirement) int { return strings.Compare(a.ID, b.ID) }
	sameID := func(a, b Requirement) bool { return a.ID == b.ID }
	var found []Requirement
	for _, r := range g.shown {
		if familyOf(r.ID) == family {
			found = append(found, r)
		}
	}
	for _, p := range g.pages {
		asked := slices.ContainsFunc(known, func(r Requirement) bool { return r.ID == p.ID })
		if familyOf(p.ID) == family && !isFamily(p.ID) && !asked {
			found = append(found, Requirement{Requirement: baselines.Requirement{ID: p.ID, Title: p.Title}})
		}
	}
	slices.SortStableFunc(found, byID)
	return slices.CompactFunc(found, sameID)
}

// suggest names the nearest id, or the one whose family is missing.
func suggest(word string, ids []string) string {
	for _, id := range ids {
		if _, subject, ok := strings.Cut(id, "/"); ok && strings.EqualFold(subject, word) {
			return fmt.Sprintf("did you mean %q?", id)
		}
	}
	return strict.Suggest(word, ids)
}
