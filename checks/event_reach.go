package checks

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// birthSlack is how near to the installation of Windows the first record of a log has to
// be for the log to have begun with it. A channel that was enabled, cleared or made
// anew later begins with record 1, too.
const birthSlack = 15 * time.Minute

// reach is how far back a log proves what did not happen.
type reach struct {
	from time.Time // not before the window
	// young says why that is all there is to prove though the window begins earlier:
	// Windows is younger. It is empty when the log covers the window.
	young string
	// missing is what the log lacks of the window, or "".
	missing facts.Gap
}

// reachOf measures a log against the window of a requirement. It proves what it
// provably holds: from its oldest event on, and not further for having record 1.
func reachOf(os facts.OS, log facts.EventLog, window time.Duration) reach {
	name, start := cmp.Or(log.Channel, "the event log"), windowStart(log, window)
	r := reach{from: start, missing: log.Gap(name, 1)}
	switch {
	case !r.missing.IsZero():
	case log.Enabled == nil:
		r.missing = facts.GapLeftOut.Of("whether the channel " + name + " is enabled; a disabled one answers like an empty one")
	case !*log.Enabled:
		r.missing = facts.GapShortLog.Of(fmt.Sprintf("the events of %s, which is disabled; turn it on with `wevtutil sl %q /e:true`", name, name))
	case log.Full:
		r.missing = facts.GapCut.Of(fmt.Sprintf("the older events of %s: the answer was cut at %d", name, len(log.Events)))
	case log.Oldest == nil:
		r.missing = facts.GapLeftOut.Of("the oldest event of " + name + ", which would show how far the channel reaches back")
	case log.Until.IsZero():
		r.missing = facts.GapLeftOut.Of("the time on the node's clock, by which the events of " + name + " are dated")
	case log.From.After(start.Add(askSlack)):
		r.missing = facts.GapNotCollected.Of(fmt.Sprintf("the events of %s before %s, which the node was not asked for", name, moment(log.From)))
	case log.Oldest.At.After(start):
		r.from = log.Oldest.At
		r.young, r.missing = beginning(os, log, window)
	}
	return r
}

// beginning says why a log that begins within the window lacks nothing, or what it
// lacks.
func beginning(os facts.OS, log facts.EventLog, window time.Duration) (young string, missing facts.Gap) {
	oldest := *log.Oldest
	if birth, since := birthOf(os, oldest); birth {
		return fmt.Sprintf("%s since %s, with which %s begins: %s of %s",
			since, moment(oldest.At), log.Channel, span(log.End().Sub(oldest.At)), windowText(window)), facts.Gap{}
	}
	lost := "which are overwritten; give it more room with `wevtutil sl %q /ms:BYTES`"
	switch {
	case cleared(oldest):
		lost = "when it was cleared; keep it with `wevtutil epl %q FILE` before it is cleared again"
	case oldest.Record == 1:
		lost = "since it was cleared, enabled or made anew at that time; `wevtutil gl %q` shows its settings"
	}
	return "", facts.GapShortLog.Of(fmt.Sprintf("the events of %s before %s, "+lost+"; it proves the last %s of %s",
		log.Channel, moment(oldest.At), log.Channel, span(log.End().Sub(oldest.At)), windowText(window)))
}

// birthOf reports whether the oldest event of a log shows that the log began with this
// Windows. Where the node was asked when Windows was installed, that decides. Documents
// of versions that did not ask have only the last boot.
func birthOf(os facts.OS, oldest facts.Event) (ok bool, since string) {
	asked := strings.Contains(os.Source, "InstallDate") || !os.Installed.IsZero()
	first := oldest.Record == 1 && !cleared(oldest)
	switch {
	case os.State != facts.Collected:
		return false, ""
	case asked && os.Installed.After(os.At):
		return false, ""
	case asked:
		return !oldest.At.After(os.Installed) || first && !oldest.At.After(os.Installed.Add(birthSlack)),
			"this Windows was installed on " + moment(os.Installed) + "; the log is complete"
	case os.LastBoot.IsZero():
		return false, ""
	}
	return first && oldest.At.Sub(os.LastBoot).Abs() <= birthSlack,
		"the first record is that of the boot on " + moment(os.LastBoot) + "; the log is complete"
}

// cleared reports whether an event says that a log was cleared.
func cleared(e facts.Event) bool {
	return e.ID == facts.LogCleared && strings.HasSuffix(strings.ToLower(e.Provider), "eventlog")
}
