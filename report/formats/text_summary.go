package formats

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

const (
	mostVerdicts = 20 // clusters with a line of their own, if there are more
	mostClusters = 5  // clusters whose problems are shown, if there are more
	mostNodes    = 3  // nodes that a line names, if there are more
	mostRows     = 12 // nodes that a matrix shows, if there are more
)

// summary prints what a person reads in a minute.
func (p *page) summary(r *report.Result) {
	clusters := worstFirst(r.Clusters)
	p.doubts(r)
	p.clusterLines(clusters)
	p.warnings(r)
	shown := 0
	for _, c := range clusters {
		if c.Verdict == report.VerdictPass && c.Counts.Unknown+c.Counts.Drift == 0 && findings.LatencyOf(c) == nil {
			continue
		}
		if shown++; shown > mostClusters && len(clusters) > mostClusters {
			continue
		}
		if len(r.Clusters) > 1 {
			p.title(c.Name)
		}
		p.clusterSummary(c)
	}
	if rest := shown - mostClusters; rest > 0 && len(clusters) > mostClusters {
		p.blank()
		p.flow("", wording.Counted(rest, "more cluster")+" with something to see: --details shows all.")
	}
	p.unusedWaivers(r)
	p.blank()
	if ages := r.Ages(); ages != "" {
		p.flow("", "Nodes "+ages+".")
	}
	p.readers(r)
	p.flow("", totals(r)+" "+judgedBy(r)+took(r))
	p.flow("", "--details shows the evidence, the reason and the whole fix of each finding.")
}

// worstFirst sorts clusters by what is wrong with them.
func worstFirst(clusters []report.Cluster) []report.Cluster {
	all := slices.Clone(clusters)
	verdicts := []report.Verdict{report.VerdictDrift, report.VerdictIncomplete, report.VerdictPass}
	slices.SortStableFunc(all, func(a, b report.Cluster) int {
		by := []int{cmp.Compare(slices.Index(verdicts, a.Verdict), slices.Index(verdicts, b.Verdict))}
		for _, s := range baselines.Severities() {
			by = append(by, cmp.Compare(b.Counts.DriftBySeverity[s], a.Counts.DriftBySeverity[s]))
		}
		return cmp.Or(append(by, cmp.Compare(b.Counts.Unknown, a.Counts.Unknown))...)
	})
	return all
}

// clusterLines prints a line for each cluster; of very many the worst, and counts the
// others.
func (p *page) clusterLines(clusters []report.Cluster) {
	shown := clusters
	if len(clusters) > mostVerdicts+mostVerdicts/4 {
		shown = clusters[:mostVerdicts]
	}
	p.verdictLines(shown)
	count := map[report.Verdict]int{}
	for _, c := range clusters[len(shown):] {
		count[c.Verdict]++
	}
	var parts []string
	for _, v := range []report.Verdict{report.VerdictDrift, report.VerdictIncomplete, report.VerdictPass} {
		if count[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[v], v))
		}
	}
	if len(parts) > 0 {
		p.flow("", fmt.Sprintf("and %s: %s", wording.Counted(len(clusters)-len(shown), "more cluster"), strings.Join(parts, ", ")))
	}
}

// clusterSummary prints what cannot be trusted, the problems, and where they are.
func (p *page) clusterSummary(c report.Cluster) {
	p.uncertain(c)
	problems := findings.Problems(c)
	if len(problems) > 0 {
		p.section(p.paint("Drift, the gravest first", statusColor(checks.Drift)))
	}
	for _, problem := range problems {
		p.problem(problem)
	}
	p.notOK(c)
	p.latency(c)
}

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

// notOK prints the rows and columns of the matrix that have more to say than ok.
func (p *page) notOK(c report.Cluster) {
	m := findings.NewMatrix(c)
	odd := func(node, family string) bool {
		n := m.Counts(node, family)
		return n.Drift+n.Unknown > 0
	}
	var bad, good []string
	for _, n := range c.Nodes {
		switch {
		case n.Dark():
		case slices.ContainsFunc(m.Families, func(f string) bool { return odd(n.Name, f) }):
			bad = append(bad, n.Name)
		default:
			good = append(good, n.Name)
		}
	}
	families := slices.DeleteFunc(slices.Clone(m.Families), func(f string) bool {
		return !slices.ContainsFunc(bad, func(n string) bool { return odd(n, f) })
	})
	if len(bad) > 1 {
		p.oddRows(m, bad, families)
	}
	var rest []string
	if s := p.oddCluster(m); s != "" {
		rest = append(rest, s)
	}
	if s := waivedIDs(c); s != "" {
		rest = append(rest, s)
	}
	if len(good) > 0 {
		rest = append(rest, p.nodeNames(good)+" "+pass(len(good)))
	}
	everywhere := len(m.Families) - len(families)
	for _, f := range m.Families {
		if odd("", f) && !slices.Contains(families, f) {
			everywhere--
		}
	}
	if everywhere > 0 {
		where := "everywhere"
		if c.Counts.Nodes.Dark() > 0 {
			where = "wherever read"
		}
		rest = append(rest, fmt.Sprintf("%d %s %s %s", everywhere, map[bool]string{true: "family", false: "families"}[everywhere == 1], pass(everywhere), where))
	}
	if len(rest) > 0 {
		if len(bad) < 2 {
			p.blank()
		}
		p.flow("", capitalised(strings.Join(rest, "; "))+".")
	}
}

func pass(n int) string {
	if n == 1 {
		return "passes"
	}
	return "pass"
}

func capitalised(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// waivedIDs names what is waived.
func waivedIDs(c report.Cluster) string {
	var ids []string
	for _, f := range c.Findings {
		if f.Status == checks.Waived && !slices.Contains(ids, f.ID) {
			ids = append(ids, f.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	slices.Sort(ids)
	if more := len(ids) - mostNodes; more > 0 {
		ids = append(ids[:mostNodes], fmt.Sprintf("%d more", more))
	}
	return "waived: " + strings.Join(ids, ", ")
}

// oddCluster says where the cluster as a whole has more to say than ok.
func (p *page) oddCluster(m findings.Matrix) string {
	var parts []string
	for _, f := range m.Families {
		if c := m.Counts("", f); c.Drift+c.Unknown > 0 {
			parts = append(parts, f+" "+p.cell(c))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "cluster-wide: " + strings.Join(parts, ", ")
}

// oddRows prints the matrix of some nodes and families.
func (p *page) oddRows(m findings.Matrix, nodes, families []string) {
	m.Families = families
	rows := []row{{name: "node", cells: families}}
	shown := nodes
	if len(nodes) > mostRows+mostRows/4 {
		shown = nodes[:mostRows]
	}
	for _, n := range shown {
		rows = append(rows, row{name: p.name(n), cells: p.cells(m, n)})
	}
	for first := 0; first < len(families); {
		last := p.fitting(rows, first)
		p.blank()
		p.block(renderTable(rows, first, last))
		first = last
	}
	if rest := len(nodes) - len(shown); rest > 0 {
		p.flow("", "and "+wording.Counted(rest, "more node"))
	}
}

// judgedBy names the baselines in a sentence.
func judgedBy(r *report.Result) string {
	var all []string
	for _, b := range r.Baselines {
		name := b.Name
		if b.Reviewed != "" {
			name += " (reviewed " + b.Reviewed + ")"
		}
		all = append(all, name)
	}
	if len(all) == 0 {
		return ""
	}
	return "Judged by " + strings.Join(all, ", ") + ". "
}
