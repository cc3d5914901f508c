package checks

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// TestFieldReport is the sequence of a field report, with its times of day: the
// domain network is left, four seconds later a node is removed, and the network
// stays Public for minutes. The date, the names, the firewall's events and the
// end of the service are synthetic.
// http://blogs.technet.com/b/askpfeplat/archive/2012/01/09/failover-cluster-communication-failures.aspx
func TestFieldReport(t *testing.T) {
	at := func(min, sec int) time.Time { return time.Date(2025, 12, 28, 10, min, sec, 0, time.UTC) }
	unnamed := func(at time.Time, name string) facts.Event {
		return event(at, 10000, "Name", name, "Type", "0", "State", "5", "Category", "0")
	}
	f := judgeOne(t, "network-profile/flips", onNode(func(n *facts.Node) {
		happen(&n.Events.Profile,
			network(at(13, 14), 10001, 1, 2),
			event(at(13, 24), 4001, "CurrentOrNextState", "0"),
			unnamed(at(13, 24), "Identifying..."),
			event(at(13, 27), 4003, "CurrentOrNextState", "2"),
			unnamed(at(13, 27), "Unidentified network"),
			network(at(19, 46), 10000, 1, 2))
		happen(&n.Events.Firewall, change2010(at(13, 24), 1, 4), change2010(at(19, 46), 4, 1))
		happen(&n.Events.Cluster, event(at(13, 18), nodeRemoved, "NodeName", "N2"))
		happen(&n.Events.Service, service7036(at(13, 23), 1), service7036(at(20, 2), 4))
	}))
	if f.Status != Drift || f.Got != "1 flip, last 2025-12-28 10:13:14 UTC" {
		t.Errorf("%s: %s", f.Status, f.Got)
	}
	const reason = "a domain network left the Domain profile while the node was up: 2025-12-28 10:13:14 UTC LAN 1 left Domain for Public, " +
		"back after 6 min 32 s; FailoverClustering 1135 (NodeName N2) 4 s later; the cluster service ended (event 7036) 9 s later"
	if f.Reason != reason {
		t.Errorf("got  %s\nwant %s", f.Reason, reason)
	}
	var reported []string
	for _, e := range f.Evidence {
		reported = append(reported, e.Observed)
	}
	want := []string{
		`2025-12-28 10:13:14 UTC: disconnected from "corp.example", managed, Domain (event 10001)`,
		`2025-12-28 10:13:18 UTC: FailoverClustering 1135 (NodeName N2)`,
		`2025-12-28 10:13:23 UTC: the cluster service ended (event 7036)`,
		`2025-12-28 10:13:24 UTC: the firewall put LAN 1 from Domain into Public (event 2010)`,
		`2025-12-28 10:13:24 UTC: connected to "Identifying...", unmanaged, Public (event 10000)`,
		`2025-12-28 10:13:27 UTC: connected to "Unidentified network", unmanaged, Public (event 10000)`,
		`2025-12-28 10:19:46 UTC: the firewall put LAN 1 from Public into Domain (event 2010)`,
		`2025-12-28 10:19:46 UTC: connected to "corp.example", managed, Domain (event 10000)`,
		`event/node-removed: once, 2025-12-28 10:13:18 UTC`,
	}
	if diff := cmp.Diff(want, reported); diff != "" {
		t.Error(diff)
	}
}

// reconnect is the domain's network lost at a time, another one seconds later,
// and the domain again.
func reconnect(at time.Time, after, lasts time.Duration) []facts.Event {
	return []facts.Event{network(at, 10001, 1, 2), network(at.Add(after), 10000, 0, 0), network(at.Add(after+lasts), 10000, 1, 2)}
}

