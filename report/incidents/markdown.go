package incidents

import (
	"fmt"
	"io"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/markdown"
)

// Bounds of the Markdown form: a comment on a ticket is not longer than 65,536
// characters.
const (
	mostMarkdown = 60_000
	mostShown    = 60 // steps of one incident
)

// Markdown writes the diagnosis for a ticket. The steps that are too many for it are
// counted.
func Markdown(w io.Writer, r *diagnose.Result, _ report.Options) error {
	r = cleaned(r)
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", markdown.Escape(r.Exit.Reason))
	bullets(&b, "Patterns", r.Patterns)
	for n, i := range r.Incidents {
		var one strings.Builder
		writeIncident(&one, n+1, i)
		if b.Len()+one.Len() > mostMarkdown {
			fmt.Fprintf(&b, "\n%d more incidents are left out here.\n", len(r.Incidents)-n)
			break
		}
		b.WriteString(one.String())
	}
	if r.MoreIncidents > 0 {
		fmt.Fprintf(&b, "\n%s\n", more(r))
	}
	bullets(&b, "Planned", planned(r))
	bullets(&b, "Missing", missing(r))
	bullets(&b, "Clocks", texts(r.Clocks, clockText))
	bullets(&b, "Logs", texts(r.Sources, sourceText))
	bullets(&b, "Left out", texts(r.LeftOut, func(l diagnose.LeftOut) string { return l.Path + ": " + l.Why }))
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write the incidents as Markdown: %w", err)
	}
	return nil
}

func bullets(b *strings.Builder, title string, all []string) {
	const most = 40
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", title)
	for _, s := range all[:min(len(all), most)] {
		fmt.Fprintf(b, "- %s\n", markdown.Escape(s))
	}
	if more := len(all) - most; more > 0 {
		fmt.Fprintf(b, "- and %d more\n", more)
	}
}

func writeIncident(b *strings.Builder, number int, i diagnose.Incident) {
	fmt.Fprintf(b, "\n## Incident %d: %s UTC\n\n%s\n\nOn %s, until %s UTC.", number, moment(i.Begin),
		markdown.EscapeLine(i.Title), markdown.Escape(wording.Some(i.Nodes)), i.End.UTC().Format("15:04:05"))
	if i.Threshold != "" {
		fmt.Fprintf(b, " Threshold: %s.", markdown.Escape(i.Threshold))
	}
	b.WriteString("\n")
	for _, n := range i.Notes {
		fmt.Fprintf(b, "\nNote: %s.\n", markdown.Escape(n))
	}
	open, excluded := considered(i)
	for _, c := range open {
		writeCause(b, c)
	}
	if len(open) == 0 {
		b.WriteString("\nNo cause of those that are known fits what these logs show.\n")
	}
	for _, c := range excluded {
		fmt.Fprintf(b, "\n**excluded** %s: %s\n", markdown.Escape(c.Title), markdown.Escape(c.By))
	}
	b.WriteString("\n| Time (UTC) | Node | Event | Line |\n|---|---|---|---|\n")
	for _, s := range i.Steps[:min(len(i.Steps), mostShown)] {
		text := markdown.Escape(stepText(s))
		if s.First {
			text = "**first:** " + text
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s:%d<br>%s |\n", exact(s.At), markdown.Escape(s.Node), text, markdown.Escape(s.File), s.Line, markdown.Escape(s.Raw))
	}
	if more := i.MoreSteps + len(i.Steps) - mostShown; more > 0 {
		fmt.Fprintf(b, "\nand %d more steps.\n", more)
	}
}

func writeCause(b *strings.Builder, c diagnose.Cause) {
	fmt.Fprintf(b, "\n### %s: %s\n\n%s\n\n", c.Verdict, markdown.Escape(c.Title), markdown.EscapeLine(c.Why))
	for _, s := range c.Signs {
		fmt.Fprintf(b, "- %s: %s", mark(s), markdown.Escape(signText(s)))
		if len(s.Steps) > 0 {
			fmt.Fprintf(b, " (%s:%d)", markdown.Escape(s.Steps[0].File), s.Steps[0].Line)
		}
		b.WriteString("\n")
	}
	for _, m := range c.Missing {
		fmt.Fprintf(b, "- not given: %s\n", markdown.Escape(m))
	}
	for _, n := range c.Notes {
		fmt.Fprintf(b, "- also: %s\n", markdown.Escape(n))
	}
	for _, s := range c.Fix {
		fmt.Fprintf(b, "\n%s\n", markdown.EscapeLine(s))
	}
	if len(c.Findings) > 0 {
		fmt.Fprintf(b, "\nFindings: %s\n", markdown.Escape(strings.Join(texts(c.Findings, findingText), ", ")))
	}
}
