package plan

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/report"
)

// Outline is the plan of one cluster for a format that shows it with the findings. Its
// texts are cleaned.
type Outline struct {
	Blockers []string // what must be put right before anything is begun
	Stages   []Stage  // in the order in which they are done, never two at a time
	LeftOut  []string // nodes that no script can be made for, and why
}

// Stage is what is done on one node, or once for the cluster by way of one.
type Stage struct {
	Node    int      // its place among the nodes of the cluster
	Once    bool     // for the cluster
	Title   string   // "Once for the cluster, on HV01" or "HV02"
	Script  string   // the file of --output plan-script
	Fixes   []string // ids of findings
	Actions []Action
}

// Outlines are the plans of all clusters, in their order. The result must not be cleaned:
// what is run is refused unless it is plain.
func Outlines(r *report.Result) []Outline {
	var all []Outline
	for _, p := range newPlan(r) {
		o := Outline{Blockers: cleaned(p.blockers), LeftOut: cleaned(p.leftOut)}
		if p.once != nil {
			o.Stages = append(o.Stages, p.stage(*p.once, "Once for the cluster, on "+p.once.node.Host, p.once.onceScript(), true))
		}
		for _, n := range p.nodes {
			o.Stages = append(o.Stages, p.stage(n, nodeTitle(n.node), n.script(), false))
		}
		all = append(all, o)
	}
	return all
}

func (p clusterPlan) stage(n nodePlan, title, script string, once bool) Stage {
	return Stage{
		Node: slices.IndexFunc(p.cluster.Nodes, func(other report.Node) bool { return other.Name == n.node.Name }),
		Once: once, Title: report.Clean(title), Script: script, Fixes: n.fixes, Actions: n.procedure(),
	}
}

func cleaned(all []string) []string {
	var out []string
	for _, s := range all {
		out = append(out, report.Clean(s))
	}
	return out
}
