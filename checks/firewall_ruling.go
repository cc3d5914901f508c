package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// door is what becomes of traffic. The worst comes first, so that min combines.
type door int

const (
	doorClosed door = iota
	doorUndecided
	doorOpen
)

func (d door) String() string { return [...]string{"closed", "undecided", "open"}[d] }

// ruling is what the policy does with the traffic, and why.
type ruling struct {
	door    door
	why     string
	missing string // what would decide it; only when undecided
	byPeer  bool   // the addresses of the peers made the difference
	// lacksRule: it is closed for want of an allow rule, and for nothing else.
	lacksRule bool
}

func undecided(why, missing string) ruling {
	return ruling{door: doorUndecided, why: why, missing: missing}
}

// access judges one wanted traffic on one node.
type access struct {
	firewall   facts.Firewall
	want       baselines.FirewallRule
	windowsDir string
}

func newAccess(n *facts.Node, want baselines.FirewallRule) access {
	a := access{firewall: n.Firewall, want: want}
	if n.OS.State == facts.Collected {
		a.windowsDir = n.OS.WindowsDir
	}
	return a
}

// ruleProfile rules on the profile's traffic as a whole where the peers make no
// difference, and else gives the worst ruling over the peers, because every one
// of them has to get through.
func (a access) ruleProfile(profile string, peers []peer) ruling {
	p := effectivePolicy(a.firewall, profile)
	r := a.rule(p, profile, anyPeer())
	if r.door != doorUndecided || len(peers) == 0 {
		return r
	}
	worst := a.rulePeer(p, profile, peers[0])
	for _, from := range peers[1:] {
		if r := a.rulePeer(p, profile, from); r.door < worst.door {
			worst = r
		}
	}
	worst.byPeer = true
	return worst
}

// rulePeer rules on the traffic from one peer. That its door is closed matters
// only when the cluster certainly uses it.
func (a access) rulePeer(p policy, profile string, from peer) ruling {
	r := a.rule(p, profile, from)
	if r.door == doorClosed && !from.certain {
		return undecided(r.why, "whether the cluster reaches the node from "+from.String())
	}
	return r
}

// rule is the order of MS-FASP: a firewall that is off, then shielding, then
// block, allow, and the default action of the profile.
func (a access) rule(p policy, profile string, from peer) ruling {
	switch {
	case p.enable.is(0):
		return ruling{door: doorOpen, why: "the firewall is off"}
	case p.enable.gap != "":
		return undecided("it is not known whether the firewall is on", p.enable.gap)
	case p.enable.value == nil:
		return undecided("it is not known whether the firewall is on", "EnableFirewall, which is set nowhere")
	case p.shielded.is(1):
		return ruling{door: doorClosed, why: "all inbound traffic is blocked (DoNotAllowExceptions)"}
	}
	t := a.tally(p, profile, from)
	blocked := p.shielded.gap
	if blocked == "" {
		blocked = t.mayBlock
	}
	switch {
	case t.blocks != "":
		return ruling{door: doorClosed, why: "blocked by " + t.blocks}
	case t.allows == "" && t.mayAllow == "" && !p.inbound.is(0) && p.inbound.gap == "":
		return a.withoutRule(t, from, blocked)
	case blocked != "":
		return undecided("it is not known whether something blocks it", blocked)
	case t.allows != "":
		return ruling{door: doorOpen, why: "allowed by " + t.allows}
	case p.inbound.is(0):
		return ruling{door: doorOpen, why: "allowed by the profile's default action"}
	case t.mayAllow != "":
		return undecided("it is not known whether a rule allows it"+t.note(), t.mayAllow)
	}
	return undecided("the profile's default action is not known", p.inbound.gap)
}

// withoutRule rules on traffic that no rule allows. It is closed, unless the
// baseline leaves it to the cluster service to open the port itself (KB2701206)
// and nothing blocks that. KB2701206 takes the rule away in all profiles: one
// that is left in another profile only is what closes the port on a change.
func (a access) withoutRule(t tally, from peer, blocked string) ruling {
	switch {
	case t.tooNarrow != "":
		return ruling{door: doorClosed, why: fmt.Sprintf("%s does not cover %s%s", t.tooNarrow, from, t.note()), lacksRule: blocked == ""}
	case a.want.WithoutRule != acceptWithoutRule || a.allowedSomewhere():
		return ruling{door: doorClosed, why: "no active rule allows it" + t.note(), lacksRule: blocked == ""}
	case blocked != "":
		return undecided("it is not known whether something blocks it", blocked)
	}
	return ruling{door: doorOpen, why: "no active rule is there, and the baseline leaves it to the cluster service to open the port" + t.note()}
}

// allowedSomewhere reports whether a rule allows, or may allow, the traffic in any
// profile.
func (a access) allowedSomewhere() bool {
	for _, profile := range []string{"domain", "private", "public"} {
		for _, r := range effectivePolicy(a.firewall, profile).rules {
			if r.Action == "allow" && a.matches(r.FirewallRule, profile) != match.No {
				return true
			}
		}
	}
	return false
}

// acceptWithoutRule is the value of baselines.FirewallRule.WithoutRule.
const acceptWithoutRule = "accept"

// tally is what the rules of a profile say, the first rule of each kind by id.
type tally struct {
	blocks, allows     string // certain
	mayBlock, mayAllow string // not judged to the end
	tooNarrow          string // an allow rule for the traffic, but for other peers
	bypass             string // allows authenticated IPsec only
}

func (t tally) note() string {
	if t.bypass == "" {
		return ""
	}
	return " (" + t.bypass + " admits traffic authenticated by IPsec only)"
}

func (a access) tally(p policy, profile string, from peer) tally {
	var t tally
	for _, r := range p.rules {
		if terms := a.matches(r.FirewallRule, profile); terms != match.No {
			t.count(r, terms, coverage(r.RemoteAddresses, from))
		}
	}
	for _, g := range p.gaps {
		keepFirst(&t.mayBlock, g)
		keepFirst(&t.mayAllow, g)
	}
	return t
}

// count takes in a rule that is, or may be, about the traffic. A block that is
// limited to some remote ports blocks part of the traffic, which is enough; an
// allow that is so limited proves nothing.
func (t *tally) count(r storedRule, terms, peers match.Match) {
	name := "the " + r.store + " rule " + r.ID
	doubt := "whether the conditions of " + name + " hold"
	if peers == match.Maybe {
		doubt = "the addresses of the other nodes, to which " + name + " may or may not apply"
	}
	concerned := min(terms, peers)
	switch {
	case r.Action == "bypass":
		keepFirst(&t.bypass, name)
	case r.Action == "block" && concerned == match.Yes:
		keepFirst(&t.blocks, name)
	case r.Action == "block" && concerned == match.Maybe:
		keepFirst(&t.mayBlock, doubt)
	case r.Action == "block":
	case r.Action != "allow":
		keepFirst(&t.mayBlock, "what the action of "+name+" means")
		keepFirst(&t.mayAllow, "what the action of "+name+" means")
	case concerned == match.No:
		keepFirst(&t.tooNarrow, name)
	case concerned == match.Yes && len(r.RemotePorts) == 0:
		keepFirst(&t.allows, name)
	default:
		keepFirst(&t.mayAllow, doubt)
	}
}

func keepFirst(kept *string, s string) {
	if *kept == "" {
		*kept = s
	}
}
