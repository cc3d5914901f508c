package firewall

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// matches reports whether a rule is about the wanted traffic as it arrives from
// a peer, the remote addresses left aside.
func (c trafficCheck) matches(r storedRule, profile string, from Peer) match.Match {
	applies := r.Active && (r.Direction == "" || strings.EqualFold(r.Direction, c.want.Direction)) &&
		(r.Protocol == c.want.Protocol || r.Protocol == facts.AnyProtocol) &&
		(len(r.Profiles) == 0 || wording.ContainsFold(r.Profiles, profile))
	if !applies {
		return match.No
	}
	m := min(
		c.ports(r.FirewallRule),
		matchProgram(r.Program, c.want.Program, c.firewall.windowsDir), matchService(r.Service, c.want.Service),
		matchInterfaceTypes(r.InterfaceTypes), matchInterfaces(r.Interfaces, from), localCoverage(r.LocalAddresses, from),
		c.conditions(r.Conditions))
	if !r.doubt.IsZero() {
		return min(m, match.Maybe)
	}
	return m
}

// ports judges the ports of TCP and UDP on both sides.
func (c trafficCheck) ports(r *facts.FirewallRule) match.Match {
	if !c.want.hasPorts() {
		return match.Yes
	}
	local := matchPorts(r.LocalPorts, c.want.LocalPorts)
	if ignoresRemote(r) {
		return local
	}
	return min(local, matchPorts(r.RemotePorts, c.want.RemotePorts))
}

// remote judges the remote addresses.
func (c trafficCheck) remote(r *facts.FirewallRule, from Peer) match.Match {
	if ignoresRemote(r) {
		return match.Yes
	}
	if c.want.Protocol == icmp6 {
		from.Local = match.Yes // neighbour discovery stays on the link
	}
	return coverage(r.RemoteAddresses, from)
}

// ignoresRemote reports whether a rule is local only mapped, by which its remote
// addresses and ports do not count. A block has no such thing (MS-FASP 2.2.35).
func ignoresRemote(r *facts.FirewallRule) bool {
	return r.Action == "allow" && wording.ContainsFold(r.Conditions, "LOM=TRUE")
}
