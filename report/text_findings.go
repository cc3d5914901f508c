package report

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// evidenceLines is how many observations a finding shows unless Verbose.
const evidenceLines = 6

// findings prints the section of one status; print prints one group.
func (p *page) findings(title string, c Cluster, status checks.Status, print func(group)) {
	groups := groupFindings(c, status)
	if len(groups) == 0 {
		return
	}
	p.section(p.paint(title, statusColor(status)))
	for _, g := range groups {
		p.blank()
		print(g)
	}
}

// drift prints all that is needed to understand and mend a drift.
func (p *page) drift(g group) {
	p.heading(g)
	p.field("nodes", g.on())
	p.field("want", g.Want)
	p.field("got", g.Got)
	p.field("reason", g.Reason)
	p.field("why", g.Why)
	p.evidence(g)
	p.steps("fix", g.Fix)
	p.reference(g.Reference)
	p.field("basis", basis(g.Provenance))
	p.field("listed in", strings.Join(g.Lists, ", "))
	p.origin(g)
}

// brief prints a finding that asks for nothing to be mended.
func (p *page) brief(g group) {
	p.heading(g)
	p.field("nodes", g.on())
	if p.verbose {
		p.field("want", g.Want)
		p.field("got", g.Got)
	}
	p.field("reason", g.Reason)
	p.field("missing", strings.Join(g.Missing, ", "))
	p.field("accepted by", g.AcceptedBy)
	if p.verbose {
		p.evidence(g)
		p.origin(g)
	}
}

func (p *page) heading(g group) {
	severity := p.paint(string(g.Severity), severityColor(g.Severity))
	p.flow(pad(severity, gutter)+g.ID+"  ", g.Title)
}

func (p *page) evidence(g group) {
	lines := g.evidence()
	name := "evidence"
	for i, l := range lines {
		if i == evidenceLines && !p.verbose {
			p.field("", fmt.Sprintf("and %d more, shown with --verbose", len(lines)-i))
			return
		}
		p.flow(strings.Repeat(" ", gutter)+pad(name, label)+"- ", l)
		name = ""
	}
}

// steps prints the sentences of a fix wrapped and its commands whole.
func (p *page) steps(name, s string) {
	for _, st := range stepsOf(s) {
		if st.command {
			p.whole(name, "  "+st.text)
		} else {
			p.field(name, st.text)
		}
		name = ""
	}
}

// reference prints the name of a text wrapped, and an address whole.
func (p *page) reference(s string) {
	if strings.Contains(s, " ") {
		p.field("reference", s)
	} else {
		p.whole("reference", s)
	}
}

func (p *page) origin(g group) {
	if p.verbose && g.Origin.File != "" {
		p.field("written in", fmt.Sprintf("%s:%d", g.Origin.File, g.Origin.Line))
	}
}

// basis says how well a requirement is founded when it is not simply sourced.
func basis(p baselines.Provenance) string {
	switch p {
	case baselines.Inferred:
		return "inferred from sourced facts; the reference does not say it in these words"
	case baselines.Unconfirmed:
		return "unconfirmed; nobody has found a source for it"
	}
	return ""
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
