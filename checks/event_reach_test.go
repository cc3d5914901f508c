package checks

import (
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestReach: a log proves what it holds, and more only where it began with Windows.
func TestReach(t *testing.T) {
	const withDate, without = "SELECT InstallDate,LastBootUpTime", "SELECT LastBootUpTime"
	read := collected("").At
	days := func(n int) time.Time { return read.AddDate(0, 0, -n) }
	const eventlog = "Microsoft-Windows-Eventlog"
	for _, tt := range []struct {
		name                 string
		source               string
		installed, boot, old time.Time
		record               int64
		provider             string
		id                   int
		young                string
		missing              string
	}{
		{name: "older than the window", source: withDate, installed: days(99), boot: days(3), old: days(31), record: 7},
		{name: "overwritten", source: withDate, installed: days(99), boot: days(3), old: days(6), record: 7, missing: "overwritten; give it more room"},
		{name: "named reach", source: withDate, installed: days(99), boot: days(3), old: days(6), record: 7, missing: "it proves the last 6 d of 30 days"},
		{name: "new Windows", source: withDate, installed: days(3), boot: days(2), old: days(3).Add(2 * time.Minute), record: 1, young: "2 d 23 h of 30 days"},
		{name: "older than Windows", source: withDate, installed: days(3), boot: days(2), old: days(3).Add(-time.Minute), record: 9, young: "3 d of 30 days"},
		{name: "new Windows, enabled later", source: withDate, installed: days(3), boot: days(2), old: days(3).Add(2 * time.Hour), record: 1, missing: "cleared, enabled or made anew"},
		{name: "new Windows, overwritten", source: withDate, installed: days(3), boot: days(2), old: days(3).Add(2 * time.Minute), record: 2, missing: "overwritten"},
		{name: "new Windows, cleared", source: withDate, installed: days(3), boot: days(3), old: days(3).Add(2 * time.Minute), record: 1, provider: eventlog, id: 104, missing: "cleared"},
		{name: "made anew at a boot", source: withDate, installed: days(99), boot: days(3), old: days(3).Add(time.Minute), record: 1, missing: "made anew"},
		{name: "installed after it was read", source: withDate, installed: read.Add(time.Hour), boot: days(3), old: days(3), record: 1, missing: "made anew"},
		{name: "asked in vain", source: withDate, boot: days(3), old: days(3).Add(time.Minute), record: 1, missing: "made anew"},
		{name: "not asked, with the boot", source: without, boot: days(3), old: days(3).Add(time.Minute), record: 1, young: "boot"},
		{name: "not asked, cleared", source: without, boot: days(3), old: days(3).Add(time.Minute), record: 1, provider: eventlog, id: 104, missing: "cleared"},
		{name: "not asked, after the boot", source: without, boot: days(19), old: days(3), record: 1, missing: "3 d of 30 days"},
		{name: "not asked, no boot", source: without, old: days(3), record: 1, missing: "made anew"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			os := facts.OS{Section: collected(tt.source), Installed: tt.installed, LastBoot: tt.boot}
			log := testLog("System")
			log.Oldest = &facts.Event{Provider: tt.provider, ID: tt.id, Record: tt.record, At: tt.old}
			r := reachOf(os, log, daysOf(30))
			if r.missing.IsZero() != (tt.missing == "") || !strings.Contains(r.missing.Text, tt.missing) {
				t.Errorf("missing %q, want %q", r.missing.Text, tt.missing)
			}
			if (r.young == "") != (tt.young == "") || !strings.Contains(r.young, tt.young) {
				t.Errorf("young %q, want %q", r.young, tt.young)
			}
			if r := reachOf(facts.OS{}, log, daysOf(30)); r.young != "" {
				t.Errorf("without the identity of the node: %q", r.young)
			}
		})
	}
}
