package explain

import (
	"reflect"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Requirement is what baselines require under one finding id.
type Requirement struct {
	baselines.Requirement
	Want  string   // as the findings put it
	Lists []string // of a hotfix: the list articles that name it
	Notes []string // what else in the baseline bears on the verdict, a line each
	// Baselines are the names of those that require it in these words.
	Baselines []string
}

// Requirements lists what a baseline requires, by the ids of the findings that
// it leads to, sorted. It judges a node of which nothing is known and keeps what
// does not depend on the node, so that it knows each family that the checks know
// and says what they say.
func Requirements(b *baselines.Baseline) []Requirement {
	nothing := checks.Subject{Facts: &facts.Node{}, Baseline: b}
	var builds []int
	if build := max(b.AppliesTo.Build, b.AppliesTo.From); build != 0 {
		builds = append(builds, build)
	}
	var all []Requirement
	for _, f := range checks.Evaluate(checks.Cluster{Nodes: []checks.Subject{nothing}}) {
		if f.ID == checks.IdentityID {
			continue // asked of every node, by no baseline
		}
		all = append(all, Requirement{
			Requirement: baselines.Requirement{
				ID: f.ID, Title: f.Title, Severity: f.Severity, Why: f.Why, Fix: f.Fix.For(builds...),
				Reference: f.Reference, Provenance: f.Provenance, Origin: f.Origin,
				At: f.Weighing.Own, FamilyAt: f.Weighing.Family,
			},
			Want: f.Want, Lists: f.Lists, Notes: notes(b, f.ID), Baselines: []string{b.Name},
		})
	}
	slices.SortFunc(all, func(a, b Requirement) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// joined are the requirements with an id, in their order; baselines that ask in
// the same words are joined.
func joined(all []Requirement, id string) []Requirement {
	var asked []Requirement
	for _, r := range all {
		if r.ID != id {
			continue
		}
		if i := slices.IndexFunc(asked, r.sameWords); i >= 0 {
			asked[i].Baselines = slices.Concat(asked[i].Baselines, r.Baselines)
		} else {
			asked = append(asked, r)
		}
	}
	return asked
}

func (r Requirement) sameWords(other Requirement) bool {
	r.Baselines, other.Baselines = nil, nil
	return reflect.DeepEqual(r, other)
}
