package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// judgeProfiles judges the networks that clients use too. One that is for the
// cluster alone has no domain controller to be recognised by: Public is what it
// normally is, and the firewall rules are judged in that profile as well.
func judgeProfiles(n *facts.Node, t topology, want []string) verdict {
	if _, missing := lookUpService(n.Services, facts.ClusterService); !missing.IsZero() {
		return unknown("whether the node is in a cluster is not known", missing)
	}
	if v, outside := outsideCluster(n); outside {
		return v
	}
	carriers, missing := t.carriersOf(n)
	if !missing.IsZero() {
		return unknown("the networks that the cluster uses on this node are not known", missing)
	}
	if v, outside := outsideDomain(n); outside && onlyDomain(want) {
		return v
	}
	p := networkProfiles{node: n, want: want}
	if is, missing := inDomain(n); is == match.Maybe && onlyDomain(want) {
		p.domainGap = missing
	}
	for _, c := range carriers {
		p.add(c)
	}
	return p.judge().with(besideProfiles(n)...)
}

// networkProfiles is what is known of the carriers of a node.
type networkProfiles struct {
	node *facts.Node
	want []string

	judged     wording.Grouped // profile and networks, of those that clients use
	wrong      wording.Grouped
	missing    []facts.Gap
	domainGap  facts.Gap // why the Domain profile may not be there to be in
	evidence   []Evidence
	forClients bool
}

func (p *networkProfiles) add(c carrier) {
	profile, seen, missing := profileOf(p.node, c)
	p.evidence = append(p.evidence, seen...)
	if c.clusterOnly {
		return
	}
	p.forClients = true
	if !missing.IsZero() {
		p.missing = append(p.missing, missing)
		return
	}
	p.judged.Add(profile, c.network)
	if !wording.ContainsFold(p.want, profile) {
		p.wrong.Add(profile, c.network)
	}
}

func (p *networkProfiles) judge() verdict {
	switch {
	case p.forClients && !p.domainGap.IsZero():
		v := unknown("whether a network can be in the Domain profile is not known", p.domainGap, p.missing...).with(p.evidence...)
		v.got = p.judged.String()
		return v
	case len(p.wrong) > 0:
		return drifted(p.judged.String(), "a network that clients and the cluster use is not in the profile that the baseline requires: "+
			p.wrong.String(), p.evidence...)
	case len(p.missing) > 0:
		v := unknown("not every network's profile is known", p.missing[0], p.missing[1:]...).with(p.evidence...)
		v.got = p.judged.String()
		return v
	case !p.forClients:
		return inapplicable("the cluster's networks on this node are for the cluster alone, and normally Public", p.evidence...)
	}
	return passed(p.judged.String(), "every network that clients and the cluster use is in the profile", p.evidence...)
}

// profileOf is the profile that is in force on a carrier. Before Windows Server 2012,
// which introduced the class that has it, the firewall's own events do. From then on
// both are heard: the class decides where the firewall's log was read and does not
// contradict. A log without a change on this adapter since the boot contradicts nothing.
func profileOf(n *facts.Node, c carrier) (profile string, seen []Evidence, missing facts.Gap) {
	byFirewall, missing := newestChange(n, c)
	if n.Profiles.Current.State == facts.Absent {
		return byFirewall.account(n, c, missing)
	}
	profile, seen, unread := profileByConnection(n, c)
	switch {
	case !unread.IsZero():
		return "", seen, unread
	case !missing.IsZero():
		return "", seen, missing // what contradicts the class may be there
	case byFirewall.change == nil || byFirewall.change.to == profile:
		return profile, seen, facts.Gap{}
	}
	seen = append(seen, eventEvidence(n.Events.Firewall, byFirewall.change.Event, c.network+c.purpose()+": "+byFirewall.change.String()))
	return "", seen, facts.GapContradiction.Of(fmt.Sprintf("which profile %s is in: Windows lists it in %s, and the firewall's newest change since the boot put it in %s",
		c.network, title(profile), title(byFirewall.change.to)))
}

// profileSection is where profileOf looks first.
func profileSection(n *facts.Node) facts.Section {
	if n.Profiles.Current.State == facts.Absent {
		return n.Events.Firewall.Section
	}
	return n.Profiles.Current.Section
}