// TestFlipsByNetworks: the firewall's log is complete and silent.
func TestFlipsByNetworks(t *testing.T) {
	with := func(events []facts.Event, more ...func(*facts.Node)) func(*facts.Node, *baselines.Baseline) {
		return onNode(func(n *facts.Node) {
			happen(&n.Events.Profile, events...)
			for _, change := range more {
				change(n)
			}
		})
	}
	removed := func(at time.Time) func(*facts.Node) {
		return func(n *facts.Node) { happen(&n.Events.Cluster, event(at, nodeRemoved)) }
	}
	noCluster := func(n *facts.Node) { n.Events.Cluster.Full = true }
	runCases(t, "network-profile/flips", []verdictCase{
		{name: "nothing", status: Pass, got: "none"},
		{name: "short", status: Pass, change: with(reconnect(testFlip, time.Second, 20*time.Second))},
		{name: "short, and its effect is not known", status: Unknown, missing: "System", change: with(reconnect(testFlip, time.Second, 20*time.Second), noCluster)},
		{name: "short, and a node was removed", status: Drift, reason: "FailoverClustering 1135 2 min later", change: with(reconnect(testFlip, time.Second, 20*time.Second), removed(testFlip.Add(2*time.Minute)))},
		{name: "short, and a node was removed before", status: Drift, reason: "1135 30 s earlier", change: with(reconnect(testFlip, time.Second, 20*time.Second), removed(testFlip.Add(-30*time.Second)))},
		{name: "short, and a node was removed another time", status: Pass, change: with(reconnect(testFlip, time.Second, 20*time.Second), removed(testFlip.Add(time.Hour)))},
		{name: "long", status: Drift, reason: "back after 6 min 1 s", change: with(reconnect(testFlip, time.Second, 6*time.Minute))},
		{name: "private", status: Drift, reason: "left Domain for Private", change: with([]facts.Event{network(testFlip, 10001, 1, 2), network(testFlip.Add(time.Second), 10000, 0, 1)})},
		{name: "for good", status: Drift, reason: "not back within 4 d 16 h", change: with(reconnect(testFlip, time.Second, 6*time.Minute)[:2])},
		{name: "unplugged", status: Pass, change: with(reconnect(testFlip, 6*time.Minute, 20*time.Second))},
		{name: "never domain", status: Pass, change: with([]facts.Event{network(testFlip, 10001, 0, 0), network(testFlip.Add(time.Second), 10000, 0, 0)})},
		{name: "across the restart", status: Pass, change: with(reconnect(testBoot.Add(-time.Minute), 2*time.Minute, 20*time.Second), removed(testBoot))},
		{name: "public after the restart", status: Drift, change: with(reconnect(testBoot.Add(-time.Minute), 2*time.Minute, 6*time.Minute))},
		{name: "a new category of what network", status: Unknown, missing: "the meaning of 1 event", change: with([]facts.Event{event(testFlip, 10002, "Name", "x", "Category", "0")})},
		{name: "a new category", status: Unknown, missing: "new category of", change: with([]facts.Event{network(testFlip, 10002, 1, 0)})},
		{name: "not legible", status: Unknown, missing: "the meaning of 1 event", change: with([]facts.Event{event(testFlip, 10000, "Category", "many")})},
		{name: "still public when it is read", status: Unknown, missing: "2 min later", change: with(reconnect(collected("").At.Add(-2*time.Minute-time.Second), time.Second, time.Hour)[:2])},
		{name: "no boot time", status: Unknown, missing: "the time of the last boot", change: with(nil, func(n *facts.Node) { n.OS.LastBoot = time.Time{} })},
		{name: "overwritten", status: Unknown, missing: "overwritten", change: with(nil, func(n *facts.Node) { n.Events.Profile.Oldest.At = testFlip })},
		{name: "drift in what is left", status: Drift, reason: "there may have been more", change: with(reconnect(testFlip, time.Second, 6*time.Minute), func(n *facts.Node) {
			n.Events.Firewall = facts.EventLog{Section: failed("Firewall")}
		})},
	})
}

