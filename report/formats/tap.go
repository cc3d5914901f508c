package formats

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// tapDetail is the YAML block below a test line. Its keys are stable.
type tapDetail struct {
	Status   checks.Status `yaml:"status"`
	Severity string        `yaml:"severity"`
	Want     string        `yaml:"want,omitempty"`
	Got      string        `yaml:"got,omitempty"`
	Reason   string        `yaml:"reason,omitempty"`
	Missing  []string      `yaml:"missing,omitempty"`
	Evidence []string      `yaml:"evidence,omitempty"`
	Why      string        `yaml:"why,omitempty"`
	Fix      string        `yaml:"fix,omitempty"`
	Link     string        `yaml:"reference,omitempty"`
	At       string        `yaml:"at,omitempty"`
	Waiver   string        `yaml:"expired_waiver,omitempty"`
}

// TAP writes the result in version 14 of the Test Anything Protocol: one test for
// each finding, and one for a node without any. Drift and unknown are "not ok",
// as neither may look like success, and the YAML block tells them apart; not
// applicable and waived are skipped. A scan that judged nothing, was
// interrupted or failed on this machine bails out.
func TAP(w io.Writer, r *report.Result, _ report.Options) error {
	r = report.MapStrings(r, report.Clean)
	t := &tap{}
	t.line("TAP version 14")
	t.plan(r)
	for _, c := range r.Clusters {
		for _, f := range c.AllFindings() {
			t.test(c.Name, f)
		}
	}
	t.comments(r)
	if r.Failed() {
		t.line("Bail out! " + tapText(r.Exit.Reason))
	}
	if t.err != nil {
		return fmt.Errorf("write TAP report: %w", t.err)
	}
	if _, err := io.WriteString(w, t.b.String()); err != nil {
		return fmt.Errorf("write TAP report: %w", err)
	}
	return nil
}

// tap collects the lines; err is the first that a YAML block could not be written for.
type tap struct {
	b      strings.Builder
	number int
	err    error
}

func (t *tap) line(s string) {
	t.b.WriteString(s)
	t.b.WriteByte('\n')
}

func (t *tap) plan(r *report.Result) {
	tests := 0
	for _, c := range r.Clusters {
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
		t.line(fmt.Sprintf("not ok %d - %s", t.number, name))
		t.detail(f)
	}
}

// detail prints the YAML block, indented as the protocol asks for.
func (t *tap) detail(f report.Finding) {
	d := tapDetail{
		Status: f.Status, Severity: string(f.Severity), Want: f.Want, Got: f.Got, Reason: f.Reason,
		Missing: f.MissingTexts(), Why: f.Why, Fix: f.Fix, Link: f.Reference, At: f.Origin.String(),
		Evidence: findings.Observations(f), Waiver: findings.WaiverText(f.Waiver),
	}
	var text strings.Builder
	enc := yaml.NewEncoder(&text)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(d), enc.Close()); err != nil {
		t.err = err
		return
	}
	t.line("  ---")
	for l := range strings.Lines(text.String()) {
		t.line("  " + strings.TrimRight(l, "\n"))
	}
	t.line("  ...")
}

// comments print what concerns the scan as a whole, the totals last.
func (t *tap) comments(r *report.Result) {
	if m := r.MomentText(); m != "" {
		t.line("# " + tapText(m))
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
