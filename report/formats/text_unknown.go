package formats

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// uncertain prints what is not known, and why, by its cause.
func (p *page) uncertain(c report.Cluster) {
	var lines [][2]string
	aftermath := findings.Aftermath(c)
	for _, group := range darkGroups(c) {
		lines = append(lines, [2]string{p.nodeNames(group.names), group.state + ": " + group.problem + consequences(group.names, aftermath) + sentence(group.hint)})
	}
	for _, g := range findings.Gaps(c) {
		who := "the cluster"
		if len(g.Nodes) > 0 {
			who = p.nodeNames(g.Nodes)
		}
		text := fmt.Sprintf("%d unknown (%s): %s", len(g.Findings), idList(g.Findings), g.Missing)
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
		width = max(width, columns(l[0]))
	}
	for _, l := range lines {
		if width+2 > p.width/2 {
			p.flow("", l[0])
			p.flow(strings.Repeat(" ", gutter), l[1])
			continue
		}
		p.flow(pad(l[0], max(width+2, gutter)), l[1])
	}
}

// darkGroup is nodes that could not be read for the same reason.
type darkGroup struct {
	names          []string
	state, problem string // of several nodes the problem names none
	hint           string
	key            string
}

func darkGroups(c report.Cluster) []darkGroup {
	var all []darkGroup
	for _, n := range c.Nodes {
		if !n.Dark() {
			continue
		}
		problem, hint := "nothing was judged", ""
		if n.Problem != nil {
			problem, hint = n.Problem.Message, n.Problem.Hint
		}
		common := impersonal(problem, n)
		key := n.State.Words() + "\x00" + common + "\x00" + impersonal(hint, n)
		i := slices.IndexFunc(all, func(g darkGroup) bool { return g.key == key })
		if i < 0 {
			i = len(all)
			all = append(all, darkGroup{state: n.State.Words(), problem: problem, hint: hint, key: key})
		} else if all[i].problem != problem {
			all[i].problem, all[i].hint = common, impersonal(hint, n)
		}
		all[i].names = append(all[i].names, n.Name)
	}
	return all
}

// impersonal is a text about a node without its address and its name.
func impersonal(s string, n report.Node) string {
	if n.Address != "" {
		s = strings.ReplaceAll(s, n.Address, "its address")
	}
	return findings.WithoutName(s, n.Name)
}

// sentence is what follows a clause.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return ". " + s
}

// consequences names what nodes that were not read have brought about. Each is due to
// one of them, which is named when they are several.
func consequences(nodes []string, aftermath map[string][]report.Finding) string {
	var drift, undecided []string
	for _, n := range nodes {
		by, it := "", "it"
		if len(nodes) > 1 {
			by, it = ", "+n, n
		}
		unknown := 0
		for _, f := range aftermath[n] {
			if f.Status == checks.Drift {
				drift = append(drift, fmt.Sprintf("%s (%s%s)", f.ID, f.Severity, by))
			} else {
				unknown++
			}
		}
		if unknown > 0 {
			undecided = append(undecided, fmt.Sprintf("; %s of the cluster cannot be decided without %s", wording.Counted(unknown, "finding"), it))
		}
	}
	slices.Sort(drift)
	var s string
	if len(drift) > 0 {
		s = "; so " + strings.Join(drift, ", ") + " " + map[bool]string{true: "drifts", false: "drift"}[len(drift) == 1]
	}
	return s + strings.Join(undecided, "")
}

// idList is some ids of findings: one, or how many there are by family.
func idList(found []report.Finding) string {
	if len(found) == 1 {
		return found[0].ID
	}
	var families []string
	count := map[string]int{}
	for _, f := range found {
		if count[f.Family]++; count[f.Family] == 1 {
			families = append(families, f.Family)
		}
	}
	for i, name := range families {
		if count[name] > 1 {
			families[i] = fmt.Sprintf("%d %s", count[name], name)
		}
	}
	if len(families) > 4 {
		families = append(families[:3], fmt.Sprintf("%d more families", len(families)-3))
	}
	return strings.Join(families, ", ")
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