func profileByConnection(n *facts.Node, c carrier) (profile string, seen []Evidence, missing facts.Gap) {
	current := n.Profiles.Current
	if missing := current.Gap("the profiles of the connected networks", len(current.Found)); !missing.IsZero() {
		return "", nil, missing
	}
	index, missing := interfaceIndex(n.Adapters.IP, c)
	if !missing.IsZero() {
		return "", nil, missing
	}
	found := wording.Set{}
	for _, row := range current.Found {
		if row.InterfaceIndex == index {
			found.Add(categoryProfile(int64(row.Category)))
			seen = append(seen, observed(current.Section, "%s%s: %s is connected to %q, category %s",
				c.network, c.purpose(), shortened(row.Alias), shortened(row.Network), categoryText(row.Category)))
		}
	}
	slices.SortFunc(seen, func(a, b Evidence) int { return strings.Compare(a.Observed, b.Observed) })
	switch all := found.Sorted(); {
	case len(all) == 0:
		return "", nil, facts.GapLeftOut.Of("the profile of " + c.network + ": Windows lists no connected network on its adapter")
	case len(all) > 1 || all[0] == "":
		return "", seen, facts.GapUndecided.Of("one profile of " + c.network + " that is Public, Private or Domain")
	default:
		return all[0], seen, facts.Gap{}
	}
}

// purpose marks a network that is not judged.
func (c carrier) purpose() string {
	if c.clusterOnly {
		return " (for the cluster alone, not judged)"
	}
	return ""
}

// interfaceIndex joins the cluster's account of an adapter with the lists that
// know it by number only.
func interfaceIndex(ip facts.AdapterAddresses, c carrier) (index int, missing facts.Gap) {
	if missing := ip.Gap("the addresses of the adapters", len(ip.Found)); !missing.IsZero() {
		return 0, missing
	}
	for _, a := range ip.Found {
		if facts.NormalGUID(a.ID) == c.id && a.InterfaceIndex > 0 {
			return a.InterfaceIndex, facts.Gap{}
		}
	}
	return 0, facts.GapLeftOut.Of("the interface index of the adapter that carries " + c.network)
}

// firewallAccount is the newest change of the firewall on a carrier since the last boot;
// nil: there is none in its log. What the firewall did before the boot says nothing of
// what it does after it.
type firewallAccount struct{ change *profileChange }

// newestChange reads the firewall's log, or says why that cannot be done.
func newestChange(n *facts.Node, c carrier) (of firewallAccount, missing facts.Gap) {
	log := n.Events.Firewall
	switch {
	case n.OS.State != facts.Collected || n.OS.LastBoot.IsZero():
		return of, facts.GapLeftOut.Of("the time of the last boot")
	case log.State != facts.Collected || log.Enabled == nil:
		return of, reachOf(n.OS, log, 0).missing
	}
	for _, change := range slices.Backward(profileChanges(since(log, n.OS.LastBoot))) {
		switch {
		case change.id != "" && change.id != c.id:
		case change.id == "" || change.to == profileUnclear:
			return of, facts.GapUndocumented.Of(change.unclear())
		default:
			return firewallAccount{&change}, facts.Gap{}
		}
	}
	return of, facts.Gap{}
}

// account is the profile where only the firewall's log has it.
func (f firewallAccount) account(n *facts.Node, c carrier, missing facts.Gap) (profile string, seen []Evidence, lacks facts.Gap) {
	log := n.Events.Firewall
	switch {
	case !missing.IsZero():
		return "", nil, missing
	case !*log.Enabled:
		return "", nil, reachOf(n.OS, log, 0).missing
	case f.change == nil:
		return "", nil, facts.GapShortLog.Of(fmt.Sprintf("a profile change on the adapter of %s since the last boot (%s) in %s", c.network, moment(n.OS.LastBoot), log.Channel))
	}
	seen = []Evidence{eventEvidence(log, f.change.Event, c.network+c.purpose()+": "+f.change.String())}
	if f.change.to == "" {
		return "", seen, facts.GapLeftOut.Of("the profile of " + c.network + ", which has none by the firewall's newest change")
	}
	return f.change.to, seen, facts.Gap{}
}
