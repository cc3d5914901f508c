package formats

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// findings prints the section of one status; print prints one group.
func (p *page) findings(title string, c report.Cluster, status checks.Status, print func(findings.Group)) {
	groups := findings.Grouped(c, status)
	if len(groups) == 0 {
		return
	}
	p.section(p.paint(title, statusColor(status)))
	for _, g := range groups {
		p.blank()
		print(g)
	}
}

// drifts prints all that is needed to understand and fix each drift.
func (p *page) drifts(c report.Cluster) {
	groups := findings.Grouped(c, checks.Drift)
	if len(groups) == 0 {
		return
	}
	p.section(p.paint("Drift", statusColor(checks.Drift)))
	for _, same := range findings.Joined(groups, findings.RemedyOf) {
		p.blank()
		p.drift(same)
	}
}

// drift prints groups that differ in what was observed and on which nodes.
func (p *page) drift(groups []findings.Group) {
	g := groups[0]
	p.heading(g)
	for i, v := range groups {
		p.field("nodes", v.On())
		if i == 0 || v.Want != g.Want {
			p.field("want", v.Want)
		}
		p.field("got", v.Got)
		p.field("reason", v.Reason)
		p.field("mitigated", by(v.MitigatedBy))
		p.evidence(v)
		p.sinces(v)
	}
	p.field("waiver", findings.WaiverText(g.Waiver))
	p.field("why", g.Why)
	p.steps("fix", g.Steps)
	p.references(g.References)
	p.field("basis", findings.Basis(g.Provenance))
	p.field("listed in", strings.Join(g.Lists, ", "))
	p.origin(g)
}

// unknowns prints what could not be judged, and what was missing for it.
func (p *page) unknowns(c report.Cluster) {
	joined := findings.Joined(findings.Grouped(c, checks.Unknown), findings.GapOf)
	if len(joined) == 0 {
		return
	}
	p.section(p.paint("Unknown", statusColor(checks.Unknown)))
	for _, same := range joined {
		p.blank()
		for _, g := range same[:len(same)-1] {
			p.heading(g)
		}
		p.brief(same[len(same)-1])
	}
}

// brief prints a finding that needs no fix.
func (p *page) brief(g findings.Group) {
	p.heading(g)
	p.field("nodes", g.On())
	if p.verbose || g.Status == checks.Waived {
		p.field("want", g.Want)
		p.field("got", g.Got)
	}
	p.field("reason", g.Reason)
	missing := g.MissingTexts()
	for i := range missing {
		if !p.verbose {
			missing[i] = findings.ShortNames(missing[i])
		}
	}
	p.list("missing", missing)
	p.field("accepted", by(g.AcceptedBy))
	p.field("waiver", findings.WaiverText(g.Waiver))
	p.sinces(g)
	if p.verbose {
		p.evidence(g)
		p.origin(g)
	}
}

// by is "by firewall/port", and empty for no finding.
func by(id string) string {
	if id == "" {
		return ""
	}
	return "by " + id
}

func (p *page) heading(g findings.Group) {
	severity := p.paint(string(g.Severity), severityColor(g.Severity))
	p.flow(fit.Pad(severity, gutter)+g.ID+"  ", g.Title)
}

func (p *page) evidence(g findings.Group) {
	name := findings.ShortSource
	if p.verbose {
		name = func(source string) string { return source }
	}
	p.list("evidence", g.Evidence(name))
}

// list prints a field of several items, not too many of them unless Verbose.
func (p *page) list(name string, items []string) {
	for i, item := range items {
		if i == findings.MostItems && !p.verbose {
			p.field("", fmt.Sprintf("and %d more, shown with --verbose", len(items)-i))
			return
		}
		p.flow(strings.Repeat(" ", gutter)+fit.Pad(name, label)+"- ", item)
		name = ""
	}
}

// steps prints the sentences of a fix wrapped and its commands whole.
func (p *page) steps(name string, fix baselines.Fix) {
	for _, l := range fix.Lines() {
		if l.Command {
			p.whole(name, "  "+l.Text)
		} else {
			p.field(name, l.Text)
		}
		name = ""
	}
}

// references prints notes wrapped, and addresses whole.
func (p *page) references(all baselines.References) {
	name := "reference"
	for _, r := range all {
		for _, s := range []string{r.Note, r.Address} {
			switch {
			case s == "":
				continue
			case strings.Contains(s, " "):
				p.field(name, s)
			default:
				p.whole(name, s)
			}
			name = ""
		}
	}
}

func (p *page) origin(g findings.Group) {
	if p.verbose {
		p.field("written in", g.Origin.String())
	}
}

func statusColor(s checks.Status) text.Colors {
	switch s {
	case checks.Pass:
		return text.Colors{text.FgGreen}
	case checks.Drift:
		return text.Colors{text.FgRed}
	case checks.Unknown:
		return text.Colors{text.FgYellow}
	}
	return text.Colors{text.FgCyan}
}