// TestFlipsByInterfaces: the log of the networks is complete and silent.
func TestFlipsByInterfaces(t *testing.T) {
	const none = 0x80000001
	with := func(events ...facts.Event) func(*facts.Node, *baselines.Baseline) {
		return onNode(func(n *facts.Node) { happen(&n.Events.Firewall, events...) })
	}
	at := func(d time.Duration) time.Time { return testFlip.Add(d) }
	booted := func(d time.Duration) time.Time { return testBoot.Add(d) }
	read := collected("").At
	runCases(t, "network-profile/flips", []verdictCase{
		{name: "straight, however short", status: Drift, reason: "LAN 1 left Domain for Public, back after 3 s", change: with(change2010(testFlip, 1, 4), change2010(at(3*time.Second), 4, 1))},
		{name: "to private", status: Drift, reason: "for Private", change: with(change2010(testFlip, 1, 2))},
		{name: "identified again", status: Pass, change: with(change2010(testFlip, 1, none), change2010(at(time.Second), none, 4), change2010(at(20*time.Second), 4, 1))},
		{name: "not identified for long", status: Drift, reason: "back after 6 min 1 s", change: with(change2010(testFlip, 1, none), change2010(at(time.Second), none, 4), change2010(at(6*time.Minute+time.Second), 4, 1))},
		{name: "never domain", status: Pass, change: with(change2010(testFlip, none, 4))},
		{name: "plugged in again after an hour", status: Pass, change: with(change2010(testFlip, 1, none), change2010(at(time.Hour), none, 4), change2010(at(time.Hour+5*time.Second), 4, 1))},
		{name: "plugged in after an hour, and public for long", status: Drift, reason: "back after 6 min", change: with(change2010(testFlip, 1, none), change2010(at(time.Hour), none, 4), change2010(at(time.Hour+6*time.Minute), 4, 1))},
		{name: "disconnected soon", status: Pass, change: with(change2010(testFlip, 1, none), change2010(at(time.Second), none, 4), change2010(at(2*time.Second), 4, none))},
		{name: "on the way down", status: Pass, change: with(change2010(booted(-time.Minute), 1, 4), change2010(booted(time.Minute), 4, 1))},
		{name: "before the restart", status: Drift, change: with(change2010(booted(-time.Hour), 1, 4), change2010(booted(time.Minute), 4, 1))},
		{name: "on the way up", status: Pass, change: with(change2010(booted(time.Minute), 1, 4), change2010(booted(2*time.Minute), 4, 1))},
		{name: "public since the restart", status: Drift, change: with(change2010(booted(-time.Hour), 4, 1), change2010(booted(time.Minute), none, 4))},
		{name: "twice", status: Drift, change: with(change2010(testFlip, 1, 4), change2010(at(time.Minute), 4, 1), change2010(at(time.Hour), 1, 4), change2010(at(2*time.Hour), 4, 1)), got: "2 flips, last 2025-12-28 11:13:14 UTC"},
		{name: "two adapters at once", status: Drift, reason: "10:13:14 UTC {2}, LAN 1 left Domain for Private, not back within", got: "1 flip, last 2025-12-28 10:13:14 UTC", change: with(
			event(testFlip, facts.FirewallChange, "InterfaceGuid", "{2}", "OldProfile", "1", "NewProfile", "2"),
			event(at(time.Minute), facts.FirewallChange, "InterfaceGuid", "{2}", "OldProfile", "2", "NewProfile", "1"),
			change2010(at(time.Second), 1, 4))},
		{name: "not legible", status: Unknown, missing: "the meaning of event 2010", change: with(event(testFlip, facts.FirewallChange, "NewProfile", "4"))},
		{name: "several profiles at once", status: Unknown, missing: "the meaning of event 2010", change: with(change2010(testFlip, 1, 6), change2010(at(time.Second), 6, 1))},
		{name: "not recognised, and still public when it is read", status: Unknown, missing: "whether the absence from Domain that began at", change: with(change2010(read.Add(-4*time.Minute), 1, none), change2010(read.Add(-3*time.Minute), none, 4))},
		{name: "not recognised, and long public when it is read", status: Drift, change: with(change2010(read.Add(-7*time.Minute), 1, none), change2010(read.Add(-6*time.Minute), none, 4))},
	})
}

// TestRestartAgainstAFlip: whoever restarts the node minutes after a flip that
// cost it the cluster does not wipe out the trace.
func TestRestartAgainstAFlip(t *testing.T) {
	f := judgeOne(t, "network-profile/flips", onNode(func(n *facts.Node) {
		happen(&n.Events.Firewall, change2010(testBoot.Add(-3*time.Minute), 1, 4), change2010(testBoot.Add(time.Minute), 4, 1))
		happen(&n.Events.Cluster, event(testBoot.Add(-2*time.Minute), quorumLost))
	}))
	verdictCase{status: Drift, reason: "FailoverClustering 1177 1 min later"}.verify(t, f)
}

