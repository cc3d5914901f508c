package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// group is the same finding on one or more nodes. The embedded one stands for all.
type group struct {
	Finding
	members []Finding // sorted by node
}

// likeness is what must be equal for findings to be told as one.
type likeness struct {
	id, title, want, got, reason, missing, why, fix, reference, acceptedBy, waiver string
	severity                                                                       baselines.Severity
	provenance                                                                     baselines.Provenance
}

func likenessOf(f Finding) likeness {
	return likeness{
		id: f.ID, title: f.Title, want: f.Want, got: f.Got, reason: f.Reason, missing: strings.Join(f.Missing, "\n"),
		why: f.Why, fix: f.Fix, reference: f.Reference, acceptedBy: f.AcceptedBy,
		waiver: waiverText(f.Waiver), severity: f.Severity, provenance: f.Provenance,
	}
}

// waiverText is empty for a finding without a waiver.
func waiverText(w *Waiver) string {
	if w == nil {
		return ""
	}
	return w.String()
}

// groupFindings groups the findings of one status, the gravest first, then by id.
// What an unreachable node has unknown is left out: the node is told of instead.
func groupFindings(c Cluster, status checks.Status) []group {
	unread := map[string]bool{}
	for _, n := range c.Nodes {
		unread[n.Name] = n.dark()
	}
	var groups []group
	at := map[likeness]int{}
	for _, f := range c.Findings {
		if f.Status != status || status == checks.Unknown && unread[f.Node] {
			continue
		}
		key := likenessOf(f)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, group{Finding: f})
		}
		groups[i].members = append(groups[i].members, f)
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.ID, b.ID))
	})
	return groups
}

// joinGroups puts groups with an equal key together, in the order of the first.
func joinGroups(groups []group, key func(group) string) [][]group {
	var joined [][]group
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

// gapOf is equal for what the same nodes left open for the same want of
// evidence: it is told once, under all its headings.
func gapOf(g group) string {
	return strings.Join(append(slices.Clone(g.Missing), g.on(), g.Reason, g.AcceptedBy, waiverText(g.Waiver)), "\x00")
}

// remedyOf is equal for drifts that ask for the same remedy, however they show.
func remedyOf(g group) string {
	return strings.Join([]string{g.ID, string(g.Severity), g.Title, g.Why, g.Fix, g.Reference, string(g.Provenance), strings.Join(g.Lists, " "), waiverText(g.Waiver)}, "\x00")
}

// on names the nodes of the group.
func (g group) on() string {
	var names []string
	for _, f := range g.members {
		names = append(names, cmp.Or(f.Node, "the cluster as a whole"))
	}
	return strings.Join(names, ", ")
}

// evidence returns each observation of the group once, its source as written by
// name. One that not all members share names the nodes it was made on.
func (g group) evidence(name func(source string) string) []string {
	var lines []string
	nodes := map[string][]string{}
	for _, f := range g.members {
		for _, e := range f.Evidence {
			line := e.Observed
			if source := name(e.Source); source != "" {
				line += "; " + source
			}
			if nodes[line] == nil {
				lines = append(lines, line)
			}
			nodes[line] = append(nodes[line], f.Node)
		}
	}
	for i, line := range lines {
		if len(nodes[line]) < len(g.members) {
			lines[i] = strings.Join(nodes[line], ", ") + ": " + line
		}
	}
	return lines
}
