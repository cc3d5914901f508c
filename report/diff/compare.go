package diff

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// comparison is two results that are being compared.
type comparison struct {
	diff          *Diff
	options       Options
	before, after resultSide
	otherTool     bool // the versions of the program differ
	marking       marking
}

// clusterComparison is a cluster of both results that is being compared.
type clusterComparison struct {
	*comparison
	out     *Cluster
	pair    clusterPair
	omitted map[string]*Omission
}

// key is what pairs findings on one node: the id, and of several of one id their number.
type key struct {
	id     string
	number int
}

func (c *comparison) cluster(p clusterPair) Cluster {
	out := Cluster{Name: p.name(), State: Compared, Counts: newCounts(), Nodes: []NodeChange{}, Findings: []Change{}}
	cc := clusterComparison{c, &out, p, map[string]*Omission{}}
	if c.options.Mark != nil && p.after != nil {
		c.marking = newMarking(p.after)
	}
	switch {
	case p.before == nil && c.before.mayLack(c.after):
		out.State = LeftOut
		cc.omitAll(p.after, "after", "not in the shard before")
	case p.after == nil && c.after.mayLack(c.before):
		out.State = LeftOut
		cc.omitAll(p.before, "before", "not in the shard after")
	case p.before == nil:
		out.State, out.Moment = Appeared, p.after.Moment
		cc.pair.before = &report.Cluster{}
		cc.compare()
	case p.after == nil:
		out.State, out.WasMoment = Vanished, p.before.Moment
		cc.pair.after = &report.Cluster{}
		cc.compare()
	default:
		out.Moment, out.WasMoment = p.after.Moment, p.before.Moment
		if fold(p.before.Name) != fold(p.after.Name) {
			out.WasNamed = p.before.Name
		}
		cc.compare()
	}
	cc.conclude()
	return out
}

// omitAll leaves out a cluster that the other result may not have looked at.
func (c *clusterComparison) omitAll(whole *report.Cluster, side, why string) {
	for i := range whole.Findings {
		c.omit(&whole.Findings[i], side, why)
	}
}

// omit notes a finding that only one of the results looked at.
func (c *clusterComparison) omit(f *report.Finding, side, why string) {
	text := fmt.Sprintf("only %s: %s", side, why)
	o := c.omitted[text]
	if o == nil {
		o = &Omission{Text: text}
		c.omitted[text] = o
	}
	o.Findings++
	if f.Status != checks.Drift {
		return
	}
	o.Drift++
	if side == c.after.word {
		c.unsure(f)
	}
}

// unsure counts drift of which the earlier result cannot say whether it is new.
func (c *comparison) unsure(f *report.Finding) {
	if c.options.Gate.Counts(f.Severity) {
		c.diff.Unsure[f.Severity]++
		c.mark(f, report.MayBeNew)
	}
}

// marking finds the findings of the later result's cluster that is being compared.
type marking struct {
	cluster string
	indexes map[*report.Finding]int
}

func newMarking(c *report.Cluster) marking {
	m := marking{c.Name, map[*report.Finding]int{}}
	for i := range c.Findings {
		m.indexes[&c.Findings[i]] = i
	}
	return m
}

func (c *comparison) mark(f *report.Finding, n report.Novelty) {
	if c.options.Mark != nil {
		c.options.Mark(c.marking.cluster, c.marking.indexes[f], n)
	}
}

// compare compares the nodes, and then the findings on nodes that both know and on the
// cluster as a whole.
func (c *clusterComparison) compare() {
	before, after := byKey(c.pair.before), byKey(c.pair.after)
	for _, n := range pairNodes(c.pair.before.Nodes, c.pair.after.Nodes) {
		c.node(n, before, after)
	}
	c.clusterWide(before[""], after[""])
}

// byKey are the findings of a cluster by their nodes.
func byKey(cluster *report.Cluster) map[string][]*report.Finding {
	all := map[string][]*report.Finding{}
	for i := range cluster.Findings {
		f := &cluster.Findings[i]
		node := fold(f.Node)
		all[node] = append(all[node], f)
	}
	return all
}

