package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// judgeProfiles judges the networks that clients use too. One that is for the
// cluster alone has no domain controller to be recognised by: Public is what it
// normally is, and the firewall rules are judged in that profile as well.
func judgeProfiles(n *facts.Node, t topology, want []string) verdict {
	if _, missing := lookUpService(n.Services, facts.ClusterService); missing != "" {
		return unknown("whether the node is in a cluster is not known", missing)
	}
	if v, outside := outsideCluster(n); outside {
		return v
	}
	carriers, missing := t.carriersOf(n)
	if missing != "" {
		return unknown("the networks that the cluster uses on this node are not known", missing)
	}
	p := networkProfiles{node: n, want: want}
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
	missing    []string
	doubts     []string
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
	if missing != "" {
		p.missing = append(p.missing, missing)
		return
	}
	p.judged.Add(profile, c.network)
	if !wording.ContainsFold(p.want, profile) {
		p.wrong.Add(profile, c.network)
	}
	if other := otherProfile(p.node, c, profile); other != "" {
		p.doubts = append(p.doubts, other)
	}
}

func (p *networkProfiles) judge() verdict {
	doubts := ""
	if len(p.doubts) > 0 {
		doubts = "; but " + strings.Join(p.doubts, "; ")
	}
	switch {
	case len(p.wrong) > 0:
		return drifted(p.judged.String(), "a network that clients and the cluster use is not in the profile that the baseline asks for: "+
			p.wrong.String()+doubts, p.evidence...)
	case len(p.missing) > 0:
		v := unknown("not every network's profile is known"+doubts, p.missing[0], p.missing[1:]...).with(p.evidence...)
		v.got = p.judged.String()
		return v
	case !p.forClients:
		return inapplicable("the cluster's networks on this node are for the cluster alone, and normally Public", p.evidence...)
	}
	return passed(p.judged.String(), "every network that clients and the cluster use is in the profile"+doubts, p.evidence...)
}

// profileOf is the profile that is in force on a carrier. Before Windows Server
// 2012, which introduced the class that tells it, the firewall's own events do.
func profileOf(n *facts.Node, c carrier) (profile string, seen []Evidence, missing string) {
	if n.Profiles.Current.State == facts.Absent {
		return profileByFirewall(n, c)
	}
	return profileByConnection(n, c)
}

// profileSection is where profileOf looks first.
func profileSection(n *facts.Node) facts.Section {
	if n.Profiles.Current.State == facts.Absent {
		return n.Events.Firewall.Section
	}
	return n.Profiles.Current.Section
}

func profileByConnection(n *facts.Node, c carrier) (profile string, seen []Evidence, missing string) {
	current := n.Profiles.Current
	if missing := current.Gap("the profiles of the connected networks", len(current.Found)); missing != "" {
		return "", nil, missing
	}
	index, missing := interfaceIndex(n.Adapters.IP, c)
	if missing != "" {
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
		return "", nil, "the profile of " + c.network + ": Windows lists no connected network on its adapter"
	case len(all) > 1 || all[0] == "":
		return "", seen, "one profile of " + c.network + " that is Public, Private or Domain"
	default:
		return all[0], seen, ""
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
func interfaceIndex(ip facts.AdapterAddresses, c carrier) (index int, missing string) {
	if missing := ip.Gap("the addresses of the adapters", len(ip.Found)); missing != "" {
		return 0, missing
	}
	for _, a := range ip.Found {
		if facts.NormalGUID(a.ID) == c.id && a.InterfaceIndex > 0 {
			return a.InterfaceIndex, ""
		}
	}
	return 0, "the interface index of the adapter that carries " + c.network
}

// profileByFirewall takes the newest change since the last boot: what the
// firewall did before the boot says nothing of what it does after it.
func profileByFirewall(n *facts.Node, c carrier) (profile string, seen []Evidence, missing string) {
	log := n.Events.Firewall
	switch {
	case n.OS.State != facts.Collected || n.OS.LastBoot.IsZero():
		return "", nil, "the time of the last boot"
	case log.Gap("the profile changes", 1) != "":
		return "", nil, log.Gap("the profile changes", 1)
	case log.Enabled == nil || !*log.Enabled:
		return "", nil, logGap(log, 0)
	}
	changes, illegible := profileChanges(since(log, n.OS.LastBoot))
	if illegible > 0 {
		return "", nil, fmt.Sprintf("%s of the firewall that can be read", wording.Counted(illegible, "change"))
	}
	for _, change := range slices.Backward(changes) {
		if change.id != c.id {
			continue
		}
		seen := []Evidence{tellEvent(log, change.Event, c.network+c.purpose()+": "+change.String())}
		if change.to == "" {
			return "", seen, "the profile of " + c.network + ", which has none by the firewall's newest change"
		}
		return change.to, seen, ""
	}
	return "", nil, fmt.Sprintf("a profile change on the adapter of %s since the last boot (%s) in %s", c.network, moment(n.OS.LastBoot), log.Channel)
}

// otherProfile says what the firewall's newest change since the boot has when it
// is not what the connected networks say.
func otherProfile(n *facts.Node, c carrier, profile string) string {
	if n.Profiles.Current.State == facts.Absent {
		return ""
	}
	other, _, missing := profileByFirewall(n, c)
	if missing != "" || other == profile {
		return ""
	}
	return fmt.Sprintf("by the firewall's newest event since the last boot %s is in %s", c.network, title(other))
}
