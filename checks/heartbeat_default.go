package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// outsideRange is the reason of drift. It names the default, because people ask
// why a value that Windows itself ships is called drift.
func outsideRange(value int, p baselines.HeartbeatProperty) string {
	text := fmt.Sprintf("%s is %d", p.Property, value)
	switch {
	case p.Default != nil && value == *p.Default:
		text = fmt.Sprintf("%d is the default of this Windows", value)
	case p.Default != nil:
		text += fmt.Sprintf(" (the default of this Windows is %d)", *p.Default)
	}
	return text + "; the baseline recommends " + wantedRange(p)
}

// excusable reports whether a value outside the range is not further from it than
// the default of this Windows, which lies on the same side. A default excuses only
// what an embedded baseline recommends.
func excusable(value int, p baselines.HeartbeatProperty) bool {
	switch {
	case p.Default == nil || !p.Embedded:
		return false
	case p.Min != nil && value < *p.Min:
		return value >= *p.Default
	}
	return p.Max != nil && *p.Max < value && value <= *p.Default
}

// excused makes a drift info, unless the cluster has lost nodes or its quorum: then
// it has shown that it needs the recommended value.
func (e *evaluation) excused(n *facts.Node, v verdict) verdict {
	lost := e.losses(n)
	if len(lost) == 0 {
		v.severity = baselines.Info
		return v
	}
	v.reason += "; the cluster has lost a node or its quorum lately"
	return v.with(lost...)
}

// clusterLoss is the latest event 1135 or 1177 of a node in the time for which its baseline
// judges them.
type clusterLoss struct {
	node     *facts.Node
	evidence Evidence
}

// losses are those that the nodes of a node's cluster wrote.
func (e *evaluation) losses(n *facts.Node) []Evidence {
	if e.lost == nil {
		e.lost = lossesOfAll(e.nodes)
	}
	var shown []Evidence
	for _, l := range *e.lost {
		if clustersOf([]*facts.Node{n, l.node}) == "" {
			shown = append(shown, l.evidence)
		}
	}
	return shown
}

func lossesOfAll(nodes []Subject) *[]clusterLoss {
	var lost []clusterLoss
	for _, s := range nodes {
		if s.Baseline == nil {
			continue
		}
		if all := lossesOf(s); len(all) > 0 {
			last := slices.MaxFunc(all, compareEvents)
			lost = append(lost, clusterLoss{s.Facts, eventEvidence(s.Facts.Events.Cluster, last, s.Facts.Name+": "+eventText(last))})
		}
	}
	return &lost
}

// lossesOf are those events of one node. Another provider may use the same ids.
func lossesOf(s Subject) []facts.Event {
	var all []facts.Event
	log := s.Facts.Events.Cluster
	for _, want := range s.Baseline.Events {
		isOther := func(e facts.Event) bool {
			return e.ID != nodeRemoved && e.ID != quorumLost || !slices.Contains(want.IDs, e.ID) ||
				!strings.EqualFold(e.Provider, clusteringProvider) || !strings.EqualFold(want.Provider, clusteringProvider)
		}
		all = append(all, slices.DeleteFunc(since(log, windowStart(log, daysOf(want.Days))), isOther)...)
	}
	return all
}
