package firewall

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// requiresSecurity names a connection security rule that may drop the traffic
// unless IPsec authenticates it: its action is neither "Boundary", which falls
// back to traffic in clear, nor "DoNotSecure" (MS-FASP 2.2.52). What exempts the
// traffic from a broader rule is not ranked against it.
func (c trafficCheck) requiresSecurity(p policy, profile string, from Peer) string {
	return c.securedBy(p, profile, from, "boundary", "donotsecure")
}

// maySecure reports whether a connection security rule may authenticate the traffic.
func (c trafficCheck) maySecure(p policy, profile string, from Peer) bool {
	return c.securedBy(p, profile, from, "donotsecure") != ""
}

func (c trafficCheck) securedBy(p policy, profile string, from Peer, but ...string) string {
	for _, r := range p.security {
		if !slices.Contains(but, r.Action) && c.maySecureBy(r.SecurityRule, profile, from) {
			return "the " + r.store + " connection security rule " + r.ID
		}
	}
	return ""
}

// maySecureBy reports whether a rule may be about the traffic. Its endpoints stand
// for either side.
func (c trafficCheck) maySecureBy(r facts.SecurityRule, profile string, from Peer) bool {
	known := !slices.ContainsFunc(r.Profiles, func(name string) bool { return !slices.Contains(Profiles(), name) })
	switch {
	case !r.Active,
		r.Protocol != c.want.Protocol && r.Protocol != facts.AnyProtocol,
		known && len(r.Profiles) > 0 && !wording.ContainsFold(r.Profiles, profile):
		return false
	}
	sides := max(
		min(c.side(r.Endpoint1, r.Ports1, from, true), c.side(r.Endpoint2, r.Ports2, from, false)),
		min(c.side(r.Endpoint2, r.Ports2, from, true), c.side(r.Endpoint1, r.Ports1, from, false)))
	platform := slices.DeleteFunc(slices.Clone(r.Conditions), func(term string) bool {
		return !strings.HasPrefix(strings.ToLower(term), "platform")
	})
	return min(sides, c.conditions(platform)) != match.No
}

// side reports whether an endpoint of a rule is the node or the peer.
func (c trafficCheck) side(addresses, ports []string, from Peer, own bool) match.Match {
	covered, want := coverage(addresses, from), c.want.RemotePorts
	if own {
		covered, want = localCoverage(addresses, from), c.want.LocalPorts
	}
	if !c.want.hasPorts() {
		return covered
	}
	return min(covered, matchPorts(ports, want))
}
