package formats

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// tapDetail is one entry of the YAML block below a test line. The keys are stable.
type tapDetail struct {
	key   string
	texts []string // without any, the entry is left out
	list  bool
}

// TAP writes the result in version 13 of the Test Anything Protocol, which harnesses
// of today read, and not in 14, which prove of Perl refuses: one test for each finding,
// and one for a node without any. Drift and unknown are "not ok", as neither may look
// like success, and the YAML block tells them apart. What of that does not count for the
// exit code has the directive TODO, for which no harness fails; not applicable and waived
// are skipped. A scan that judged nothing, was interrupted or failed on this machine
// bails out.
func TAP(w io.Writer, r *report.Result, o report.Options) error {
	r = report.MapStrings(r, report.Clean)
	t := &tap{b: bufio.NewWriter(w), gate: o.Gate.On(r)}
	t.line("TAP version 13")
	t.plan(r)
	for _, c := range r.Each() {
		for _, f := range c.AllFindings() {
			t.test(c.Name, f)
		}
	}
	t.comments(r)
	if r.Failed() {
		t.line("Bail out! " + tapText(r.Exit.Reason))
	}
	if err := t.b.Flush(); err != nil {
		return fmt.Errorf("write TAP report: %w", err)
	}
	return nil
}

// tap writes the lines. Flush returns what went wrong.
type tap struct {
	b      *bufio.Writer
	number int
	gate   report.Gate
}

func (t *tap) line(s string) {
	_, _ = t.b.WriteString(s)
	_ = t.b.WriteByte('\n')
}

func (t *tap) plan(r *report.Result) {
	tests := 0
	for _, c := range r.Each() {
		tests += len(c.AllFindings())
	}
	t.line(fmt.Sprintf("1..%d", tests))
}

func (t *tap) test(cluster string, f report.Finding) {
	t.number++
	name := tapText(strings.Join(strings.Fields(cluster+" "+f.Node+" "+f.ID), " "))
	switch f.Status {
	case checks.Pass:
		t.line(fmt.Sprintf("ok %d - %s", t.number, name))
	case checks.NotApplicable:
		t.line(fmt.Sprintf("ok %d - %s # SKIP not applicable: %s", t.number, name, tapText(f.Reason)))
	case checks.Waived:
		t.line(fmt.Sprintf("ok %d - %s # SKIP waived: %s", t.number, name, tapText(f.WaivedBy())))
	default: // drift and unknown
		t.line(fmt.Sprintf("not ok %d - %s%s", t.number, name, t.todo(f)))
		t.detail(f)
	}
}

// todo is the directive of drift and unknowns that do not count, or empty.
func (t *tap) todo(f report.Finding) string {
	if t.gate.CountsFinding(f) {
		return ""
	}
	s := " # TODO not counted: " + string(f.Severity) + " " + string(f.Status)
	if f.Novelty != report.NotCompared {
		s += ", " + f.Novelty.String()
	}
	return s
}

// detail prints the YAML block, indented as the protocol asks for. Harnesses read only a
// part of YAML, in which a quoted item of a list may end the run; a block scalar is
// read by all of them, whatever the text is.
func (t *tap) detail(f report.Finding) {
	t.line("  ---")
	t.line("  status: " + string(f.Status))
	if f.Severity != "" {
		t.line("  severity: " + string(f.Severity))
	}
	for _, d := range []tapDetail{
		{key: "want", texts: []string{f.Want}},
		{key: "got", texts: []string{f.Got}},
		{key: "reason", texts: []string{f.Reason}},
		{key: "missing", texts: f.MissingTexts(), list: true},
		{key: "evidence", texts: findings.Observations(f), list: true},
		{key: "why", texts: []string{f.Why}},
		{key: "fix", texts: []string{f.Fix}},
		{key: "reference", texts: []string{f.Reference}},
		{key: "at", texts: []string{f.Origin.String()}},
		{key: "history", texts: findings.History(f), list: true},
		{key: "expired_waiver", texts: []string{findings.WaiverText(f.Waiver)}},
	} {
		t.entry(d)
	}
	t.line("  ...")
}

func (t *tap) entry(d tapDetail) {
	if !d.list {
		t.block("  "+d.key+": |", "    ", d.texts[0])
		return
	}
	for i, text := range d.texts {
		if i == 0 {
			t.line("  " + d.key + ":")
		}
		t.block("    - |", "      ", text)
	}
}

// block prints a block scalar, or nothing for a text of spaces. An empty line is
// indented, too, and the first one begins with a letter: some readers take the end of the
// indentation for the end of the text.
func (t *tap) block(head, indent, text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	t.line(head)
	for l := range strings.Lines(text) {
		t.line(indent + strings.TrimRight(l, "\n"))
	}
}

// comments print what concerns the scan as a whole, the totals last.
func (t *tap) comments(r *report.Result) {
	if m := r.MomentText(); m != "" {
		t.line("# " + tapText(m))
	}
	if r.Shard != nil {
		t.line("# " + tapText(r.Shard.Text()))
	}
	if r.Selection != nil {
		t.line("# " + tapText(r.Selection.String()))
	}
	for _, warning := range r.Warnings {
		t.line("# warning: " + tapText(warning))
	}
	for _, u := range r.UnusedWaivers {
		t.line("# unused waiver: " + tapText(u.String()))
	}
	if ages := r.Ages(); ages != "" {
		t.line("# " + tapText(ages))
	}
	t.line("# " + r.TotalsLine())
}

// tapText escapes what would begin a directive.
func tapText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(s)
}
