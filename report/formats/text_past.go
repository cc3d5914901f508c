package formats

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// lastRun prints what changed since the last run, if a history was used.
func (p *page) lastRun(r *report.Result) {
	l := r.LastRun
	if l == nil {
		return
	}
	p.blank()
	p.flow("Since the last run  ", l.Head())
	width := 0
	for _, c := range l.Changes {
		width = max(width, fit.Columns(c.Words))
	}
	for _, c := range l.Changes {
		severity := fit.Pad(p.paint(string(c.Severity), severityColor(c.Severity)), gutter)
		p.flow(severity+fit.Pad(c.Words, width)+"  ", c.String(len(r.Clusters) > 1))
	}
	if l.More > 0 {
		p.flow(fit.Pad("", gutter), fmt.Sprintf("and %d more: clusterdrift diff shows them", l.More))
	}
}

// sinceText is since when a group is what it is, as the end of a line.
func sinceText(g findings.Group) string {
	if s := g.Since(); s != "" {
		return "; " + s
	}
	return ""
}

// sinces prints since when a group is what it is.
func (p *page) sinces(g findings.Group) {
	if all := g.Sinces(); len(all) == 1 {
		p.field("history", all[0])
	} else {
		p.list("history", all)
	}
}
