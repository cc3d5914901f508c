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
	id, title, want, got, reason, missing, why, fix, reference, acceptedBy string
	severity                                                               baselines.Severity
	provenance                                                             baselines.Provenance
}

func likenessOf(f Finding) likeness {
	return likeness{
		id: f.ID, title: f.Title, want: f.Want, got: f.Got, reason: f.Reason, missing: strings.Join(f.Missing, "\n"),
		why: f.Why, fix: f.Fix, reference: f.Reference, acceptedBy: f.AcceptedBy,
		severity: f.Severity, provenance: f.Provenance,
	}
}

// groupFindings groups the findings of one status, the gravest first, then by id.
// What an unreachable node has unknown is left out: the node is told of instead.
func groupFindings(c Cluster, status checks.Status) []group {
	unread := map[string]bool{}
	for _, n := range c.Nodes {
		unread[n.Name] = n.State == Unreachable
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

// on names the nodes of the group.
func (g group) on() string {
	var names []string
	for _, f := range g.members {
		names = append(names, cmp.Or(f.Node, "the cluster as a whole"))
	}
	return strings.Join(names, ", ")
}

// evidence returns each observation of the group once. One that not all members
// share names the nodes it was made on.
func (g group) evidence() []string {
	var lines []string
	nodes := map[string][]string{}
	for _, f := range g.members {
		for _, e := range f.Evidence {
			line := e.Observed
			if e.Source != "" {
				line += "; " + e.Source
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
