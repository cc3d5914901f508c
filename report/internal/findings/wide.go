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
	var own []Problem
	for _, f := range c.Findings {
		if f.Status != checks.Drift || f.Node != "" || ofDark(f, c) != "" {
			continue
		}
		if i := viewedBy(all, f); i >= 0 {
			all[i].Also = append(all[i].Also, f)
		} else {
			own = append(own, Problem{Groups: []Group{{Finding: f, Members: []report.Finding{f}}}})
		}
	}
	return append(all, own...)
}

// viewedBy is the first problem of which a difference of nodes is another view; -1 when
// it is more than that: graver, waived once, or about something that no problem explains.
func viewedBy(all []Problem, f report.Finding) int {
	if f.Waiver != nil || len(f.Differences) == 0 || slices.ContainsFunc(f.Differences, func(d checks.Difference) bool { return !explained(all, f, d) }) {
		return -1
	}
	return slices.IndexFunc(all, func(p Problem) bool {
		return p.Severity().Rank() <= f.Severity.Rank() && slices.ContainsFunc(f.Differences, func(d checks.Difference) bool {
			return slices.ContainsFunc(d.Values, func(v checks.NodeValue) bool {
				return v.Value != d.Majority && p.explains(f.ID, d.Aspect, v.Node)
			})
		})
	})
}

// explained reports whether the nodes differ because some of them drift: those that do
// not drift are alike.
func explained(all []Problem, f report.Finding, d checks.Difference) bool {
	alike := map[string]bool{}
	for _, v := range d.Values {
		if !slices.ContainsFunc(all, func(p Problem) bool { return p.explains(f.ID, d.Aspect, v.Node) }) {
			alike[v.Value] = true
		}
	}
	return len(alike) <= 1
}

// explains reports whether a drift of a node is what a comparison of nodes finds.
func (p Problem) explains(id, aspect, node string) bool {
	return slices.Contains(p.Nodes, node) && slices.ContainsFunc(p.Groups, func(g Group) bool {
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
