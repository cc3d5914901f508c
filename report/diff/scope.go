package diff

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// resultSide is what a comparison needs to know of one of the results as a whole.
type resultSide struct {
	word      string // "before" or "after"
	selection *report.Narrowing
	shard     *report.Shard
	digests   map[string][]string // of baselines, by name, sorted
}

func newResultSide(r *report.Result, word string) resultSide {
	return resultSide{word, r.Selection, r.Shard, digests(r)}
}

// judges reports whether the result looked at findings with an id.
func (s resultSide) judges(id string) bool {
	if s.selection == nil || checks.AlwaysJudged(id) {
		return true
	}
	named := func(words []string) bool {
		return slices.Contains(words, id) || slices.Contains(words, checks.FamilyOf(id))
	}
	return !named(s.selection.Skip) && (len(s.selection.Only) == 0 || named(s.selection.Only))
}

// mayLack reports whether a result may lack a cluster of the other because each is
// another part of an inventory.
func (s resultSide) mayLack(other resultSide) bool {
	return s.shard != nil && (other.shard == nil || *s.shard != *other.shard)
}

// digests are those of the baselines of a result, by name. Two files of one name are
// two digests.
func digests(r *report.Result) map[string][]string {
	all := map[string][]string{}
	for _, b := range r.Baselines {
		all[b.Name] = append(all[b.Name], b.Digest)
	}
	for name := range all {
		slices.Sort(all[name])
	}
	return all
}

// baselineChanges are the baselines of which the results used different contents.
func baselineChanges(before, after *report.Result) []BaselineChange {
	was, now := digests(before), digests(after)
	var names []string
	for name := range was {
		names = append(names, name)
	}
	for name := range now {
		names = append(names, name)
	}
	slices.Sort(names)
	var changes []BaselineChange
	for _, name := range slices.Compact(names) {
		if !slices.Equal(was[name], now[name]) {
			changes = append(changes, BaselineChange{name, append([]string{}, was[name]...), append([]string{}, now[name]...)})
		}
	}
	return changes
}

// sameBaseline reports whether two nodes were judged by the same content.
func (c *comparison) sameBaseline(before, after *report.Node) bool {
	return before.Baseline == after.Baseline && slices.Equal(c.before.digests[before.Baseline], c.after.digests[after.Baseline])
}

// sameBaselines reports whether a cluster as a whole was judged by the same contents: no
// node that was read in both results by another one, and none that only one of them has
// by one that it alone uses.
func (c *comparison) sameBaselines(p clusterPair) bool {
	was, now := baselinesOf(p.before), baselinesOf(p.after)
	for _, n := range pairNodes(p.before.Nodes, p.after.Nodes) {
		switch {
		case n.before == nil && n.after.Baseline != "" && !was[n.after.Baseline]:
			return false
		case n.after == nil && n.before.Baseline != "" && !now[n.before.Baseline]:
			return false
		case n.before == nil, n.after == nil, n.before.Dark(), n.after.Dark():
		case !c.sameBaseline(n.before, n.after):
			return false
		}
	}
	return true
}

// baselinesOf are the names of those that the nodes of a cluster were judged by.
func baselinesOf(cluster *report.Cluster) map[string]bool {
	all := map[string]bool{}
	for _, n := range cluster.Nodes {
		all[n.Baseline] = true
	}
	return all
}

// known reports whether the findings on a node say something of it: it was read, and a
// baseline was found for it.
func known(n *report.Node, found []*report.Finding) bool {
	isRequired := func(f *report.Finding) bool { return checks.FamilyOf(f.ID) != "node" }
	return !n.Dark() && (n.Baseline != "" || slices.ContainsFunc(found, isRequired))
}
