package diff

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
)

// counts reports whether a change counts for the exit code: drift of a severity that
// counts, which is new, no longer waived, or graver by what was observed. What other
// rules made of it does not.
func (c *comparison) counts(f Change) bool {
	gate := c.options.Gate
	if f.Now != checks.Drift || !gate.Counts(f.Severity) {
		return false
	}
	switch f.Class {
	case New, WaiverEnded:
		return true
	case SeverityChanged:
		return !f.OtherRules && !gate.Counts(f.WasSeverity)
	}
	return false
}

// exit is ExitDrift with new drift, ExitNothing when nothing could be compared, else
// ExitPass.
func (d *Diff) exit() report.Exit {
	var aside []string
	if n := d.Unsure.Total(); n > 0 {
		aside = append(aside, fmt.Sprintf("%d drift of which the earlier result does not say whether it is new", n))
	}
	if n := d.Counts.Changes[NodeNotRead] + d.Counts.Changes[NodeStillDark]; n > 0 {
		aside = append(aside, wording.Counted(n, "node")+" not read")
	}
	reason := func(first string) string { return strings.Join(append([]string{first}, aside...), "; ") }
	switch {
	case d.NewDrift.Total() > 0:
		return report.Exit{Code: report.ExitDrift, Reason: reason("new drift: " + d.NewDrift.String())}
	case d.Counts.Compared == 0:
		return report.Exit{Code: report.ExitNothing, Reason: reason("nothing was compared: no finding is in both results")}
	}
	return report.Exit{Code: report.ExitPass, Reason: reason("no new drift")}
}

// String lists the numbers, "3 critical, 1 medium"; empty when there are none.
func (b BySeverity) String() string {
	var parts []string
	for _, s := range baselines.Severities() {
		if n := b[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

// Summary is what changed in one line, "2 new, 1 fixed, 12 still drifting; 1 node not
// read"; "nothing changed" when nothing did.
func (c Counts) Summary() string {
	var findings, nodes []string
	for _, class := range FindingClasses() {
		if n := c.Changes[class]; n > 0 {
			findings = append(findings, fmt.Sprintf("%d %s", n, class.Words()))
		}
	}
	for _, class := range NodeClasses() {
		if n := c.Changes[class]; n > 0 {
			nodes = append(nodes, wording.Counted(n, "node")+" "+class.Words())
		}
	}
	var parts []string
	for _, list := range [][]string{findings, nodes} {
		if len(list) > 0 {
			parts = append(parts, strings.Join(list, ", "))
		}
	}
	if c.LeftOut > 0 {
		parts = append(parts, fmt.Sprintf("%d not compared", c.LeftOut))
	}
	if len(parts) == 0 {
		return "nothing changed"
	}
	return strings.Join(parts, "; ")
}
