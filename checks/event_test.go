package checks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestEvent(t *testing.T) {
	removed := func(ages ...int) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) {
			for _, days := range ages {
				happen(&n.Events.Cluster, event(n.Events.Cluster.At.AddDate(0, 0, -days), nodeRemoved, "NodeName", "N2"))
			}
		}
	}
	onLog := func(change func(*facts.EventLog)) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) { change(&n.Events.Cluster) }
	}
	runCases(t, "event/node-removed", []verdictCase{
		{name: "none", status: Pass, got: "none"},
		{name: "once", status: Drift, got: "once, 2025-12-31 03:04:05 UTC", change: removed(2)},
		{name: "often", status: Drift, got: "3 times, last 2025-12-31 03:04:05 UTC", change: removed(20, 2, 7)},
		{name: "before the window", status: Pass, change: func(n *facts.Node, b *baselines.Baseline) {
			b.Events[0].Days = 7
			removed(8)(n, b)
		}},
		{name: "another event", status: Pass, change: onLog(func(l *facts.EventLog) { happen(l, event(testFlip, 1069)) })},
		{name: "of another provider", status: Pass, change: onLog(func(l *facts.EventLog) {
			happen(l, facts.Event{Provider: "Another", ID: nodeRemoved, At: testFlip})
		})},
		{name: "disabled", status: Unknown, missing: `disabled; turn it on with ` + "`wevtutil sl \"System\" /e:true`", change: onLog(func(l *facts.EventLog) { l.Enabled = new(false) })},
		{name: "perhaps disabled", status: Unknown, missing: "whether the channel System is enabled", change: onLog(func(l *facts.EventLog) { l.Enabled = nil })},
		{name: "cut", status: Unknown, missing: "the answer was cut", change: onLog(func(l *facts.EventLog) { l.Full = true })},
		{name: "overwritten", status: Unknown, missing: "before 2025-12-28 10:13:14 UTC, which are overwritten", change: onLog(func(l *facts.EventLog) { l.Oldest.At = testFlip })},
		{name: "record 1 days after the boot", status: Unknown, missing: "since it was cleared, enabled or made anew", change: onLog(func(l *facts.EventLog) { l.Oldest = &facts.Event{Record: 1, At: testFlip} })},
		{name: "no oldest event", status: Unknown, missing: "the oldest event", change: onLog(func(l *facts.EventLog) { l.Oldest = nil })},
		{name: "asked for less", status: Unknown, missing: "which the node was not asked for", change: onLog(func(l *facts.EventLog) { l.From = testFlip })},
		{name: "failed", status: Unknown, missing: "System was denied", change: onLog(func(l *facts.EventLog) { l.Section = failed("System") })},
		{name: "another log", status: Unknown, missing: "the events of Disk", change: func(_ *facts.Node, b *baselines.Baseline) { b.Events[0].Provider = "Disk" }},
		{name: "at least", status: Drift, got: "at least once, 2025-12-31 03:04:05 UTC", reason: "the answer was cut", change: func(n *facts.Node, b *baselines.Baseline) {
			removed(2)(n, b)
			n.Events.Cluster.Full = true
		}},
	})
}

