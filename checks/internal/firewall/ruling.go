package firewall

import (
	"cmp"
	"fmt"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Outcome is what becomes of traffic. The worst comes first, so that min combines.
type Outcome int

// Outcomes.
const (
	Blocked Outcome = iota
	Undecided
	Allowed
)

// String is the outcome as findings put it: "open" for Allowed.
func (o Outcome) String() string { return [...]string{"closed", "undecided", "open"}[o] }

// Ruling is what a profile does with traffic, and why.
type Ruling struct {
	Outcome Outcome
	Why     string
	Missing facts.Gap // what would decide it; only when undecided
	ByPeer  bool      // the addresses of the peers made the difference
	// LacksRule: it is blocked for want of an allow rule, and for nothing else.
	LacksRule bool
	// Barred: it is blocked whatever rules allow it.
	Barred bool
}

func allowed(why string) Ruling { return Ruling{Outcome: Allowed, Why: why} }

func barred(why string) Ruling { return Ruling{Outcome: Blocked, Why: why, Barred: true} }

func undecided(why string, missing facts.Gap) Ruling {
	return Ruling{Outcome: Undecided, Why: why, Missing: missing}
}

// lacksRule is the ruling on traffic for which an allow rule is missing. One that
// is added helps only where nothing else may block the traffic.
func lacksRule(why string, mayBlock facts.Gap) Ruling {
	return Ruling{Outcome: Blocked, Why: why, LacksRule: mayBlock.IsZero()}
}

// trafficCheck rules on one wanted traffic of one node.
type trafficCheck struct {
	firewall *Firewall
	want     Traffic
}

// Rule rules on the traffic of a requirement in a profile as a whole where the
// paths make no difference, and else gives the worst ruling over the peers,
// because every one of them has to get through.
func (f *Firewall) Rule(want baselines.FirewallRule, profile string, paths Paths) Ruling {
	return trafficCheck{f, trafficOf(want)}.overPaths(profile, paths)
}

func (c trafficCheck) overPaths(profile string, paths Paths) Ruling {
	p := c.firewall.policy(profile)
	r, peers := c.rule(p, profile, anyPeer(paths.Own)), paths.each()
	if r.Outcome != Undecided || len(peers) == 0 {
		return r
	}
	worst := c.rulePeer(p, profile, peers[0])
	for _, from := range peers[1:] {
		if r := c.rulePeer(p, profile, from); r.Outcome < worst.Outcome {
			worst = r
		}
	}
	worst.ByPeer = len(paths.Peers) > 0
	return worst
}

// rulePeer rules on the traffic from one peer. That it is blocked matters only
// when the cluster certainly uses the address.
func (c trafficCheck) rulePeer(p policy, profile string, from Peer) Ruling {
	r := c.rule(p, profile, from)
	if r.Outcome == Blocked && !from.Certain {
		return undecided(r.Why, facts.GapUndecided.Of("whether the cluster reaches the node from "+from.String()))
	}
	return r
}

// rule is the order of MS-FASP: a firewall that is off, then shielding, then an
// adapter on which it is off, then the rules and the default action of the
// profile. A connection security rule counts with all but the first.
func (c trafficCheck) rule(p policy, profile string, from Peer) Ruling {
	switch {
	case p.enable.is(0):
		return allowed("the firewall is off")
	case !p.enable.gap.IsZero():
		return undecided("it is not known whether the firewall is on", p.enable.gap)
	case p.enable.value == nil:
		return undecided("it is not known whether the firewall is on", facts.GapLeftOut.Of("EnableFirewall, which is set nowhere"))
	case c.want.inbound() && p.shielded.value != nil && !p.shielded.is(0):
		return barred("all inbound traffic is blocked (DoNotAllowExceptions)")
	}
	r := c.byRules(p, profile, from)
	switch off := p.disabled.off(from); {
	case off == match.Yes:
		r = allowed("the firewall is off on the adapter (DisabledInterfaces)")
	case off == match.Maybe && r.Outcome == Blocked:
		r = undecided(r.Why, cmp.Or(p.disabled.gap, facts.GapUndecided.Of("whether the cluster uses an adapter on which the firewall is off (DisabledInterfaces)")))
	}
	if rule := c.requiresSecurity(p, profile, from); rule != "" && r.Outcome == Allowed && c.want.hasPorts() {
		// Neighbour discovery is exempt from IPsec by default (MS-FASP 2.2.39).
		return undecided(r.Why, facts.GapUndecided.Of("whether IPsec authenticates the traffic, without which "+rule+" may drop it"))
	}
	return r
}

// byRules rules by block, allow and the default action. A bypass comes before the
// block, but only for traffic that IPsec authenticates.
func (c trafficCheck) byRules(p policy, profile string, from Peer) Ruling {
	t := c.tally(p, profile, from)
	mayBlock := t.mayBlock
	def := p.outbound
	if c.want.inbound() {
		def, mayBlock = p.inbound, cmp.Or(p.shielded.gap, t.mayBlock)
	}
	admits := def.is(allowByDefault) || def.value == nil && def.gap.IsZero() && !c.want.inbound()
	var bypassed facts.Gap
	if t.bypass != "" && c.maySecure(p, profile, from) {
		bypassed = facts.GapUndecided.Of("whether IPsec authenticates the traffic, which " + t.bypass + " would admit")
	}
	switch {
	case t.blocks != "" && !bypassed.IsZero():
		return undecided("blocked by "+t.blocks+" unless it is authenticated", bypassed)
	case t.blocks != "":
		return barred("blocked by " + t.blocks)
	case t.allows == "" && t.mayAllow.IsZero() && !admits && def.gap.IsZero() && bypassed.IsZero():
		return c.withoutRule(t, from, mayBlock)
	case !mayBlock.IsZero():
		return undecided("it is not known whether something blocks it", mayBlock)
	case t.allows != "":
		return allowed("allowed by " + t.allows)
	case admits:
		return allowed("allowed by the profile's default action")
	case !t.mayAllow.IsZero() || !bypassed.IsZero():
		return undecided("it is not known whether a rule allows it"+t.note(), cmp.Or(t.mayAllow, bypassed))
	}
	return undecided("the profile's default action is not known", def.gap)
}

// withoutRule rules on traffic that no rule allows. It is blocked, unless the
// baseline leaves it to the cluster service to open the port itself (KB2701206)
// and nothing blocks that. KB2701206 takes the rule away in all profiles: one
// that is left in another profile only is what closes the port on a change.
func (c trafficCheck) withoutRule(t tally, from Peer, mayBlock facts.Gap) Ruling {
	switch {
	case t.tooNarrow != "":
		return lacksRule(fmt.Sprintf("%s does not cover %s%s", t.tooNarrow, from, t.note()), mayBlock)
	case c.want.withoutRule != acceptWithoutRule || c.allowedSomewhere():
		return lacksRule("no active rule allows it"+t.note(), mayBlock)
	case !mayBlock.IsZero():
		return undecided("it is not known whether something blocks it", mayBlock)
	}
	return allowed("no active rule is there, and the baseline leaves it to the cluster service to open the port" + t.note())
}

// allowedSomewhere reports whether a rule allows, or may allow, the traffic in any
// profile.
func (c trafficCheck) allowedSomewhere() bool {
	for _, profile := range Profiles() {
		for _, r := range c.firewall.policy(profile).rules {
			if r.Action == "allow" && c.matches(r, profile, anyPeer(nil)) != match.No {
				return true
			}
		}
	}
	return false
}

// acceptWithoutRule is the value of baselines.FirewallRule.WithoutRule.
const acceptWithoutRule = "accept"
