package notify

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// comparison is a cluster that is compared with what was reported of it to a sink.
type comparison struct {
	known      *reported
	gate       report.Gate // which severities the sink wants
	remind     time.Duration
	result     *report.Result
	cluster    *report.Cluster
	now        time.Time
	otherRules bool
	first      bool // nothing of the cluster was reported so far
	nodes      map[string]*report.Node
	dark       bool // a node of the cluster is not known
	message    *Message
	due        []func() // reminders, which are sent when one of them is due
}

// compare returns what to report, nil for nothing, and brings up to date what is known.
func (c *comparison) compare() *Message {
	rules := rulesOf(c.result, c.cluster)
	c.first = c.known.Rules == ""
	c.otherRules = !c.first && c.known.Rules != rules
	c.known.Rules = rules
	c.message = &Message{Format: Format, Document: Document, Kind: Changed, At: c.now, Nodes: []diff.NodeChange{}, Findings: []diff.Change{}}
	c.compareNodes()
	c.compareFindings()
	if len(c.message.Nodes)+len(c.message.Findings) == 0 {
		c.message.Kind = Reminder
	}
	for _, remind := range c.due {
		remind()
	}
	if len(c.message.Nodes)+len(c.message.Findings) == 0 {
		return nil
	}
	c.conclude()
	return c.message
}

// rulesOf says by what a cluster was judged: another text means other rules.
func rulesOf(r *report.Result, c *report.Cluster) string {
	used := map[string]bool{}
	for _, n := range c.Nodes {
		used[n.Baseline] = true
	}
	rules := []string{r.Tool.Version}
	for _, b := range r.Baselines {
		if used[b.Name] {
			rules = append(rules, b.Digest)
		}
	}
	return strings.Join(rules, " ")
}

// isDue reports whether something that was last reported then is to be reported again. A run that is a
// little early counts: runs do not begin to the second.
func (c *comparison) isDue(last time.Time) bool {
	return c.remind > 0 && c.now.Sub(last) >= c.remind-c.remind/20
}

// compareNodes notes nodes that appeared, vanished, were not read, or are read again. One
// that the scan did not get to, because it was interrupted, is as it was.
func (c *comparison) compareNodes() {
	c.nodes = map[string]*report.Node{}
	for i := range c.cluster.Nodes {
		n := &c.cluster.Nodes[i]
		key := fold(n.Name)
		if c.nodes[key] != nil {
			continue
		}
		c.nodes[key], c.dark = n, c.dark || n.Dark()
		if n.State != report.NotRead {
			c.compareNode(key, n)
		}
	}
	if c.cluster.Selection != nil || c.result.Interrupted {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(c.known.Nodes)) {
		if c.nodes[key] == nil {
			c.addNode(diff.NodeVanished, &report.Node{Name: c.known.Nodes[key].Name})
			delete(c.known.Nodes, key)
			maps.DeleteFunc(c.known.Findings, func(_ string, f *reportedFinding) bool { return fold(f.Node) == key })
		}
	}
}

func (c *comparison) compareNode(key string, n *report.Node) {
	k := c.known.Nodes[key]
	if k == nil {
		k = &reportedNode{Name: n.Name}
		c.known.Nodes[key] = k
		if !c.first {
			c.addNode(diff.NodeAppeared, n)
		}
	}
	switch {
	case n.Dark() && !k.Dark:
		k.Dark, k.Reported = true, c.now
		c.addNode(diff.NodeNotRead, n)
	case n.Dark():
		if c.isDue(k.Reported) {
			c.due = append(c.due, func() { k.Reported = c.now; c.addNode(diff.NodeStillDark, n) })
		}
	case k.Dark:
		k.Dark, k.Reported = false, time.Time{}
		c.addNode(diff.NodeReadAgain, n)
	}
}

func (c *comparison) addNode(class diff.Class, n *report.Node) {
	change := diff.NodeChange{Class: class, Name: report.Clean(n.Name), Now: n.State, Drift: n.Counts.Drift}
	if n.Dark() || class == diff.NodeVanished {
		change.Drift = c.drifted(fold(n.Name))
	}
	if n.Problem != nil && n.Dark() {
		change.Problem = report.Clean(n.Problem.Message)
	}
	c.message.Nodes = append(c.message.Nodes, change)
}

// drifted is how much drift of a node the sink knows of.
func (c *comparison) drifted(node string) int {
	n := 0
	for _, f := range c.known.Findings {
		if fold(f.Node) == node && f.Status == checks.Drift {
			n++
		}
	}
	return n
}

