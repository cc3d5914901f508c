package diagnose

import (
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// event is something that a log says, whatever its wording. What the log repeats
// within a few seconds is one event.
type event struct {
	kind      *causes.Event
	log       *Log
	node      string // that it happened on
	peer      string // the other node; empty: not said
	at, until time.Time
	count     int
	order     int // among the events of all logs
	line      int64
	raw       string
	channel   string // empty: a line of a cluster log
	byID      bool   // an event of Windows
	decides   bool   // not unconfirmed

	address, reason, status, code string
	threshold, delay, view        string
	network                       string  // GUID of a network or an interface that the event names
	first, last                   float64 // seconds, of the first and the last
}

// Kinds that the engine itself looks for; they are in events.yaml.
const (
	kindNodeLost    = "node-lost"
	kindRouteDown   = "route-down"
	kindHeartbeat   = "heartbeat-missed"
	kindQuorumLost  = "quorum-lost"
	kindPruned      = "pruned"
	kindThreshold   = "threshold"
	kindView        = "view-changed"
	kindAccepted    = "join-accepted-tcp"
	kindDomainLeft  = "domain-left"
	kindPublic      = "network-public"
	kindFirewall    = "firewall-public"
	kindDomainBack  = "domain-back"
	kindJoined      = "node-joined"
	kindFirewallSet = "firewall-changed"
	kindDriver      = "driver-event"
	kindStopAsked   = "stop-asked"
	kindStopped     = "service-stopped"
	kindRunning     = "service-running"
	kindLogBegin    = "log-begin"
	kindHostStop    = "host-stopping"
	kindHostStarted = "host-started"
)

// Repeats of an event within this time are counted with it.
const together = 10 * time.Second

// sameAs reports whether another event is a repeat.
func (e *event) sameAs(other *event) bool {
	return e.kind == other.kind && e.node == other.node && e.peer == other.peer && e.address == other.address && e.channel == other.channel &&
		e.threshold == other.threshold && e.delay == other.delay && e.view == other.view && e.network == other.network && e.decides == other.decides
}

// add counts a repeat, which is later.
func (e *event) add(other *event) {
	e.count += other.count
	e.last = other.last
	if other.until.After(e.until) {
		e.until = other.until
	}
}

// text is the title with the names filled in.
func (e *event) text() string { return fill(e.kind.Title, e.node, e.peer) }

// fill puts names into a title. The peer that is not known is "another node".
func fill(title, node, peer string) string {
	if peer == "" {
		peer = "another node"
	}
	return strings.NewReplacer("{node}", node, "{peer}", peer).Replace(title)
}

func decides(p baselines.Provenance) bool { return p != baselines.Unconfirmed }

// shortName is the name of a node without its domain, in upper case.
func shortName(name string) string {
	name, _, _ = strings.Cut(strings.TrimSpace(name), ".")
	return strings.ToUpper(strings.Trim(name, `'"`))
}

// channelOf is where an event was written. A text without it has that of its provider.
func channelOf(r *logs.Record, rules map[string]string) string {
	if r.Channel != "" || r.EventID == 0 {
		return r.Channel
	}
	return rules[providerKey(r.Provider)]
}

// providerKey makes the spellings of a provider the same: Event Viewer leaves the
// first words away, and text exports cut its end.
func providerKey(name string) string {
	const most = 16 // of the distinctive part; "Microsoft-Windows-FailoverClusterin" is seen
	name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "microsoft-windows-")
	if len(name) > most {
		name = name[:most]
	}
	return name
}
