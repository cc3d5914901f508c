package collector

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// Bounds of what is asked of the event logs.
const (
	maxEvents    = 500
	maxServices  = 200 // of starts, stops and unexpected ends of services, and of Windows
	maxEventDays = 3650
	clockSlack   = day // for a node that does not report the time, and for a boot time that is off
	day          = 24 * time.Hour
)

// The numbers by which event 7036 gives the state that a service now has.
const (
	serviceStopped = 1
	serviceRunning = 4
)

// eventCommands are all commands that the events need.
func (c *collection) eventCommands() []remote.Command {
	commands := []remote.Command{
		c.clusterEvents().Command(), c.serviceFailures().Command(), c.serviceChanges().Command(),
		c.profileEvents().Command(), c.firewallEvents().Command(), c.startEvents().Command(),
		c.startTypeEvents().Command(), c.secureChannelEvents().Command(),
	}
	for _, channel := range []string{remote.ChannelSystem, remote.ChannelProfile, remote.ChannelFirewall} {
		commands = append(commands, remote.EventLogConfiguration(channel), remote.OldestEvent(channel))
	}
	return commands
}

func (c *collection) readEvents(t transcript) {
	c.node.Events = facts.Events{
		Cluster:       c.eventLog(t, c.clusterEvents()),
		Service:       c.serviceLog(t),
		Profile:       c.eventLog(t, c.profileEvents()),
		Firewall:      c.eventLog(t, c.firewallEvents()),
		StartTypes:    c.eventLog(t, c.startTypeEvents()),
		SecureChannel: c.eventLog(t, c.secureChannelEvents()),
		Operational:   c.node.Events.Operational,
		Starts:        c.eventLog(t, c.startEvents()),
	}
}

func (c *collection) clusterEvents() remote.EventQuery {
	return remote.EventQuery{Channel: remote.ChannelSystem, Provider: remote.ProviderCluster, Within: c.window(), Most: maxEvents}
}

// serviceFailures requests the unexpected ends of every service: the events
// name it in the node's language only.
func (c *collection) serviceFailures() remote.EventQuery {
	return remote.EventQuery{
		Channel: remote.ChannelSystem, Provider: remote.ProviderService,
		IDs:    []int{facts.ServiceFailed, facts.ServiceCrashed, facts.ServiceTerminated},
		Within: c.window(), Most: maxServices,
	}
}

// serviceChanges requests the starts and stops of the cluster service alone:
// those of all services are thousands.
func (c *collection) serviceChanges() remote.EventQuery {
	return remote.EventQuery{
		Channel: remote.ChannelSystem, Provider: remote.ProviderService, IDs: []int{facts.ServiceState},
		Binary: []string{serviceState(facts.ClusterService, serviceStopped), serviceState(facts.ClusterService, serviceRunning)},
		Within: c.sinceBoot(), Most: maxServices,
	}
}

func (c *collection) profileEvents() remote.EventQuery {
	return remote.EventQuery{
		Channel: remote.ChannelProfile, IDs: []int{4001, 4002, 4003, facts.NetworkConnected, facts.NetworkDisconnected, facts.NetworkRecategorised},
		Within: c.window(), Most: maxEvents,
	}
}

// firewallEvents reach back to the boot: the newest of an interface shows which
// profile it has now.
func (c *collection) firewallEvents() remote.EventQuery {
	return remote.EventQuery{Channel: remote.ChannelFirewall, IDs: []int{facts.FirewallChange}, Within: c.sinceBoot(), Most: maxEvents}
}

// startEvents distinguish a flip from a restart, and why a node was removed.
func (c *collection) startEvents() remote.EventQuery {
	return remote.EventQuery{
		Channel: remote.ChannelSystem, Provider: remote.ProviderKernel,
		IDs:    []int{facts.WindowsStarted, facts.WindowsEnding},
		Within: c.window(), Most: maxServices,
	}
}

func (c *collection) window() time.Duration { return windowOf(c.request.EventDays) }

