package html

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// requirement is what a baseline says of a finding: why it matters and how it is fixed.
// It is in the page once, however many findings have it.
type requirement struct {
	Anchor, ID, Title string
	Why, Basis, Lists string
	Fix               []baselines.Line
	References        []reference
	Written           string
}

// reference is a note and an address, which may be one to follow.
type reference struct {
	Note, Address string
	Link          bool
}

// requirements are those of a page. What nothing that drifts, is unknown or is waived has
// said is listed at the end.
type requirements struct {
	anchors anchors
	known   map[string]*requirement
	list    bool // what is new from now on is listed
	Listed  []*requirement
}

// subjectOf is equal for findings that are shown under one heading.
func subjectOf(g findings.Group) string {
	return strings.Join([]string{g.ID, string(g.Severity), g.Title, g.Why, g.Fix, g.Reference, string(g.Provenance)}, "\x00")
}

// of is the requirement of a group, and whether it is elsewhere in the page; nil when
// there is nothing to say.
func (r *requirements) of(g findings.Group) (q *requirement, elsewhere bool) {
	key := subjectOf(g)
	if q := r.known[key]; q != nil {
		return q, true
	}
	q = newRequirement(g)
	if q.empty() {
		return nil, false
	}
	q.Anchor = r.anchors.name("about", g.ID)
	r.known[key] = q
	if r.list {
		r.Listed = append(r.Listed, q)
	}
	return q, r.list
}

func newRequirement(g findings.Group) *requirement {
	q := &requirement{
		ID: g.ID, Title: g.Title, Why: g.Why, Fix: g.Steps.Lines(), Basis: findings.Basis(g.Provenance),
		Lists: strings.Join(g.Lists, ", "), Written: g.Origin.String(),
	}
	for _, r := range g.References {
		q.References = append(q.References, reference{r.Note, r.Address, isAddress(r.Address)})
	}
	return q
}

func (q requirement) empty() bool {
	return q.Why == "" && q.Basis == "" && q.Lists == "" && q.Written == "" && len(q.Fix)+len(q.References) == 0
}

// isAddress reports whether a text is an address that a browser may follow.
func isAddress(s string) bool {
	return !strings.ContainsAny(s, " \t") && (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://"))
}