// compareFindings compares what the result says of each subject, and then what it does not
// say any more.
func (c *comparison) compareFindings() {
	seen, numbers := map[string]bool{}, map[string]int{}
	for i := range c.cluster.Findings {
		f := &c.cluster.Findings[i]
		subject := fold(f.Node) + " " + f.ID
		key := fmt.Sprintf("%s %d", subject, numbers[subject])
		numbers[subject]++
		seen[key] = true
		if c.observed(f) {
			c.finding(key, f)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.known.Findings)) {
		if !seen[key] {
			c.gone(key)
		}
	}
}

// observed reports whether a finding says something of its subject. On a node that was not
// read it does not, and what is unknown of a cluster with such a node, or because the scan
// was interrupted, is so for that.
func (c *comparison) observed(f *report.Finding) bool {
	if n := c.nodes[fold(f.Node)]; f.Node != "" {
		return n != nil && !n.Dark() && (f.Status != checks.Unknown || !c.result.Interrupted)
	}
	return f.Status != checks.Unknown || !c.dark && !c.result.Interrupted
}

// finding compares one, and reports what became of it.
func (c *comparison) finding(key string, f *report.Finding) {
	k := c.known.Findings[key]
	class, next := c.turn(k, f)
	if next == nil {
		delete(c.known.Findings, key)
	} else {
		c.known.Findings[key] = next
	}
	switch class {
	case "":
	case diff.Still:
		if c.isDue(k.Reported) {
			c.due = append(c.due, func() { next.Reported = c.now; c.addFinding(class, k, f) })
		}
	default:
		if next != nil {
			next.Reported = c.now
		}
		c.addFinding(class, k, f)
	}
}

// gone is what was reported and is not in the result. It stays as it is when the result did not
// look at it.
func (c *comparison) gone(key string) {
	k := c.known.Findings[key]
	n := c.nodes[fold(k.Node)]
	switch {
	case c.result.Selection != nil, c.result.Interrupted:
		return
	case k.Node == "" && (c.cluster.Selection != nil || c.dark):
		return
	case k.Node != "" && (n == nil || n.Dark() || n.State == report.Partial && n.Counts.Pass+n.Counts.Drift+n.Counts.Unknown == 0):
		return
	}
	delete(c.known.Findings, key)
	if k.Status != checks.Drift && !k.Drifted {
		return
	}
	class := diff.NoLongerApplies
	if c.otherRules {
		class = diff.RequirementDropped
	}
	c.addFinding(class, k, &report.Finding{ID: k.ID, Node: k.Node, Title: k.Title, Severity: k.Severity})
}

func (c *comparison) addFinding(class diff.Class, k *reportedFinding, f *report.Finding) {
	change := diff.Change{
		Class: class, ID: report.Clean(f.ID), Family: cmp.Or(f.Family, checks.FamilyOf(f.ID)), Node: report.Clean(f.Node), Title: report.Clean(f.Title),
		Now: f.Status, Severity: f.Severity, Want: report.Clean(f.Want), Got: report.Clean(f.Got), Reason: report.Clean(f.Reason), OtherRules: c.otherRules, Fingerprint: f.Fingerprint,
	}
	if f.Status == checks.Drift {
		change.Brief = report.Clean(f.Brief)
	}
	if f.Waiver != nil {
		change.Waiver = report.Clean(f.Waiver.String())
	}
	if k != nil {
		change.Was, change.Since = k.Status, k.Since
		if k.Severity != f.Severity {
			change.WasSeverity = k.Severity
		}
		if k.Got != f.Got {
			change.WasGot = report.Clean(k.Got)
		}
	}
	c.message.Findings = append(c.message.Findings, change)
}

// conclude counts the changes, sorts them, and leaves out what is too much for a message.
func (c *comparison) conclude() {
	m := c.message
	m.Drift, m.Unknown = c.cluster.Counts.Drift, c.cluster.Counts.Unknown
	m.Changes = map[diff.Class]int{}
	for _, n := range m.Nodes {
		m.Changes[n.Class]++
	}
	order := map[diff.Class]int{}
	for i, class := range diff.FindingClasses() {
		order[class] = i
	}
	for _, f := range m.Findings {
		m.Changes[f.Class]++
	}
	slices.SortStableFunc(m.Findings, func(a, b diff.Change) int {
		return cmp.Or(cmp.Compare(order[a.Class], order[b.Class]), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Node, b.Node))
	})
	slices.SortStableFunc(m.Nodes, func(a, b diff.NodeChange) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Name, b.Name))
	})
	m.Omitted = max(0, len(m.Findings)-MaxFindings) + max(0, len(m.Nodes)-MaxFindings)
	m.Findings, m.Nodes = m.Findings[:min(len(m.Findings), MaxFindings)], m.Nodes[:min(len(m.Nodes), MaxFindings)]
}
