package formats

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// problem prints one finding in a line, or several that lead to each other under one
// head.
func (p *page) problem(problem findings.Problem) {
	severity := fit.Pad(p.paint(string(problem.Severity()), severityColor(problem.Severity())), gutter)
	members := problem.Members()
	if len(members) == 1 {
		p.flow(severity, p.alone(members[0], problem.Nodes)+excused(members[0])+sinceText(members[0])+also(problem))
		return
	}
	p.flow(severity, p.nodeNames(problem.Nodes)+": "+findings.Chain(members)+also(problem))
	for _, g := range members {
		what := g.Title
		if len(g.Members) == 1 {
			what = cmp.Or(g.Got, g.Title)
		}
		if g.Brief != "" && g.Family != "event" {
			what += "; " + g.Brief
		}
		p.flow(strings.Repeat(" ", gutter)+"- ", g.ID+": "+what+excused(g)+sinceText(g))
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

// also names the lists, and the differences between nodes, in which a problem shows.
func also(problem findings.Problem) string {
	if ids := problem.AlsoIDs(); len(ids) > 0 {
		return "; also " + strings.Join(ids, ", ")
	}
	return ""
}
