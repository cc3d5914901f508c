package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Guide finds what there is to say of an id.
type Guide struct {
	pages pages
	table []Section     // of vulnerabilities, on the page of the family update
	shown []Requirement // what is shown, in the order of the baselines
	known []Requirement // what an id may be from
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
	g.known = slices.Clone(g.shown)
	var overlays []string
	for _, o := range baselines.Overlays() {
		overlays = append(overlays, o.Name)
	}
	for _, name := range baselines.Names() {
		b, err := baselines.Load(name)
		if err == nil && b.AppliesTo.IsMade() {
			g.known = append(g.known, Requirements(b)...)
			b, err = baselines.Load(name, overlays...)
		}
		if err != nil {
			return nil, fmt.Errorf("load baseline %s: %w", name, err)
		}
		g.known = append(g.known, Requirements(b)...)
	}
	return g, nil
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
	ids := g.ids()
	i := slices.IndexFunc(ids, func(known string) bool { return strings.EqualFold(known, id) })
	if i < 0 {
		return Topic{}, &UnknownError{id, suggest(id, ids)}
	}
	page, ok := g.pages.find(ids[i])
	if !ok {
		return Topic{}, fmt.Errorf("there is no page for %s", ids[i])
	}
	t := Topic{ID: ids[i], Title: page.Title, Sections: page.Sections}
	if t.IsFamily() {
		t.Findings = g.findings(t.ID)
		if t.ID == "update" {
			t.Sections = slices.Concat(t.Sections, g.table)
		}
		return t, nil
	}
	if j := slices.IndexFunc(g.known, func(r Requirement) bool { return r.ID == t.ID }); j >= 0 {
		t.Title = g.known[j].Title
	}
	t.Asked = joined(g.shown, t.ID)
	return t, nil
}

// ids are those of all families and findings, sorted.
func (g *Guide) ids() []string {
	var ids []string
	for _, p := range g.pages {
		ids = append(ids, p.ID)
	}
	for _, r := range g.known {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// findings are what the baselines that are shown require in a family, and what
// is found without any baseline asking for it.
func (g *Guide) findings(family string) []Requirement {
	byID := func(a, b Requirement) int { return strings.Compare(a.ID, b.ID) }
	sameID := func(a, b Requirement) bool { return a.ID == b.ID }
	var found []Requirement
	for _, r := range g.shown {
		if familyOf(r.ID) == family {
			found = append(found, r)
		}
	}
	for _, p := range g.pages {
		asked := slices.ContainsFunc(g.known, func(r Requirement) bool { return r.ID == p.ID })
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