// windowOf is a window of days.
func windowOf(days int) time.Duration { return time.Duration(min(days, maxEventDays)) * day }

// sinceBoot is the window, or the time since the node booted if that is longer.
// It is counted from one moment, so that a query is the same when its answer is
// looked for.
func (c *collection) sinceBoot() time.Duration {
	if c.node.OS.LastBoot.IsZero() {
		return c.window()
	}
	up := min(c.node.Clock.ByNode(c.node.OS.At).Sub(c.node.OS.LastBoot), maxEventDays*day)
	return max(c.window(), up+clockSlack)
}

// serviceState is the binary data of event 7036: the name of the service and its
// state in UTF-16, which unlike the event's texts are in no language.
func serviceState(service string, state byte) string {
	var data []byte
	for _, u := range utf16.Encode([]rune(service + "/" + string('0'+rune(state)) + "\x00")) {
		data = append(data, byte(u), byte(u>>8))
	}
	return strings.ToUpper(hex.EncodeToString(data))
}

// serviceLog joins two queries. That wevtutil can compare binary data is not
// documented: the second might bring the changes of all services, or of none.
func (c *collection) serviceLog(t transcript) facts.EventLog {
	changes := c.serviceChanges()
	log := c.eventLog(t, c.serviceFailures(), changes)
	log.Events = slices.DeleteFunc(log.Events, func(e facts.Event) bool {
		return e.ID == changes.IDs[0] && !slices.Contains(changes.Binary, strings.ToUpper(e.Binary))
	})
	return log
}

// eventLog reads the answers of one channel to queries for the window of the events.
func (c *collection) eventLog(t transcript, queries ...remote.EventQuery) facts.EventLog {
	return c.eventLogSince(c.window(), t, queries...)
}

// eventLogSince reads the answers of one channel to queries for a window.
func (c *collection) eventLogSince(window time.Duration, t transcript, queries ...remote.EventQuery) facts.EventLog {
	channel := queries[0].Channel
	log := facts.EventLog{Channel: channel, From: c.node.Clock.ByNode(c.node.OS.At).Add(-window)}
	var commands []remote.Command
	for _, q := range queries {
		commands = append(commands, q.Command())
	}
	log.Section = c.section(commandSource(commands), facts.Collected)
	if c.node.Clock.Reported() {
		log.Until = c.node.Clock.ByNode(log.At)
	}
	for i, q := range queries {
		events, problem := t.events(commands[i])
		if problem != nil {
			log.Section = c.failed(log.Source, problem)
			log.Events = nil
			return log
		}
		log.Full = log.Full || len(events) >= q.Most
		log.Events = append(log.Events, events...)
	}
	slices.SortStableFunc(log.Events, newestFirst)
	log.Enabled, log.Oldest = t.enabled(channel), t.oldest(channel)
	return log
}

func newestFirst(a, b facts.Event) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Record, a.Record))
}

// events reads the output of an event query.
func (t transcript) events(command remote.Command) ([]facts.Event, *facts.Problem) {
	out, problem := t.output(command)
	if problem != nil {
		return nil, problem
	}
	if !out.OK {
		problem := notCredible("%s failed: %s", command, quote(string(out.Text)))
		problem.Hint = "Add the account to the node's group Event Log Readers; if it is there, this Windows does not have the event log."
		return nil, problem
	}
	events, err := windows.ParseEvents(out.Text)
	if err != nil {
		return nil, malformed(err)
	}
	return events, nil
}

// enabled reports whether a channel takes events; nil when that is not known.
func (t transcript) enabled(channel string) *bool {
	text, problem := t.printed(remote.EventLogConfiguration(channel))
	if problem != nil {
		return nil
	}
	enabled, err := windows.ParseChannelEnabled(text)
	if err != nil {
		return nil
	}
	return &enabled
}

// oldest is the oldest event of a channel; nil when it is not known.
func (t transcript) oldest(channel string) *facts.Event {
	events, problem := t.events(remote.OldestEvent(channel))
	if problem != nil || len(events) != 1 {
		return nil
	}
	return &events[0]
}
