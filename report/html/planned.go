package html

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/plan"
)

// planned is the plan of a cluster, which the findings lead to.
type planned struct {
	Anchor            string
	Blockers, LeftOut []string
	Stages            []stage
}

// stage is what is done on one node, or once for the cluster.
type stage struct {
	plan.Stage
	Anchor string
	Number int
	On     string // the node; empty: for the cluster
	Fixed  []link // the findings
}

// link leads to a part of the page.
type link struct{ Anchor, Text string }

// mostStages is how many stages a finding leads to, if there are more.
const mostStages = 6

// number names the stages of a plan before the findings lead to them.
func (b *builder) number(c report.Cluster) {
	for i, s := range b.outline.Stages {
		numbered := stage{Stage: s, Anchor: b.anchors.name(b.prefix, "step", fmt.Sprint(i+1)), Number: i + 1}
		if !s.Once && s.Node >= 0 {
			numbered.On = c.Nodes[s.Node].Name
		}
		b.stages = append(b.stages, numbered)
	}
}

// stagesOf are the stages that fix a drift on nodes.
func (b *builder) stagesOf(g findings.Group, nodes []string) []link {
	if g.Status != checks.Drift {
		return nil
	}
	var all []link
	for _, s := range b.stages {
		if slices.Contains(s.Fixes, g.ID) && (s.Once || slices.Contains(nodes, s.On)) {
			all = append(all, link{s.Anchor, fmt.Sprintf("step %d, %s", s.Number, s.Title)})
		}
	}
	if more := len(all) - mostStages; more > 1 {
		all = append(all[:mostStages], link{b.planAnchor(), fmt.Sprintf("%d more", more)})
	}
	return all
}

func (b *builder) planAnchor() string { return b.prefix + "-plan" }

// planned is the plan with links back to the findings; nil when there is none.
func (b *builder) planned() *planned {
	if len(b.stages) == 0 {
		return nil
	}
	p := &planned{Anchor: b.planAnchor(), Blockers: b.outline.Blockers, LeftOut: b.outline.LeftOut}
	for _, s := range b.stages {
		for _, id := range s.Fixes {
			s.Fixed = append(s.Fixed, b.fixed(s, id)...)
		}
		p.Stages = append(p.Stages, s)
	}
	return p
}

// fixed are the links to a finding that a stage fixes: of one that is for the cluster there
// may be several.
func (b *builder) fixed(s stage, id string) []link {
	var all []link
	for at, anchor := range b.fixes {
		if at.what == id && (s.Once || at.node == s.On) && !slices.Contains(all, link{anchor, id}) {
			all = append(all, link{anchor, id})
		}
	}
	slices.SortFunc(all, func(x, y link) int { return cmp.Compare(x.Anchor, y.Anchor) })
	return all
}
