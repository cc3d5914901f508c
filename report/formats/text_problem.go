package formats

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// problem prints one finding in a line, or several that lead to each other under one
// head.
func (p *page) problem(problem findings.Problem) {
	severity := pad(p.paint(string(problem.Severity()), severityColor(problem.Severity())), gutter)
	members := problem.Members()
	if len(members) == 1 {
		p.flow(severity, p.alone(members[0], problem.Nodes)+excused(members[0])+also(problem))
		return
	}
	p.flow(severity, p.nodeNames(problem.Nodes)+": "+leadsTo(members)+also(problem))
	for _, g := range members {
		what := g.Title
		if len(g.Members) == 1 {
			what = cmp.Or(g.Got, g.Title)
		}
		if g.Brief != "" && g.Family != "event" {
			what += "; " + g.Brief
		}
		p.flow(strings.Repeat(" ", gutter)+"- ", g.ID+": "+what+excused(g))
	}
}

// alone is one finding with its fix. What was observed of the cluster as a whole names
// the nodes, which its title does not.
func (p *page) alone(g findings.Group, nodes []string) string {
	if len(nodes) == 0 {
		return joined("; ", g.ID+"  cluster-wide: "+text.Snip(cmp.Or(g.Got, g.Title), 2*p.width, "…"), g.Brief)
	}
	return joined(": ", fmt.Sprintf("%s  %s (%s)", g.ID, g.Title, p.nodeNames(nodes)), g.Brief)
}

// joined joins texts, of which the second may be empty.
func joined(by, first, second string) string {
	if second == "" {
		return first
	}
	return first + by + second
}

// excused says what makes a drift less grave, or made it none once.
func excused(g findings.Group) string {
	var s string
	if g.MitigatedBy != "" {
		s = "; mitigated by " + g.MitigatedBy
	}
	if g.Waiver != nil {
		s += "; waiver: " + g.Waiver.String()
	}
	return s
}

// leadsTo says which findings lead to which, each step once.
func leadsTo(groups []findings.Group) string {
	var parts []string
	for i, target := range groups {
		var from []string
		for j, g := range groups[:i] {
			between := func(other findings.Group) bool {
				return slices.Contains(g.LeadsTo, other.ID) && slices.Contains(other.LeadsTo, target.ID)
			}
			if slices.Contains(g.LeadsTo, target.ID) && !slices.ContainsFunc(groups[j+1:i], between) {
				from = append(from, g.ID)
			}
		}
		switch len(from) {
		case 0:
		case 1:
			parts = append(parts, from[0]+" leads to "+target.ID)
		default:
			parts = append(parts, strings.Join(from[:len(from)-1], ", ")+" and "+from[len(from)-1]+" lead to "+target.ID)
		}
	}
	if len(parts) == 0 {
		return "these belong together"
	}
	return strings.Join(parts, "; ")
}

// also names the lists, and the differences between nodes, in which a problem shows.
func also(problem findings.Problem) string {
	var ids []string
	if len(problem.Members()) < len(problem.Groups) {
		for _, g := range problem.Lists() {
			ids = append(ids, g.ID)
		}
	}
	for _, f := range problem.Also {
		ids = append(ids, f.ID)
	}
	if len(ids) == 0 {
		return ""
	}
	return "; also " + strings.Join(ids, ", ")
}
