package report

import (
	"fmt"
	"strings"
)

// markdownDrift tells groups that ask for the same remedy: what was observed
// where, and folded away why it matters and how to mend it.
func markdownDrift(groups []group) string {
	g := groups[0]
	l := &itemList{}
	l.heading(g)
	for _, v := range groups {
		l.item("nodes", v.on())
		l.item("want", v.Want)
		l.item("got", v.Got)
		l.item("reason", v.Reason)
		l.items("evidence", v.evidence(shortSource))
		l.items("waiver", v.waivers())
	}
	return l.String() + markdownDetails(g)
}

// markdownDetails folds away what is the same wherever the requirement drifts.
func markdownDetails(g group) string {
	var parts []string
	for line := range strings.SplitSeq(g.Why, "\n") {
		if line = markdownLine(line); line != "" {
			parts = append(parts, line)
		}
	}
	if fix := markdownFix(g.Fix); fix != "" {
		parts = append(parts, fix)
	}
	if g.Reference != "" {
		parts = append(parts, "Reference: "+markdownReference(g.Reference))
	}
	if s := basis(g.Provenance); s != "" {
		parts = append(parts, "Basis: "+markdown(s))
	}
	if len(parts) == 0 {
		return ""
	}
	return "\n\n<details><summary>Why, and how to fix it</summary>\n\n" + strings.Join(parts, "\n\n") + "\n\n</details>"
}

// markdownBrief tells findings that ask for nothing to be mended.
func markdownBrief(groups []group) string {
	g := groups[len(groups)-1]
	l := &itemList{}
	for _, same := range groups {
		l.heading(same)
	}
	l.item("nodes", g.on())
	l.item("got", g.Got)
	l.item("reason", g.Reason)
	var missing []string
	for _, m := range g.Missing {
		missing = append(missing, shortNames(m))
	}
	l.items("missing", missing)
	for _, same := range groups {
		l.items("waiver", same.waivers())
	}
	return l.String()
}

// itemList is one or more headings with a list below.
type itemList struct{ b strings.Builder }

func (l *itemList) String() string { return l.b.String() }

func (l *itemList) heading(g group) {
	if l.b.Len() > 0 {
		l.b.WriteString("\n\n")
	}
	l.b.WriteString("**" + markdown(string(g.Severity)+" "+g.ID) + "** " + markdown(g.Title) + "\n")
}

// item adds a line; an empty one is left out.
func (l *itemList) item(name, s string) {
	if s != "" {
		l.b.WriteString("\n- " + name + ": " + markdown(s))
	}
}

// items adds a line for each text, not too many of them.
func (l *itemList) items(name string, all []string) {
	for i, s := range all {
		if i == mostItems {
			fmt.Fprintf(&l.b, "\n- %s: and %d more, see the full report", name, len(all)-i)
			return
		}
		l.item(name, s)
	}
}
