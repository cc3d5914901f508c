// Package findings holds what several formats do with the findings of a result
// before they print them: grouping, the columns of the matrix, the steps of a
// fix, the short name of a source.
//
// In goes a result of package report, cleaned or not; out come views of it. The
// package prints nothing and judges nothing.
package findings

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// Group is the same finding on one or more nodes. The embedded one stands for all.
type Group struct {
	report.Finding
	Members []report.Finding // sorted by node
}

// likeness is what must be equal for findings to be shown as one.
type likeness struct {
	id, title, want, got, reason, missing, why, fix, reference, acceptedBy, mitigatedBy, waiver string
	severity                                                                                    baselines.Severity
	provenance                                                                                  baselines.Provenance
}

func likenessOf(f report.Finding) likeness {
	return likeness{
		id: f.ID, title: f.Title, want: f.Want, got: f.Got, reason: f.Reason, missing: strings.Join(f.MissingTexts(), "\n"),
		why: f.Why, fix: f.Fix, reference: f.Reference, acceptedBy: f.AcceptedBy, mitigatedBy: f.MitigatedBy,
		waiver: WaiverText(f.Waiver), severity: f.Severity, provenance: f.Provenance,
	}
}

// WaiverText is empty for a finding without a waiver.
func WaiverText(w *checks.Waiver) string {
	if w == nil {
		return ""
	}
	return w.String()
}

// Observations are those of one finding, each with its source.
func Observations(f report.Finding) []string {
	var all []string
	for _, e := range f.Evidence {
		all = append(all, e.String())
	}
	return all
}

// Grouped groups the findings of one status: which machine answered, then the
// gravest first, then by id.
// What an unreachable node has unknown is left out: the node is listed instead.
func Grouped(c report.Cluster, status checks.Status) []Group {
	unread := c.DarkNodes()
	groups := alike(slices.DeleteFunc(slices.Clone(c.Findings), func(f report.Finding) bool {
		return f.Status != status || status == checks.Unknown && unread[f.Node]
	}))
	slices.SortStableFunc(groups, func(a, b Group) int {
		return cmp.Or(compareDoubts(a, b), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.ID, b.ID))
	})
	return groups
}

// Alike parts a group into those whose findings are shown as one, in the order of its
// members.
func (g Group) Alike() []Group { return alike(g.Members) }

// alike are groups of findings that are shown as one, in the order of the first of each.
func alike(found []report.Finding) []Group {
	var groups []Group
	at := map[likeness]int{}
	for _, f := range found {
		key := likenessOf(f)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, Group{Finding: f})
		}
		groups[i].Members = append(groups[i].Members, f)
	}
	return groups
}

// compareDoubts puts a machine that was not the one asked for before anything else.
func compareDoubts(a, b Group) int {
	rank := func(g Group) int {
		if g.ID == checks.IdentityID {
			return 0
		}
		return 1
	}
	return cmp.Compare(rank(a), rank(b))
}

// Joined puts groups with an equal key together, in the order of the first.
func Joined(groups []Group, key func(Group) string) [][]Group {
	var joined [][]Group
	at := map[string]int{}
	for _, g := range groups {
		i, ok := at[key(g)]
		if !ok {
			i = len(joined)
			at[key(g)] = i
			joined = append(joined, nil)
		}
		joined[i] = append(joined[i], g)
	}
	return joined
}

// GapOf is equal for what the same nodes left open for the same want of
// evidence: it is shown once, under all its headings.
func GapOf(g Group) string {
	return strings.Join(append(g.MissingTexts(), g.On(), g.Reason, g.AcceptedBy, WaiverText(g.Waiver)), "\x00")
}

// RemedyOf is equal for drifts that ask for the same remedy, however they show.
func RemedyOf(g Group) string {
	return strings.Join([]string{g.ID, string(g.Severity), g.Title, g.Why, g.Fix, g.Reference, string(g.Provenance), strings.Join(g.Lists, " "), WaiverText(g.Waiver)}, "\x00")
}

// On names the nodes of the group.
func (g Group) On() string {
	var names []string
	for _, f := range g.Members {
		names = append(names, nodeOf(f))
	}
	return strings.Join(names, ", ")
}

// Evidence returns each observation of the group once, its source as written by
// name. One that not all members share names the nodes it was made on.
func (g Group) Evidence(name func(source string) string) []string {
	return g.shared(func(f report.Finding) []string {
		var texts []string
		for _, e := range f.Evidence {
			e.Source = name(e.Source)
			texts = append(texts, e.String())
		}
		return texts
	})
}

// Waivers lists the waivers in the group, each with the nodes it concerns.
func (g Group) Waivers() []string {
	return g.shared(func(f report.Finding) []string {
		if f.Waiver == nil {
			return nil
		}
		return []string{f.Waiver.String()}
	})
}

// shared lists each text of the members once. One that not all of them have names
// the nodes of those that do.
func (g Group) shared(of func(report.Finding) []string) []string {
	var all []string
	nodes := map[string][]string{}
	for _, f := range g.Members {
		for _, text := range of(f) {
			if nodes[text] == nil {
				all = append(all, text)
			}
			nodes[text] = append(nodes[text], nodeOf(f))
		}
	}
	for i, text := range all {
		if len(nodes[text]) < len(g.Members) {
			all[i] = strings.Join(nodes[text], ", ") + ": " + text
		}
	}
	return all
}

func nodeOf(f report.Finding) string { return cmp.Or(f.Node, "the cluster as a whole") }
