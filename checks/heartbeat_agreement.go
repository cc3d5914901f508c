package checks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// agreementFindings compares the heartbeat values of the nodes. The values are one replicated record: nodes that differ do
// not see the same cluster.
func agreementFindings(e *evaluation) []Finding {
	var requirement *baselines.Requirement
	properties := wording.Set{}
	for _, s := range e.nodes {
		if s.Baseline == nil || s.Baseline.Heartbeat.Agreement == nil {
			continue
		}
		if requirement == nil {
			requirement = s.Baseline.Heartbeat.Agreement
		}
		for _, p := range s.Baseline.Heartbeat.Properties {
			properties.Add(p.Property)
		}
	}
	if requirement == nil {
		return nil
	}
	v := newAgreement(e.nodes, properties.Sorted()).judge(len(e.nodes))
	return []Finding{v.finding(*requirement, "the same heartbeat values on every node")}
}

// agreement is what the nodes of a cluster report.
type agreement struct {
	properties []string
	read       []*facts.Node // reported values
	outside    []string      // have no cluster service, so they report nothing
	gaps       []facts.Gap   // what the others did not report, and why
}

func newAgreement(nodes []Subject, properties []string) agreement {
	a := agreement{properties: properties}
	for _, s := range nodes {
		n := s.Facts
		missing := n.ClusterOf.Gap("the cluster's properties", len(n.ClusterOf.Properties))
		switch {
		case n.Problem != nil:
			a.gaps = append(a.gaps, n.Problem.Gap().On(n.Name))
		case n.ClusterOf.State == facts.Absent:
			a.outside = append(a.outside, n.Name)
		case !missing.IsZero():
			a.gaps = append(a.gaps, missing.On(n.Name))
		default:
			a.read = append(a.read, n)
			a.gaps = append(a.gaps, propertyGaps(n, properties)...)
		}
	}
	return a
}

// propertyGaps names the properties of which a node says nothing although its
// Windows has them. The versions of a cluster are compared by what they share.
func propertyGaps(n *facts.Node, properties []string) []facts.Gap {
	var gaps []facts.Gap
	for _, p := range properties {
		if missing := propertyGap(n, p); !missing.IsZero() {
			gaps = append(gaps, missing.On(n.Name))
		}
	}
	return gaps
}

// judge gives drift as soon as two nodes differ, whatever the others say, and
// pass only when every node was read: an unread one may be the one that differs.
func (a agreement) judge(scanned int) verdict {
	differences := a.differences()
	switch {
	case scanned == 1:
		return inapplicable("one node was scanned, so there is nothing to compare")
	case clustersOf(a.read) != "":
		return ofDifferentClusters(clustersOf(a.read)).with(a.evidence()...)
	case len(differences) > 0:
		reason := "the nodes report different heartbeat values"
		if len(a.gaps) > 0 {
			reason += "; not compared: " + strings.Join(facts.GapTexts(a.gaps), "; ")
		}
		v := drifted(describe(differences), reason, a.evidence()...)
		v.differences = differences
		return v
	case len(a.read)+len(a.gaps) == 0:
		return inapplicable("no node has a cluster service")
	case len(a.read) < 2 && len(a.gaps) == 0:
		return inapplicable("one node of the cluster was scanned, so there is nothing to compare"+withoutService(a.outside), a.evidence()...)
	case len(a.gaps) > 0:
		v := unknown("not every node could be compared", a.gaps[0], a.gaps[1:]...).with(a.evidence()...)
		v.got = wording.Counted(len(a.read), "node") + " read, no difference seen"
		return v
	}
	if !a.compared() {
		return inapplicable("no two nodes have one of these properties", a.evidence()...)
	}
	return passed(wording.Counted(len(a.read), "node")+" agree", "every node reports the same values"+withoutService(a.outside), a.evidence()...)
}

// differences are the properties on which two nodes differ. A property that a
// node's Windows does not have is not a difference.
func (a agreement) differences() []Difference {
	var all []Difference
	for _, p := range a.properties {
		var values []NodeValue
		for _, n := range a.read {
			if value, ok := n.ClusterOf.Properties[p]; ok {
				values = append(values, NodeValue{n.Name, strconv.Itoa(value)})
			}
		}
		if d := newDifference(p, values); d.differs() {
			all = append(all, d)
		}
	}
	return all
}

// compared reports whether any property has a value on two nodes.
func (a agreement) compared() bool {
	return slices.ContainsFunc(a.properties, func(p string) bool {
		nodes := 0
		for _, n := range a.read {
			if _, ok := n.ClusterOf.Properties[p]; ok {
				nodes++
			}
		}
		return nodes > 1
	})
}

func (a agreement) evidence() []Evidence {
	var e []Evidence
	for _, n := range a.read {
		var values []string
		for _, p := range a.properties {
			if v, ok := n.ClusterOf.Properties[p]; ok {
				values = append(values, fmt.Sprintf("%s %d", p, v))
			}
		}
		e = append(e, observed(n.ClusterOf.Section, "%s: %s", n.Name, strings.Join(values, ", ")))
	}
	return e
}
