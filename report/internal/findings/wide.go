package findings

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// compared are the families whose drift on one node shows as a difference of the nodes.
var compared = map[string][]string{
	"consistency/hotfixes": {"hotfix", "update"}, "consistency/offload": {"offload"}, "consistency/firewall": {"firewall"},
	"consistency/services": {"service"}, "consistency/network-profile": {"network-profile"}, "consistency/drivers": {"driver"},
	"consistency/os-build": {"update"}, "consistency/adapter-settings": {"adapter-offload"},
}

// bySubject are the families whose differences name the subject of the finding.
var bySubject = []string{"hotfix", "offload", "firewall", "service"}

// addClusterWide adds the drift of the cluster as a whole: to the problem that it is
// another view of, or as one of its own.
func addClusterWide(all []Problem, c report.Cluster) []Problem {
	views, dark := newViews(all), darkNames(c)
	var own []Problem
	for _, f := range c.Findings {
		if f.Status != checks.Drift || f.Node != "" || dark.due(f) != "" {
			continue
		}
		if i := views.viewedBy(f); i >= 0 {
			all[i].Also = append(all[i].Also, f)
		} else {
			own = append(own, Problem{Groups: []Group{{Finding: f, Members: []report.Finding{f}}}})
		}
	}
	return append(all, own...)
}

// views are problems, and the places of those of each node, by its name.
type views struct {
	problems []Problem
	byNode   map[string][]int
}

func newViews(all []Problem) views {
	v := views{all, map[string][]int{}}
	for i, p := range all {
		for _, node := range p.Nodes {
			v.byNode[node] = append(v.byNode[node], i)
		}
	}
	return v
}

// viewedBy is the first problem of which a difference of nodes is another view; -1 when
// it is more than that: graver, waived once, or about something that no problem explains.
func (v views) viewedBy(f report.Finding) int {
	if f.Waiver != nil || len(f.Differences) == 0 || slices.ContainsFunc(f.Differences, func(d checks.Difference) bool { return !v.explained(f, d) }) {
		return -1
	}
	first := -1
	for _, d := range f.Differences {
		for _, value := range d.Values {
			if value.Value == d.Majority {
				continue
			}
			for _, i := range v.explaining(f, d, value.Node) {
				if v.problems[i].Severity().Rank() <= f.Severity.Rank() && (first < 0 || i < first) {
					first = i
				}
			}
		}
	}
	return first
}

// explained reports whether the nodes differ because some of them drift: those that do
// not drift are alike.
func (v views) explained(f report.Finding, d checks.Difference) bool {
	alike := map[string]bool{}
	for _, value := range d.Values {
		if len(v.explaining(f, d, value.Node)) == 0 {
			alike[value.Value] = true
		}
	}
	return len(alike) <= 1
}

// explaining are the places of the problems of a node that explain how it differs.
func (v views) explaining(f report.Finding, d checks.Difference, node string) []int {
	return slices.DeleteFunc(slices.Clone(v.byNode[node]), func(i int) bool { return !v.problems[i].explains(f.ID, d.Aspect) })
}

// explains reports whether a drift of the nodes is what a comparison of nodes finds.
func (p Problem) explains(id, aspect string) bool {
	return slices.ContainsFunc(p.Groups, func(g Group) bool {
		if !slices.Contains(compared[id], g.Family) {
			return false
		}
		_, subject, _ := strings.Cut(g.ID, "/")
		switch {
		case slices.Contains(bySubject, g.Family):
			return aspect == subject || strings.HasPrefix(aspect, subject+" ")
		case id == "consistency/os-build":
			return strings.HasPrefix(aspect, "update build revision ")
		}
		return true
	})
}
