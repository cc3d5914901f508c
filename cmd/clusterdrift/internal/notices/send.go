package notices

import (
	"context"
	"fmt"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// Send sends the pending notices of a scope to the sinks, and says on standard error what
// became of them. What is not delivered stays in the history. The error is an *history.Error,
// or that of ctx.
func (c *Config) Send(ctx context.Context, t term.Terminal, s *history.Store, scope string, sinks []notify.Sink, version string) error {
	d := notify.Dispatcher{Outbox: s, Senders: Senders(t, sinks, version), Now: t.Now}
	outcomes, err := d.Dispatch(ctx, scope)
	for _, o := range outcomes {
		for _, line := range c.lines(o) {
			fmt.Fprintln(t.Err, report.Clean(line))
		}
	}
	return err
}

// lines say what became of the notices of a sink.
func (c *Config) lines(o notify.Outcome) []string {
	var lines []string
	if o.Sent > 0 {
		lines = append(lines, fmt.Sprintf("sent %s to %s", wording.Counted(o.Sent, "notice"), o.Sink))
	}
	switch kept := wording.Counted(o.Kept, "notice"); {
	case o.Kept == 0:
	case o.Unknown:
		lines = append(lines, fmt.Sprintf("%s kept: %s does not have the sink %s any more", kept, c.file, o.Sink))
	case o.Problem != "":
		lines = append(lines, fmt.Sprintf("%s not delivered to %s, kept for the next audit: %s", kept, o.Sink, o.Problem))
	default:
		lines = append(lines, fmt.Sprintf("%s not delivered to %s, kept for the next audit", kept, o.Sink))
	}
	return lines
}
