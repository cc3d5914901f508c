package formats

import (
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// warnings prints what makes the verdicts less than certain.
func (p *page) warnings(r *report.Result) {
	for _, w := range r.Warnings {
		p.flow(p.paint("warning", statusColor(checks.Unknown))+"  ", w)
	}
}

// unusedWaivers prints the waivers that may be deleted, or that have a slip of
// the pen in them.
func (p *page) unusedWaivers(r *report.Result) {
	if len(r.UnusedWaivers) == 0 {
		return
	}
	p.section(p.paint("Unused waivers", statusColor(checks.Waived)))
	for _, w := range r.UnusedWaivers {
		p.blank()
		p.flow("", w.Target())
		p.field("waiver", w.Waiver.String())
		p.field("written in", w.Origin.String())
	}
}