// TestServiceEvent: the log has the unexpected ends of every service, which are
// named in the node's language.
func TestServiceEvent(t *testing.T) {
	const german, americanEnglish, japanese, russian = 1031, 1033, 1041, 1049
	ended := func(language int, names ...string) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) {
			n.OS.Language = language
			for _, name := range names {
				happen(&n.Events.Service, serviceEnded(testFlip, name))
			}
		}
	}
	changed := func(state int) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) { happen(&n.Events.Service, service7036(testFlip, state)) }
	}
	noChanges := func(n *facts.Node, _ *baselines.Baseline) { n.Events.Service.Events = nil }
	// noNamed leaves changes of state that do not name the service in a language.
	noNamed := func(n *facts.Node) {
		for i := range n.Events.Service.Events {
			n.Events.Service.Events[i].Data = nil
		}
	}
	called := func(name string) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) {
			noNamed(n)
			n.Services.Found[0].DisplayName = name
		}
	}
	runCases(t, "event/service-ended", []verdictCase{
		{name: "none", status: Pass},
		{name: "the cluster service", status: Drift, got: "once, 2025-12-28 10:13:14 UTC", change: ended(americanEnglish, "Cluster Service", "Print Spooler")},
		{name: "another", status: Pass, change: ended(americanEnglish, "Print Spooler")},
		{name: "in another language, which changes of state show", status: Drift, change: ended(german, "Clusterdienst")},
		{name: "another in another language, which changes of state show", status: Pass, change: ended(german, "Druckwarteschlange")},
		{name: "in another language", status: Drift, change: then(called("Clusterdienst"), ended(german, "Clusterdienst"))},
		{name: "in other letters", status: Drift, change: then(called("クラスター サービス"), ended(japanese, " クラスター サービス"))},
		{name: "another in another language", status: Pass, change: then(called("Clusterdienst"), ended(german, "Druckwarteschlange"))},
		{name: "another in Russian", status: Pass, change: then(called("Служба кластеров"), ended(russian, "Диспетчер печати"))},
		{name: "the list does not say", status: Unknown, missing: "whether the service of event 7031 (param1 Clusterdienst", change: then(called(""), ended(german, "Clusterdienst"))},
		{name: "the list is in English", status: Unknown, missing: "its name may be translated", change: then(called("Cluster Service"), ended(german, "Clusterdienst"))},
		{name: "no list", status: Unknown, missing: "services was denied", change: then(ended(german, "Clusterdienst"), func(n *facts.Node, _ *baselines.Baseline) {
			noNamed(n)
			n.Services = facts.Services{Section: failed("services")}
		})},
		{name: "in no language", status: Unknown, missing: "its name may be translated", change: then(called(""), ended(0, "Print Spooler"))},
		{name: "without a name", status: Unknown, missing: "it has no name", change: ended(americanEnglish, "")},
		{name: "one of two", status: Drift, got: "at least once, 2025-12-28 10:13:14 UTC", change: then(called(""), ended(german, "Cluster Service", "Druckwarteschlange"))},
		{name: "what the log lacks, too", status: Unknown, missing: "it proves the last 4 d 16 h of 30 days", change: then(then(called(""), ended(german, "Druckwarteschlange")), func(n *facts.Node, _ *baselines.Baseline) {
			n.Events.Service.Oldest.At = testFlip
		})},
		{name: "named untranslated", status: Drift, change: func(n *facts.Node, b *baselines.Baseline) {
			ended(german, "Clusterdienst")(n, b)
			n.Events.Service.Events[1].Binary = "43006C00750073005300760063000000"
		}},
		{name: "stopped", status: Drift, change: changed(1)},
		{name: "started", status: Pass, change: changed(4)},
		{name: "no start is found", status: Unknown, missing: "a start of the cluster service", change: noChanges},
		{name: "no start is found, changes do not matter", status: Pass, change: func(n *facts.Node, b *baselines.Baseline) {
			noChanges(n, b)
			b.Events[1].IDs = []int{facts.ServiceCrashed, facts.ServiceTerminated}
		}},
	})
}

func TestUTF16Text(t *testing.T) {
	for digits, want := range map[string]string{
		"43006C00750073005300760063002F0034000000": "ClusSvc/4", "": "", "4": "", "zz": "", "43": "", "3dd800de": "\U0001F600",
	} {
		if got := utf16Text(digits); got != want {
			t.Errorf("%q is %q, want %q", digits, got, want)
		}
	}
}

