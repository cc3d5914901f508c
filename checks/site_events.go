package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/answer"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// judgeCount judges the number of events. What was counted is there; that there are no
// more, or none, takes a log that reaches back over the whole window.
func judgeCount(n *facts.Node, p baselines.SiteProbe, o facts.Observed) outcome {
	w, got := p.Want, wording.Counted(o.Count, "event")
	missing := countGap(n, *p.Observe.Events, o)
	e := observed(o.Section, "%s: %s", p.Observe, countText(o, got))
	switch {
	case o.Count < 0 || o.Count > p.Observe.Events.Most:
		return outcome{verdict: unknown("the number of events is not one that was asked for", facts.GapNotCredible.Of(p.Observe.String())).with(e)}
	case w.CountMax != nil && o.Count > *w.CountMax:
		return comparedAnswer(p, answer.Certain(false), got, e)
	case missing.IsZero() && o.Count == 0:
		return whenAbsent(p, o.Section)
	case missing.IsZero():
		return comparedAnswer(p, answer.Count(w, o.Count), got, e)
	case w.CountMax == nil && w.CountMin != nil && o.Count >= *w.CountMin:
		return comparedAnswer(p, answer.Certain(true), got, e)
	}
	v := unknown("the events of the whole window are not known", missing).with(e)
	v.got = got
	return outcome{verdict: v}
}

func countText(o facts.Observed, got string) string {
	if o.More {
		got = "at least " + got
	}
	if !o.Last.IsZero() {
		got += fmt.Sprintf(", the newest of %s", moment(o.Last))
	}
	return got
}

// countGap is what is missing to know all events of the window, or none.
func countGap(n *facts.Node, asked observe.Events, o facts.Observed) facts.Gap {
	if o.More {
		return facts.GapCut.Of(fmt.Sprintf("the events beyond the %d that were read", o.Count))
	}
	log := facts.EventLog{Section: o.Section, Channel: asked.Channel, Enabled: new(true), Oldest: o.Oldest}
	if n.Clock.Reported() {
		log.Until = n.Clock.ByNode(o.At)
	}
	log.From = log.End().Add(-asked.Within)
	return reachOf(n.OS, log, asked.Within).missing
}
