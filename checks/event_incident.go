package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// incident is an event that hurt the cluster on this node.
type incident struct {
	facts.Event
	log     facts.EventLog
	text    string
	cluster bool // reported by the cluster itself
}

// Events of the cluster that a flip brings with it.
const (
	nodeRemoved = 1135
	quorumLost  = 1177
)

// incidentsOf lists them in their order.
func incidentsOf(n *facts.Node, days int) []incident {
	var all []incident
	events := n.Events
	for _, e := range since(events.Cluster, windowStart(events.Cluster, daysOf(days))) {
		if e.ID == nodeRemoved || e.ID == quorumLost {
			all = append(all, incident{e, events.Cluster, incidentText(e), true})
		}
	}
	titles := serviceTitlesOf(n)
	for _, e := range since(events.Service, windowStart(events.Service, daysOf(days))) {
		if titles.ends(e) == match.Yes {
			all = append(all, incident{e, events.Service, incidentText(e), false})
		}
	}
	slices.SortStableFunc(all, func(a, b incident) int { return compareEvents(a.Event, b.Event) })
	return all
}

// incidentText is "FailoverClustering 1135 (NodeName HV01)"; of the Service Control
// Manager's events only the ends of the cluster service are shown.
func incidentText(e facts.Event) string {
	if strings.EqualFold(e.Provider, serviceProvider) && e.ID == facts.ServiceStartType {
		return fmt.Sprintf("the start type of the cluster service changed (event %d)", e.ID)
	}
	if strings.EqualFold(e.Provider, serviceProvider) {
		return fmt.Sprintf("the cluster service ended (event %d)", e.ID)
	}
	text := fmt.Sprintf("%s %d", strings.TrimPrefix(e.Provider, "Microsoft-Windows-"), e.ID)
	if values := eventValues(e); values != "" {
		text += " (" + values + ")"
	}
	return text
}