// clusterWide compares what is said of the cluster as a whole. Of another selection of
// nodes it is not the same statement.
func (c *clusterComparison) clusterWide(was, now []*report.Finding) {
	chosen := c.pair.before.Selection != nil || c.pair.after.Selection != nil
	switch {
	case c.out.State == Vanished:
		return
	case c.out.State == Appeared:
		c.newDrift(now)
		return
	case chosen && !sameSelection(c.pair):
		for _, f := range was {
			c.omit(f, "before", "the cluster as a whole, of other nodes")
		}
		for _, f := range now {
			c.omit(f, "after", "the cluster as a whole, of other nodes")
		}
		return
	}
	otherRules := c.otherTool || !c.sameBaselines(c.pair)
	if !otherRules {
		was, now = c.silent(was, now)
	}
	c.findings(was, now, otherRules)
}

// silent takes out what is said of the cluster as a whole in one result alone, where the
// other one has nodes that are not known: without them it says nothing, which proves
// neither that drift ended nor that it is new.
func (c *clusterComparison) silent(was, now []*report.Finding) (before, after []*report.Finding) {
	if !isWhollyKnown(c.pair.after) {
		known := ids(now)
		was = slices.DeleteFunc(was, func(f *report.Finding) bool {
			lost := !known[f.ID] && c.after.judges(f.ID)
			if lost && (f.Status == checks.Drift || f.Status == checks.Waived) {
				c.out.Counts.Compared++
				c.add(BecameUnknown, f, nil, false)
			}
			return lost
		})
	}
	if !isWhollyKnown(c.pair.before) {
		known := ids(was)
		now = slices.DeleteFunc(now, func(f *report.Finding) bool {
			again := !known[f.ID] && c.before.judges(f.ID)
			if again {
				c.readAgain([]*report.Finding{f})
			}
			return again
		})
	}
	return was, now
}

// isWhollyKnown reports whether the findings of a cluster say something of each node.
func isWhollyKnown(cluster *report.Cluster) bool {
	found := byKey(cluster)
	return !slices.ContainsFunc(cluster.Nodes, func(n report.Node) bool { return !known(&n, found[fold(n.Name)]) })
}

// ids are those of findings.
func ids(all []*report.Finding) map[string]bool {
	known := map[string]bool{}
	for _, f := range all {
		known[f.ID] = true
	}
	return known
}

// newDrift is drift of what only the later result has.
func (c *clusterComparison) newDrift(now []*report.Finding) {
	for _, f := range now {
		if f.Status == checks.Drift {
			c.out.Counts.Compared++
			c.add(New, nil, f, false)
		}
	}
}

// sameSelection reports whether both results are of the same nodes.
func sameSelection(p clusterPair) bool {
	names := func(cluster *report.Cluster) []string {
		var all []string
		for _, n := range cluster.Nodes {
			all = append(all, fold(n.Name))
		}
		slices.Sort(all)
		return all
	}
	return slices.Equal(names(p.before), names(p.after))
}

// conclude sorts the changes and counts them.
func (c *clusterComparison) conclude() {
	for _, n := range c.out.Nodes {
		c.out.Counts.Changes[n.Class]++
	}
	for _, f := range c.out.Findings {
		c.out.Counts.Changes[f.Class]++
	}
	for _, o := range c.omitted {
		c.out.Omitted = append(c.out.Omitted, *o)
		c.out.Counts.LeftOut += o.Findings
	}
	slices.SortFunc(c.out.Omitted, func(a, b Omission) int { return cmp.Compare(a.Text, b.Text) })
	slices.SortStableFunc(c.out.Nodes, func(a, b NodeChange) int { return cmp.Compare(a.Name, b.Name) })
	order := map[Class]int{}
	for i, class := range FindingClasses() {
		order[class] = i
	}
	slices.SortStableFunc(c.out.Findings, func(a, b Change) int {
		return cmp.Or(cmp.Compare(order[a.Class], order[b.Class]), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Node, b.Node))
	})
}