// TestEventTellsTheLast: as many as a reader takes in, and of each no more than
// a line, whatever the node says.
func TestEventTellsTheLast(t *testing.T) {
	f := judgeOne(t, "event/node-removed", func(n *facts.Node, _ *baselines.Baseline) {
		for i := range 9 {
			happen(&n.Events.Cluster, event(testFlip.Add(time.Duration(i)*time.Hour), nodeRemoved,
				"A", strings.Repeat("x", 999), "B", "2", "C", "3", "D", "4", "E", "5"))
		}
	})
	if len(f.Evidence) != toldEvents {
		t.Errorf("%d events are shown", len(f.Evidence))
	}
	want := fmt.Sprintf("2025-12-28 18:13:14 UTC: event 1135 (A %s..., B 2, C 3, D 4, and 1 more)", strings.Repeat("x", toldLength))
	if got := f.Evidence[toldEvents-1].Observed; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// TestEventsAreToldWithWhatTheyProve: with a drift, and not with a pass.
func TestEventsAreToldWithWhatTheyProve(t *testing.T) {
	const shown = "event/node-removed: once, 2025-12-28 10:13:18 UTC"
	tells := func(f Finding) bool {
		for _, e := range f.Evidence {
			if e.Observed == shown {
				return true
			}
		}
		return false
	}
	if f := judgeOne(t, "network-profile/flips", func(n *facts.Node, _ *baselines.Baseline) { flipped(n) }); !tells(f) {
		t.Errorf("not shown: %+v", f.Evidence)
	}
	calm := func(n *facts.Node, b *baselines.Baseline) { flipped(n); n.Events.Firewall.Events = nil }
	if f := judgeOne(t, "network-profile/flips", calm); f.Status != Pass || tells(f) {
		t.Errorf("shown although nothing drifts: %+v", f)
	}
}

// TestReconfigured: a new start type of the cluster service, or clean stops of it, as many
// as count, that neither an unexpected end nor a restart of Windows explains.
func TestReconfigured(t *testing.T) {
	twice := stoppedAt(testFlip, testFlip.Add(time.Hour))
	without := func(lose func(*facts.Events)) func(*facts.Node) {
		return func(n *facts.Node) { lose(&n.Events) }
	}
	noChanges := without(func(e *facts.Events) { e.Service.Events = nil })
	late := without(func(e *facts.Events) { e.Service.Oldest.At = e.Service.At.AddDate(0, 0, -31) })
	runCases(t, "event/reconfigured", []verdictCase{
		{name: "neither", status: Pass, got: "none"},
		{name: "a new start type", status: Drift, got: "once, 2025-12-28 10:13:14 UTC", change: onNode(func(n *facts.Node) { happen(&n.Events.StartTypes, startTypeOf("clussvc")) })},
		{name: "of another service", status: Pass, change: onNode(func(n *facts.Node) { happen(&n.Events.StartTypes, startTypeOf("BITS")) })},
		{name: "of a service without a name", status: Unknown, missing: "whether the service of event 7040", change: onNode(func(n *facts.Node) {
			e := startTypeOf("")
			e.Data = e.Data[:3]
			happen(&n.Events.StartTypes, e)
		})},
		{name: "one stop", status: Pass, change: onNode(stoppedAt(testFlip))},
		{name: "two stops", status: Drift, got: "2 times, last 2025-12-28 11:13:14 UTC", change: onNode(twice)},
		{name: "two stops, of which one goes with a restart", status: Pass, change: onNode(stoppedAt(testFlip, testBoot.Add(-4*time.Minute)))},
		{name: "two stops, of which one was unexpected", status: Pass, change: onNode(twice, func(n *facts.Node) {
			happen(&n.Events.Service, serviceEnded(testFlip.Add(time.Second), "Cluster Service"))
		})},
		{name: "two stops, and no stop counts", status: Pass, change: func(n *facts.Node, b *baselines.Baseline) {
			twice(n)
			b.Events[2].Stops = 0
		}},
		{name: "two stops, and restarts are not known", status: Unknown, missing: "whether Windows was shut down", change: onNode(twice, without(func(e *facts.Events) { e.Starts = facts.EventLog{Section: failed("starts")} }))},
		{name: "both", status: Drift, got: "3 times, last 2025-12-28 11:13:14 UTC", change: onNode(twice, func(n *facts.Node) { happen(&n.Events.StartTypes, startTypeOf("ClusSvc")) })},
		{name: "a new start type, and stops are not known", status: Drift, got: "at least once, 2025-12-28 10:13:14 UTC", change: onNode(
			func(n *facts.Node) { happen(&n.Events.StartTypes, startTypeOf("ClusSvc")) }, without(func(e *facts.Events) { e.Service = facts.EventLog{Section: failed("services")} }))},
		{name: "no start is found in a log with the boot", status: Unknown, missing: "a start of the cluster service", change: onNode(noChanges)},
		{name: "no start is found after the boot was overwritten", status: Pass, change: onNode(noChanges, late, func(n *facts.Node) { n.OS.LastBoot = testBoot.AddDate(0, -6, 0) })},
		{name: "no start is found of a service that is stopped", status: Pass, change: onNode(noChanges, func(n *facts.Node) { n.Services.Found[0].State = "Stopped" })},
		{name: "no start is found, and the boot is not known", status: Unknown, missing: "when the node booted", change: onNode(noChanges, func(n *facts.Node) { n.OS.LastBoot = time.Time{} })},
		{name: "an earlier document", status: Unknown, missing: "not read", change: onNode(without(func(e *facts.Events) { e.StartTypes = facts.EventLog{} }))},
	})
}

// TestOtherLogs: each provider and each log has events of its own, and what is not read
// proves nothing.
func TestOtherLogs(t *testing.T) {
	channel := func(n *facts.Node) {
		happen(&n.Events.SecureChannel, facts.Event{Provider: "NetLogon", ID: facts.NoSecureChannel, At: testFlip})
	}
	runCases(t, "event/secure-channel", []verdictCase{
		{name: "none", status: Pass},
		{name: "once", status: Drift, change: onNode(channel)},
		{name: "denied", status: Unknown, missing: "logon was denied", change: onNode(func(n *facts.Node) { n.Events.SecureChannel = facts.EventLog{Section: failed("logon")} })},
		{name: "another number", status: Unknown, missing: "the events of NETLOGON with the number 5783", change: func(_ *facts.Node, b *baselines.Baseline) {
			b.Events[3].IDs = []int{facts.NoSecureChannel, 5783}
		}},
	})
	runCases(t, "event/heartbeats-missed", []verdictCase{
		{name: "none", status: Pass},
		{name: "once", status: Drift, change: onNode(func(n *facts.Node) { happen(&n.Events.Operational, event(testFlip, facts.HeartbeatsMissed)) })},
		{name: "in the other log", status: Pass, change: onNode(func(n *facts.Node) { happen(&n.Events.Cluster, event(testFlip, facts.HeartbeatsMissed)) })},
		{name: "disabled", status: Unknown, missing: "turn it on", change: onNode(func(n *facts.Node) { n.Events.Operational.Enabled = new(false) })},
		{name: "in no cluster", status: NotApplicable, change: onNode(outside)},
		{name: "perhaps in no cluster", status: Unknown, missing: "whether the node is in a cluster: ", change: onNode(func(n *facts.Node) { n.Services = facts.Services{Section: failed("services")} })},
		{name: "another number", status: Unknown, missing: "with the number 1651", change: func(_ *facts.Node, b *baselines.Baseline) { b.Events[4].IDs = []int{1651} }},
	})
	runCases(t, "event/service-ended", []verdictCase{
		{name: "another number", status: Unknown, missing: "with the number 7045", change: func(_ *facts.Node, b *baselines.Baseline) { b.Events[1].IDs = []int{7045} }},
	})
}
