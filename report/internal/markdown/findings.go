package markdown

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// Problem prints drift with a common cause: what leads to what, then each finding. What
// follows from them of the cluster as a whole is named with what was observed.
func Problem(p findings.Problem) string {
	members := p.Members()
	var parts []string
	if len(members) > 1 {
		parts = append(parts, fmt.Sprintf("**%s** %s", Escape(string(p.Severity())+" "+strings.Join(p.Nodes, ", ")), Escape(findings.Chain(members))))
	}
	for _, g := range members {
		parts = append(parts, Drift(g.Alike()))
	}
	also := &Items{}
	if len(members) < len(p.Groups) {
		for _, g := range p.Lists() {
			also.Add("also", g.ID+": "+g.Got)
		}
	}
	for _, f := range p.Also {
		also.Add("also", f.ID+": "+f.Got)
	}
	if text := strings.TrimSpace(also.String()); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n\n")
}

// Gap prints what is unknown for the same want of evidence.
func Gap(g findings.Gap) string {
	var parts []string
	if len(g.Groups) > 1 {
		who := "the cluster"
		if len(g.Nodes) > 0 {
			who = strings.Join(g.Nodes, ", ")
		}
		parts = append(parts, fmt.Sprintf("**%s** %s", Escape(who), Escape(fmt.Sprintf("%d unknown (%s): %s", g.Size(), findings.IDList(g.Findings), g.Missing))))
	}
	var alike []findings.Group
	for _, same := range g.Groups {
		alike = append(alike, same.Alike()...)
	}
	for _, same := range findings.Joined(alike, findings.GapOf) {
		parts = append(parts, Brief(same))
	}
	return strings.Join(parts, "\n\n")
}

// Drift prints groups that have the same fix: what was observed where and, folded
// away, why it matters and how to fix it.
func Drift(groups []findings.Group) string {
	g := groups[0]
	l := &Items{}
	l.Heading(g)
	for _, v := range groups {
		l.Add("nodes", v.On())
		l.Add("want", v.Want)
		l.Add("got", v.Got)
		l.Add("reason", v.Reason)
		l.AddAll("evidence", v.Evidence(findings.ShortSource))
		l.AddAll("waiver", v.Waivers())
		l.AddAll("history", v.Sinces())
	}
	return l.String() + details(g)
}

// details folds away what is the same wherever the requirement drifts.
func details(g findings.Group) string {
	var parts []string
	for line := range strings.SplitSeq(g.Why, "\n") {
		if line = EscapeLine(line); line != "" {
			parts = append(parts, line)
		}
	}
	if fix := Fix(g.Steps); fix != "" {
		parts = append(parts, fix)
	}
	for _, r := range g.References {
		parts = append(parts, "Reference: "+Reference(r))
	}
	if s := findings.Basis(g.Provenance); s != "" {
		parts = append(parts, "Basis: "+Escape(s))
	}
	if len(parts) == 0 {
		return ""
	}
	return "\n\n<details><summary>Why, and how to fix it</summary>\n\n" + strings.Join(parts, "\n\n") + "\n\n</details>"
}

// Brief prints findings that need no fix.
func Brief(groups []findings.Group) string {
	g := groups[len(groups)-1]
	l := &Items{}
	for _, same := range groups {
		l.Heading(same)
	}
	l.Add("nodes", g.On())
	l.Add("got", g.Got)
	l.Add("reason", g.Reason)
	var missing []string
	for _, m := range g.MissingTexts() {
		missing = append(missing, findings.ShortNames(m))
	}
	l.AddAll("missing", missing)
	for _, same := range groups {
		l.AddAll("waiver", same.Waivers())
		l.AddAll("history", same.Sinces())
	}
	return l.String()
}

// Items is one or more headings with a list below.
type Items struct{ b strings.Builder }

// String is the list so far, in Markdown.
func (l *Items) String() string { return l.b.String() }

// Heading adds the heading of a group, below which Add adds.
func (l *Items) Heading(g findings.Group) {
	if l.b.Len() > 0 {
		l.b.WriteString("\n\n")
	}
	l.b.WriteString("**" + Escape(string(g.Severity)+" "+g.ID) + "** " + Escape(g.Title) + "\n")
}

// Add adds a line; an empty one is left out.
func (l *Items) Add(name, s string) {
	if s != "" {
		l.b.WriteString("\n- " + name + ": " + Escape(s))
	}
}

// AddAll adds a line for each text, not too many of them.
func (l *Items) AddAll(name string, all []string) {
	for i, s := range all {
		if i == findings.MostItems {
			fmt.Fprintf(&l.b, "\n- %s: and %d more, see the full report", name, len(all)-i)
			return
		}
		l.Add(name, s)
	}
}
