package formats

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// uncertain prints what is not known, and why, by its cause.
func (p *page) uncertain(c report.Cluster) {
	var lines [][2]string
	aftermath := findings.Aftermath(c)
	for _, group := range findings.DarkGroups(c) {
		lines = append(lines, [2]string{p.nodeNames(group.Names), group.State + ": " + group.Problem + findings.Consequences(group.Names, aftermath) + sentence(group.Hint)})
	}
	for _, g := range findings.Gaps(c) {
		who := "the cluster"
		if len(g.Nodes) > 0 {
			who = p.nodeNames(g.Nodes)
		}
		text := fmt.Sprintf("%d unknown (%s): %s", len(g.Findings), findings.IDList(g.Findings), g.Missing)
		if g.Others > 0 {
			text += fmt.Sprintf("; %d otherwise", g.Others)
		}
		lines = append(lines, [2]string{who, text})
	}
	if len(lines) == 0 {
		return
	}
	p.section(p.paint("Not known", statusColor(checks.Unknown)))
	width := 0
	for _, l := range lines {
		width = max(width, fit.Columns(l[0]))
	}
	for _, l := range lines {
		if width+2 > p.width/2 {
			p.flow("", l[0])
			p.flow(strings.Repeat(" ", gutter), l[1])
			continue
		}
		p.flow(fit.Pad(l[0], max(width+2, gutter)), l[1])
	}
}

// sentence is what follows a clause.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return ". " + s
}

// nodeNames is "HV02, HV06 and 3 more".
func (p *page) nodeNames(all []string) string {
	var shown []string
	for i, n := range all {
		if i == mostNodes-1 && len(all) > mostNodes {
			return strings.Join(shown, ", ") + fmt.Sprintf(" and %d more", len(all)-len(shown))
		}
		shown = append(shown, p.name(n))
	}
	return strings.Join(shown, ", ")
}
