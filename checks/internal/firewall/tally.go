package firewall

import "github.com/clusterdrift/clusterdrift/checks/internal/match"

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

func (c trafficCheck) tally(p policy, profile string, from Peer) tally {
	var t tally
	for _, r := range p.rules {
		if terms := c.matches(r.FirewallRule, profile); terms != match.No {
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
