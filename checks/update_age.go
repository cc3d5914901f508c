package checks

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// sourcesAge is how old a baseline's knowledge of updates and vulnerabilities is. When
// it is too old, the newest that it knows is no longer the newest that there is.
type sourcesAge struct {
	read  string // the day, "2026-11-27"
	days  int
	stale bool
}

func newSourcesAge(b *baselines.Baseline, today time.Time) sourcesAge {
	days, stale := b.SourcesAge(today)
	return sourcesAge{b.SourcesRead.Format(time.DateOnly), days, stale}
}

// ofLevel leaves a drift as it is: a fix that is missing stays missing. That all known
// ones are there says nothing of those that came later.
func (a sourcesAge) ofLevel(v verdict) verdict {
	if !a.stale || v.status != Pass {
		return v
	}
	return a.doubt(v, "later vulnerabilities are not known", facts.GapOldBaseline.Of("the vulnerabilities that were published since "+a.read))
}

// ofNewest leaves no verdict on what is the newest build.
func (a sourcesAge) ofNewest(v verdict) verdict {
	if !a.stale || v.status != Pass && v.status != Drift {
		return v
	}
	return a.doubt(v, "later builds are not known", facts.GapOldBaseline.Of("the builds that were published since "+a.read))
}

// doubt is the verdict that nothing is known of what came later. What was observed stays.
func (a sourcesAge) doubt(v verdict, what string, missing facts.Gap) verdict {
	doubtful := unknown(fmt.Sprintf("%s; the sources of the baseline were last read on %s, %d days ago, so %s", v.reason, a.read, a.days, what), missing)
	doubtful.got, doubtful.evidence = v.got, v.evidence
	return doubtful.steadily(v.got, what)
}

// soften makes the finding that age alone has made unknown one of severity info: the
// program is due for an update, not the node.
func (a sourcesAge) soften(before verdict, f Finding) Finding {
	if f.Status == Unknown && before.status != Unknown && a.stale {
		f.Severity, f.Weighing.Excused = baselines.Info, true
	}
	return f
}
