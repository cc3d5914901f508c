package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// Evaluate judges every node of a cluster and the cluster as a whole. The
// findings are sorted by node, family and id; those about the cluster as a
// whole come first, because their node is empty. The order of the nodes and of
// anything within the facts does not change the result.
func Evaluate(c Cluster) []Finding {
	e := newEvaluation(c)
	var all []familyFindings
	for _, f := range families() {
		all = append(all, e.judge(f))
	}
	found := e.conclude(all)
	for i := range found {
		found[i].Cluster = c.Name
		found[i].weigh(c.Moment)
		found[i].inUTC()
	}
	return found
}

// familyFindings are what one family finds: about the cluster as a whole, and about each
// node in the order of the evaluation.
type familyFindings struct {
	cluster []Finding
	nodes   [][]Finding
}

func (e *evaluation) judge(f family) familyFindings {
	j := familyFindings{nodes: make([][]Finding, len(e.entries))}
	if f.cluster != nil {
		j.cluster = f.cluster(e)
	}
	for i, s := range e.entries {
		switch {
		case s.judgeable() && f.node != nil:
			j.nodes[i] = f.node(e, s)
		case !s.judgeable() && f.unread != nil:
			j.nodes[i] = f.unread(e, s)
		}
	}
	return j
}

// conclude joins what all families find and adds what follows from it.
func (e *evaluation) conclude(all []familyFindings) []Finding {
	var parts [][]Finding
	for _, j := range all {
		parts = append(parts, j.cluster)
	}
	builds, names := e.builds(), newMemberIndex(e.entries)
	for _, part := range parts {
		e.fixFor(part, builds...)
		e.nameNodes(part, names)
	}
	for i := range e.entries {
		parts = append(parts, e.concludeNode(i, all))
	}
	return sorted(parts)
}

// concludeNode does so for one node.
func (e *evaluation) concludeNode(i int, all []familyFindings) []Finding {
	n := 0
	if b := e.entries[i].Baseline; b != nil {
		n = len(b.Lists) // which are added below
	}
	for _, j := range all {
		n += len(j.nodes[i])
	}
	found := make([]Finding, 0, n)
	for _, j := range all {
		found = append(found, j.nodes[i]...)
	}
	for _, f := range families() {
		if f.conclude != nil && e.entries[i].judgeable() {
			found = f.conclude(found, e.entries[i].Baseline)
		}
	}
	found = e.identities[i].withhold(found)
	if build := e.entries[i].Facts.OS.Build; build != 0 {
		e.fixFor(found, build)
	}
	for j := range found {
		found[j].Node = e.entries[i].Facts.Name
	}
	return found
}

// nameNodes gives the nodes that findings are due to the names by which they are listed.
func (e *evaluation) nameNodes(found []Finding, names memberIndex) {
	listed := func(name string) string {
		if i := names.find(name); i >= 0 {
			return e.entries[i].Facts.Name
		}
		return name
	}
	for i := range found {
		for j, node := range found[i].DueTo {
			found[i].DueTo[j] = listed(node)
		}
		for j, g := range found[i].Missing {
			if g.Node != "" {
				found[i].Missing[j].Node = listed(g.Node)
			}
		}
	}
}

// builds are those of the nodes that take part in what is judged of the cluster as a
// whole, each once.
func (e *evaluation) builds() []int {
	var all []int
	for _, s := range e.entries {
		if build := s.Facts.OS.Build; build != 0 && !slices.Contains(all, build) {
			all = append(all, build)
		}
	}
	return all
}

// fixFor leaves of each fix the steps for some builds of Windows. Findings on one
// requirement share what is left.
func (e *evaluation) fixFor(found []Finding, builds ...int) {
	of := fmt.Sprint(builds)
	for i := range found {
		f := &found[i]
		if len(f.Fix) == 0 {
			continue
		}
		key := fixKey{&f.Fix[0], len(f.Fix), of}
		left, known := e.fixes[key]
		if !known {
			left = f.Fix.For(builds...)
			e.fixes[key] = left
		}
		f.Fix = left
	}
}

// fixKey is the fix of a requirement, and builds of Windows.
type fixKey struct {
	first  *baselines.Step
	steps  int
	builds string
}

// sorted joins the findings in their order, by way of pointers since they are
// large: by node, family and id.
func sorted(parts [][]Finding) []Finding {
	var order []*Finding
	for _, part := range parts {
		for i := range part {
			order = append(order, &part[i])
		}
	}
	slices.SortStableFunc(order, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Family, b.Family), cmp.Compare(a.ID, b.ID))
	})
	all := make([]Finding, 0, len(order))
	for _, f := range order {
		all = append(all, *f)
	}
	return all
}
