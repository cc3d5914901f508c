package html

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// card is what has one cause: drift that leads to drift, what is unknown for the same want
// of evidence, nodes that were not read with all that follows from it.
type card struct {
	Anchor   string
	Status   checks.Status
	Severity baselines.Severity // of drift; else empty
	Nodes    string
	State    string // of nodes that were not read
	Lead     string // what leads to what, what is missing, why nodes were not read
	Hint     string
	Subjects []subject
	AlsoText string
	Also     []subject // what follows of the cluster as a whole
	Findings int
	Alone    bool // one subject, whose heading is that of the card
	Open     bool
}

func (b *builder) problems(c report.Cluster) []card {
	var cards []card
	for _, p := range findings.Problems(c) {
		cards = append(cards, b.problem(p))
	}
	return cards
}

func (b *builder) problem(p findings.Problem) card {
	members := p.Members()
	k := card{Status: checks.Drift, Severity: p.Severity(), Nodes: names(p.Nodes), Findings: p.Size()}
	for _, g := range members {
		k.Subjects = append(k.Subjects, b.subjects(g.Alike())...)
	}
	var also []findings.Group
	if len(members) < len(p.Groups) {
		for _, g := range p.Lists() {
			also = append(also, g.Alike()...)
		}
	}
	for _, f := range p.Also {
		also = append(also, findings.Group{Finding: f, Members: []report.Finding{f}})
	}
	k.Also = b.subjects(also)
	if len(k.Also) > 0 {
		k.AlsoText = "Also seen as " + strings.Join(p.AlsoIDs(), ", ")
	}
	if k.Alone = len(k.Subjects) == 1; k.Alone {
		return k
	}
	k.Anchor = b.anchors.name(b.prefix, "cause", members[0].ID, members[0].Members[0].Node)
	k.Lead, k.Open = "these belong together", true
	if len(members) > 1 {
		k.Lead = findings.Chain(members)
	}
	for i := range k.Subjects {
		k.Subjects[i].Where = ""
	}
	return k
}

func (b *builder) gaps(c report.Cluster) []card {
	var cards []card
	for _, g := range findings.Gaps(c) {
		k := card{Status: checks.Unknown, Nodes: names(append(g.Nodes, whole(g.Nodes)...)), Findings: g.Size()}
		var groups []findings.Group
		for _, same := range g.Groups {
			groups = append(groups, same.Alike()...)
		}
		k.Subjects = b.subjects(groups)
		if k.Alone = len(k.Subjects) == 1; !k.Alone {
			k.Anchor = b.anchors.name(b.prefix, "unknown", g.Findings[0].ID, g.Findings[0].Node)
			k.Lead = fmt.Sprintf("%d unknown (%s): %s", g.Size(), findings.IDList(g.Findings), cut(g.Missing, mostLead))
			if g.Others > 0 {
				k.Lead += fmt.Sprintf("; %d otherwise", g.Others)
			}
		}
		cards = append(cards, k)
	}
	return cards
}

// mostLead is how many characters of what is missing a heading shows: the findings below
// say all.
const mostLead = 300

// whole is the cluster as a whole where no node is named.
func whole(nodes []string) []string {
	if len(nodes) == 0 {
		return []string{""}
	}
	return nil
}

// dark are the nodes that were not read, each group with its own findings and with those
// of the cluster that are due to it.
func (b *builder) dark(c report.Cluster) []card {
	aftermath := findings.Aftermath(c)
	byNode := map[string][]report.Finding{}
	for _, f := range c.Findings {
		if f.Status == checks.Drift || f.Status == checks.Unknown {
			byNode[f.Node] = append(byNode[f.Node], f)
		}
	}
	var cards []card
	for _, d := range findings.DarkGroups(c) {
		k := card{
			Anchor: b.anchors.name(b.prefix, "not-read", d.Names[0]), Status: checks.Unknown, Nodes: names(d.Names), State: d.State,
			Lead: d.Problem + findings.Consequences(d.Names, aftermath), Hint: d.Hint,
		}
		var own, due findings.Group
		for _, n := range d.Names {
			own.Members = append(own.Members, byNode[n]...)
			due.Members = append(due.Members, aftermath[n]...)
			b.link(n, k.Anchor)
		}
		k.Subjects, k.Also = b.subjects(own.Alike()), b.subjects(due.Alike())
		if k.Findings = len(own.Members) + len(due.Members); len(due.Members) > 0 {
			k.AlsoText = "What follows of the cluster as a whole"
		}
		cards = append(cards, k)
	}
	return cards
}
