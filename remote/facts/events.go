package facts

import "time"

// Events is what the event logs of the node hold of a window of time.
type Events struct {
	// Cluster are the events of the FailoverClustering provider in the System log.
	Cluster EventLog `json:"cluster,omitzero"`
	// Service are the unexpected ends of all services that the Service Control
	// Manager wrote to the System log, and the starts and stops of the cluster
	// service. That there is no stop proves nothing while there is no start.
	Service EventLog `json:"service,omitzero"`
	// Profile are the connects, disconnects and category changes of
	// Microsoft-Windows-NetworkProfile/Operational.
	Profile EventLog `json:"profile,omitzero"`
	// Firewall are the profile changes of interfaces, event 2010 of
	// Microsoft-Windows-Windows Firewall With Advanced Security/Firewall.
	Firewall EventLog `json:"firewall,omitzero"`
	// StartTypes are the changes of the start type of the cluster service that the
	// Service Control Manager wrote to the System log, SecureChannel what Netlogon wrote
	// there of sessions with a domain controller that could not be set up, and
	// Operational what the cluster wrote to a log of its own of heartbeats. They are not
	// collected in documents of earlier versions.
	StartTypes    EventLog `json:"start_types,omitzero"`
	SecureChannel EventLog `json:"secure_channel,omitzero"`
	Operational   EventLog `json:"operational,omitzero"`
	// Starts are the starts and shutdowns of Windows that Kernel-General wrote to the
	// System log. It is not collected in documents of earlier versions.
	Starts EventLog `json:"starts,omitzero"`
}

// Events of Microsoft-Windows-Kernel-General on the life of Windows.
const (
	WindowsStarted = 12
	WindowsEnding  = 13 // it is shutting down; a crash leaves none
)

// LogCleared is the event of Microsoft-Windows-Eventlog with which a log begins that
// was cleared.
const LogCleared = 104

// Events of the Service Control Manager on the end of a service.
const (
	ServiceFailed     = 7024 // with an error of its own
	ServiceCrashed    = 7031
	ServiceTerminated = 7034
	ServiceState      = 7036 // or the entry into another state
)

// ServiceStartType is the event of the Service Control Manager on a new start type. It
// names the service untranslated in ServiceStartTypeOf.
const (
	ServiceStartType   = 7040
	ServiceStartTypeOf = "param4"
)

// NoSecureChannel is the event of Netlogon on a session with a domain controller that
// could not be set up.
const NoSecureChannel = 5719

// HeartbeatsMissed is the event of FailoverClustering, in OperationalChannel, on more than
// 40 percent of the heartbeats.
const (
	HeartbeatsMissed   = 1650
	OperationalChannel = "Microsoft-Windows-FailoverClustering/Operational"
)

// Events of Microsoft-Windows-NetworkProfile (its manifest).
const (
	NetworkConnected     = 10000
	NetworkDisconnected  = 10001
	NetworkRecategorised = 10002
)

// FirewallChange is the event of the firewall on an interface's new profile.
const FirewallChange = 2010

// EventLog is the answer of one channel to one query.
type EventLog struct {
	Section
	Channel string `json:"channel,omitempty"`
	// From is the beginning of the window that was requested, by the node's clock,
	// UTC. Events since the boot may be here though they are older.
	From time.Time `json:"from,omitzero"`
	// Until is the end of the window: when the log was read, by the node's clock, UTC.
	// It is zero where that clock is not known; then the times of the scanner and of
	// the events are taken for those of one clock.
	Until time.Time `json:"until,omitzero"`
	// Enabled is nil when the channel's configuration could not be read. A
	// disabled channel answers like an empty one.
	Enabled *bool `json:"enabled,omitempty"`
	// Oldest is the oldest event of the whole channel; nil when there is none or
	// it could not be read.
	Oldest *Event `json:"oldest,omitempty"`
	// Full is set when the answer has as many events as were requested at most:
	// there may be older ones.
	Full   bool    `json:"full,omitempty"`
	Events []Event `json:"events,omitempty"` // newest first
}

// End is when the log was read, by the node's clock as far as that is known.
func (l EventLog) End() time.Time {
	if l.Until.IsZero() {
		return l.At
	}
	return l.Until
}

// Skew is how far the node's clock was ahead of the scanner's; 0 where it is not known.
func (l EventLog) Skew() time.Duration { return l.End().Sub(l.At) }

// Complete reports whether the events are all that happened since From: the
// channel is enabled, the answer was not cut, and the channel reaches back to From.
func (l EventLog) Complete() bool {
	return l.State == Collected && l.Enabled != nil && *l.Enabled && !l.Full && l.Oldest != nil && !l.Oldest.At.After(l.From)
}

// Event is one event, with what its XML carries and never its rendered text.
type Event struct {
	Provider string      `json:"provider"`
	ID       int         `json:"id"`
	Record   int64       `json:"record,omitempty"` // EventRecordID; 1 is the first since the channel was made or cleared
	At       time.Time   `json:"at"`               // TimeCreated, UTC
	Data     []EventData `json:"data,omitempty"`   // in the order of the XML
	Binary   string      `json:"binary,omitempty"` // hex digits, as they are written
}

// EventData is one Data element of an event.
type EventData struct {
	Name  string `json:"name,omitempty"`
	Value string `json:"value"`
}

// Get returns the first value of that name.
func (e Event) Get(name string) (string, bool) {
	for _, d := range e.Data {
		if d.Name == name {
			return d.Value, true
		}
	}
	return "", false
}
