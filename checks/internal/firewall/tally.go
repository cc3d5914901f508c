package firewall

import (
	"cmp"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// tally is what the rules of a profile say, the first rule of each kind by id.
type tally struct {
	blocks, allows     string    // certain
	mayBlock, mayAllow facts.Gap // not judged to the end
	tooNarrow          string    // an allow rule for the traffic, but for other peers
	bypass             string    // allows authenticated IPsec only
}

func (t tally) note() string {
	if t.bypass == "" {
		return ""
	}
	return " (" + t.bypass + " admits traffic authenticated by IPsec only)"
}

func (c trafficCheck) tally(p policy, profile string, from Peer) tally {
	var t tally
	for _, r := range p.rules {
		if terms := c.matches(r, profile, from); terms != match.No {
			t.count(r, terms, c.remote(r.FirewallRule, from))
		}
	}
	for _, g := range p.gaps {
		t.mayBlock, t.mayAllow = cmp.Or(t.mayBlock, g), cmp.Or(t.mayAllow, g)
	}
	return t
}

// count takes in a rule that is, or may be, about the traffic.
func (t *tally) count(r storedRule, terms, peers match.Match) {
	name := r.name()
	doubt := r.doubt
	switch {
	case !doubt.IsZero():
	case peers == match.Maybe:
		doubt = facts.GapNotCollected.Of("the addresses of the other nodes, to which " + name + " may or may not apply")
	default:
		doubt = facts.GapUndecided.Of("whether the conditions of " + name + " hold")
	}
	concerned := min(terms, peers)
	switch {
	case r.Action == "bypass" && concerned != match.No:
		keepFirst(&t.bypass, name)
	case r.Action == "bypass":
	case r.Action == "block" && concerned == match.Yes:
		keepFirst(&t.blocks, name)
	case r.Action == "block" && concerned == match.Maybe:
		t.mayBlock = cmp.Or(t.mayBlock, doubt)
	case r.Action == "block":
	case r.Action != "allow":
		if r.doubt.IsZero() {
			doubt = facts.GapUndocumented.Of("what the action of " + name + " means")
		}
		if concerned != match.No {
			t.mayBlock, t.mayAllow = cmp.Or(t.mayBlock, doubt), cmp.Or(t.mayAllow, doubt)
		}
	case concerned == match.No && r.doubt.IsZero():
		keepFirst(&t.tooNarrow, name)
	case concerned == match.Yes:
		keepFirst(&t.allows, name)
	case concerned == match.Maybe:
		t.mayAllow = cmp.Or(t.mayAllow, doubt)
	}
}

func keepFirst(kept *string, s string) {
	if *kept == "" {
		*kept = s
	}
}
