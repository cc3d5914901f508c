package html

import (
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/plan"
)

// builder makes the section of one cluster. What may be said once on a page, and what must
// not be named twice, it shares with the builders of the other clusters.
type builder struct {
	anchors      anchors
	requirements *requirements
	prefix       string            // of the cluster's anchors, "c1"
	keys         map[string]string // the names of nodes in the page, which no text of a node can confuse
	cells        map[place]string  // the anchor of the gravest finding of a family on a node
	fixes        map[place]string  // the anchor of a drift on a node
	rows         map[string]string // the anchors of nodes that were not read
	outline      plan.Outline
	stages       []stage
}

// place is a node, and a family or the id of a finding.
type place struct{ node, what string }

// take notes where the findings of a group are, and returns their nodes.
func (b *builder) take(g findings.Group, anchor string) []string {
	var on []string
	for _, f := range g.Members {
		on = append(on, f.Node)
		first(b.cells, place{f.Node, findings.FamilyOf(f)}, anchor)
		if f.Status == checks.Drift {
			first(b.fixes, place{f.Node, f.ID}, anchor)
		}
	}
	return on
}

func first(m map[place]string, at place, anchor string) {
	if _, ok := m[at]; !ok {
		m[at] = anchor
	}
}

// link notes where a node is that was not read.
func (b *builder) link(node, anchor string) { b.rows[node] = anchor }
