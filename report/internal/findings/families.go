package findings

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// ClusterRow is the row of the findings about the cluster as a whole.
const ClusterRow = "(cluster)"

// FamilyOf is the column that a finding belongs to.
func FamilyOf(f report.Finding) string { return checks.Column(f.Family) }

// FamiliesOf returns the families that were judged, in the order of the checks. What an
// unreachable node has is no reason for a column, since its row says so across, and
// neither is what applies to no node, or that each node is the one that was asked for.
func FamiliesOf(c report.Cluster) []string {
	unread := map[string]bool{}
	for _, n := range c.Nodes {
		unread[n.Name] = n.Dark()
	}
	var families []string
	for _, f := range c.Findings {
		judged := !unread[f.Node] && f.Status != checks.NotApplicable && (f.ID != checks.IdentityID || f.Status != checks.Pass)
		if name := FamilyOf(f); judged && !slices.Contains(families, name) {
			families = append(families, name)
		}
	}
	known := checks.Columns()
	slices.SortFunc(families, func(a, b string) int {
		ra, rb := slices.Index(known, a), slices.Index(known, b)
		return cmp.Or(cmp.Compare(uint(ra), uint(rb)), cmp.Compare(a, b)) // unknown is -1, the greatest uint
	})
	return families
}
