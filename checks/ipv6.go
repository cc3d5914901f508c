package checks

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/firewall"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needIPv6(b *baselines.Baseline, r *facts.Request) {
	if b.IPv6.NeighbourDiscovery != nil {
		askFirewall(r)
	}
	r.IPv6 = r.IPv6 || b.IPv6.Enabled != nil || b.IPv6.NeighbourDiscovery != nil
}

func ipv6Findings(e *evaluation, s Subject) []Finding {
	var found []Finding
	if r := s.Baseline.IPv6.Enabled; r != nil {
		found = append(found, judgeIPv6(s.Facts.IPv6).finding(*r, "IPv6 not turned off"))
	}
	if want := s.Baseline.IPv6.NeighbourDiscovery; want != nil {
		v := judgeDiscovery(s.Facts, e.firewall(s.Facts), e.topology.endsOf(s.Facts))
		found = append(found, v.finding(want.Requirement, "admitted in every profile, as by "+strings.Join(want.Rules, ", ")))
	}
	return found
}

// Bits and values of DisabledComponents that decide here. Source: Microsoft
// Learn, "Guidance for configuring IPv6 in Windows for advanced users".
const (
	nativeDisabled = 0x10       // IPv6 off on every adapter that is not a tunnel
	preferIPv4     = 0x20       // an order of preference, which turns nothing off
	documentedBits = 0xFF       // all of them: IPv6 is off
	everyBit       = 0xFFFFFFFF // a wrong value that does the same
)

// judgeIPv6 judges what the adapters have. Tunnels may be off: the networks of
// the cluster are not on them.
func judgeIPv6(v facts.IPv6) verdict {
	if missing := v.Gap("the settings of IPv6", 1); !missing.IsZero() {
		return unknown("it is not known whether IPv6 is on", missing)
	}
	if v.DisabledComponents == nil {
		return passed("on", "DisabledComponents is not set, which turns nothing off", observed(v.Section, "no DisabledComponents"))
	}
	value := *v.DisabledComponents
	got := fmt.Sprintf("DisabledComponents 0x%X", value)
	seen := observed(v.Section, "%s", got)
	switch {
	case value > documentedBits && value != everyBit:
		return unknown(got+" is not a documented value", facts.GapUndocumented.Of("what "+got+" turns off")).with(seen)
	case value&nativeDisabled != 0:
		return drifted(got, "IPv6 is turned off on the network adapters", seen)
	case value&^preferIPv4 == 0:
		return passed(got, "IPv6 is on", seen)
	}
	return passed(got, "IPv6 is on; parts of its tunnels are turned off", seen)
}

// judgeDiscovery judges neighbour discovery as traffic: any rule or default
// action that admits it will do. What bars it makes the verdict unknown, as no
// source confirms what Windows leaves of it then.
func judgeDiscovery(n *facts.Node, fw *firewall.Firewall, own []firewall.End) verdict {
	on := judgeIPv6(n.IPv6)
	switch on.status {
	case Drift:
		return inapplicable("IPv6 is turned off", on.evidence...)
	case Unknown:
		return on
	}
	if missing := firewallInForce(n.Services); !missing.IsZero() {
		return unknown("it is not known whether the rules in the registry are in force", missing)
	}
	var off, open wording.Grouped
	var missing groupedGaps
	byHand := false
	for _, profile := range firewall.Profiles() {
		for _, r := range fw.Discovery(profile, own) {
			switch {
			case r.Outcome == firewall.Allowed:
			case r.Outcome == firewall.Blocked && !r.Barred:
				off.Add(r.Name, profile)
				byHand = byHand || !fw.MergesLocal(profile)
			default:
				open.Add(r.Name, profile)
				missing.add(discoveryGap(r), profile)
			}
		}
	}
	seen := storeEvidence(n.Firewall)
	switch {
	case len(off) > 0:
		v := drifted("not admitted: "+off.String(), "IPv6 is on, and nothing admits its neighbour discovery", seen...)
		v.byHand = byHand
		return v
	case len(open) > 0:
		doubts := missing.list()
		return unknown("not known to be admitted: "+open.String(), doubts[0], doubts[1:]...).with(seen...)
	}
	return passed("admitted", "IPv6 is on, and its neighbour discovery is admitted", seen...)
}

func discoveryGap(r firewall.DiscoveryRuling) facts.Gap {
	if r.Barred {
		return facts.GapUndecided.Of("what is left of neighbour discovery: " + r.Why)
	}
	return r.Missing
}