// TestManyFlips: the newest are reported, and the reason is one that hurt.
func TestManyFlips(t *testing.T) {
	f := judgeOne(t, "network-profile/flips", onNode(func(n *facts.Node) {
		for i := range 9 {
			at := testFlip.Add(time.Duration(i) * time.Hour)
			happen(&n.Events.Firewall, change2010(at, 1, 4), change2010(at.Add(time.Minute), 4, 1))
		}
		happen(&n.Events.Cluster, event(testFlip.Add(time.Second), quorumLost))
	}))
	verdictCase{status: Drift, got: "9 flips, last 2025-12-28 18:13:14 UTC", reason: "10:13:14 UTC LAN 1 left Domain for Public, back after 1 min; FailoverClustering 1177 1 s later"}.verify(t, f)
	if len(f.Evidence) != 2*toldFlips {
		t.Errorf("%d events are reported", len(f.Evidence))
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 59 * time.Second: "59 s", time.Minute: "1 min", 392 * time.Second: "6 min 32 s",
		time.Hour: "1 h", 90 * time.Minute: "1 h 30 min", 25 * time.Hour: "1 d 1 h", 48*time.Hour + time.Second: "2 d",
	} {
		if got := span(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}

// TestShutdownIsNoFlip: the firewall leaves Domain on the way down. The restart was a
// slow one, or is not the last.
func TestShutdownIsNoFlip(t *testing.T) {
	earlier := testBoot.AddDate(0, 0, -7)
	withRestart := func(down, up time.Time, events ...facts.Event) func(*facts.Node, *baselines.Baseline) {
		return onNode(func(n *facts.Node) {
			if !down.IsZero() {
				happen(&n.Events.Starts, windowsEvent(down, facts.WindowsEnding))
			}
			if !up.IsZero() {
				happen(&n.Events.Starts, windowsEvent(up, facts.WindowsStarted))
			}
			happen(&n.Events.Firewall, events...)
		})
	}
	shutdown := func(at, back time.Time) []facts.Event {
		return []facts.Event{change2010(at, 1, 4), change2010(back, 4, 1)}
	}
	noStarts := onNode(func(n *facts.Node) { n.Events.Starts = facts.EventLog{} })
	slow := earlier.Add(40 * time.Minute)
	runCases(t, "network-profile/flips", []verdictCase{
		{name: "of an earlier restart", status: Pass, change: withRestart(earlier, earlier.Add(time.Minute), shutdown(earlier.Add(-time.Minute), earlier.Add(2*time.Minute))...)},
		{name: "of a slow restart", status: Pass, change: withRestart(earlier, slow, shutdown(earlier.Add(-time.Minute), slow.Add(time.Minute))...)},
		{name: "of a slow restart whose shutdown is not recorded", status: Unknown, missing: "no shutdown is recorded before the start", change: withRestart(time.Time{}, slow, shutdown(earlier.Add(-time.Minute), slow.Add(time.Minute))...)},
		{name: "long before a crash, with a sign of life in between", status: Drift, change: then(withRestart(time.Time{}, slow, shutdown(earlier, slow.Add(time.Minute))...), onNode(func(n *facts.Node) {
			happen(&n.Events.Cluster, event(earlier.Add(10*time.Minute), 1069))
		}))},
		{name: "of a crash", status: Pass, change: withRestart(time.Time{}, earlier, shutdown(earlier.Add(-time.Minute), earlier.Add(time.Minute))...)},
		{name: "and public for long after it", status: Drift, change: withRestart(earlier, slow, shutdown(earlier.Add(-time.Minute), slow.Add(6*time.Minute))...)},
		{name: "long before it", status: Drift, change: withRestart(earlier, slow, shutdown(earlier.Add(-time.Hour), slow.Add(time.Minute))...)},
		{name: "and the cluster suffered", status: Drift, change: then(withRestart(earlier, slow, change2010(earlier.Add(-time.Minute), 1, 4), change2010(earlier.Add(-time.Second), 4, 1)), onNode(func(n *facts.Node) {
			happen(&n.Events.Cluster, event(earlier.Add(-50*time.Second), quorumLost))
		}))},
		{name: "the starts are not read", status: Unknown, missing: "whether the node was shut down", change: then(withRestart(earlier, slow, shutdown(earlier.Add(-time.Minute), slow.Add(time.Minute))...), noStarts)},
		{name: "the starts are not read, after the last boot", status: Drift, change: then(withRestart(time.Time{}, time.Time{}, shutdown(testFlip, testFlip.Add(time.Minute))...), noStarts)},
	})
}
