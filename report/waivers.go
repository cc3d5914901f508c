package report

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
)

// String says who answers for what until when, in one line.
func (w Waiver) String() string {
	var b strings.Builder
	switch {
	case w.Expired:
		b.WriteString("expired on " + w.Expires)
	case w.Expires == "":
		b.WriteString("permanent")
	default:
		b.WriteString("until " + w.Expires)
	}
	fmt.Fprintf(&b, ", %s", w.Owner)
	if w.Ticket != "" {
		fmt.Fprintf(&b, ", %s", w.Ticket)
	}
	return b.String() + ": " + w.Reason
}

// String names what the waiver is for.
func (w UnusedWaiver) String() string {
	s := w.Finding
	if w.Node != "" {
		s += " on " + w.Node
	}
	if w.Cluster != "" {
		s += " in " + w.Cluster
	}
	return s
}

// waiver prints the waiver of a finding.
func (p *page) waiver(w *Waiver) {
	if w != nil {
		p.field("waiver", w.String())
	}
}

// unusedWaivers prints the waivers that may be deleted, or that have a slip of
// the pen in them.
func (p *page) unusedWaivers(r *Result) {
	if len(r.UnusedWaivers) == 0 {
		return
	}
	p.section(p.paint("Waivers that concern nothing", statusColor(checks.Waived)))
	for _, w := range r.UnusedWaivers {
		p.blank()
		p.flow("", w.String())
		p.field("waiver", w.Waiver.String())
		p.field("written in", fmt.Sprintf("%s:%d", w.Origin.File, w.Origin.Line))
	}
}
