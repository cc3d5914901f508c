package diagnose

import (
	"slices"
	"time"
)

// record is what no two events of a kind have in common.
type record struct {
	kind, node, peer, channel string
	at                        time.Time
	number                    int64
}

// withoutTwins takes out events of Windows that another log of the node has too: a log
// may have been exported twice, and facts have events of the System log. Of two with the
// same time and record number, the one from a file stays.
func withoutTwins(all []*event) []*event {
	best := map[record]*event{}
	for _, e := range all {
		if key, ok := e.record(); ok {
			if other := best[key]; other == nil || other.log.facts && !e.log.facts {
				best[key] = e
			}
		}
	}
	return slices.DeleteFunc(all, func(e *event) bool {
		key, ok := e.record()
		return ok && best[key] != e && best[key].log != e.log
	})
}

// record identifies an event of Windows; false: its number is not known.
func (e *event) record() (record, bool) {
	return record{e.kind.Kind, e.node, e.peer, e.channel, e.at, e.line}, e.byID && e.line > 0
}
