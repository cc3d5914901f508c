package formats

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/markdown"
)

// lastRun says what changed since the last run, if a history was used.
func (d *document) lastRun(r *report.Result) {
	l := r.LastRun
	if l == nil {
		return
	}
	var b strings.Builder
	b.WriteString("**Since the last run:** " + markdown.Escape(l.Head()))
	for i, c := range l.Changes {
		if i == 0 {
			b.WriteByte('\n')
		}
		head := c.Words
		if c.Severity != "" {
			head = string(c.Severity) + " " + head
		}
		fmt.Fprintf(&b, "\n- **%s** %s", markdown.Escape(head), markdown.Escape(c.String(len(r.Clusters) > 1)))
	}
	if l.More > 0 {
		fmt.Fprintf(&b, "\n- and %d more: `clusterdrift diff` shows them", l.More)
	}
	d.add(verdictRank, 0, "%s", b.String())
}
