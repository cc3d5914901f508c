package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// onNetworks is a member of the cluster with the networks it is on and the cluster uses.
type onNetworks struct {
	node    string
	used    wording.Set
	unclear []facts.Gap // networks of which that is not known
}

// membersOnNetworks lists the members that have an interface, and the nodes that were
// read and should have, which those in no cluster do not, sorted by name.
func (c clusterNetworks) membersOnNetworks(interfaces []facts.ClusterInterface) []onNetworks {
	byName := map[string]*onNetworks{}
	for _, i := range interfaces {
		m := byName[strings.ToLower(i.Node)]
		if m == nil {
			m = &onNetworks{node: i.Node, used: wording.Set{}}
			byName[strings.ToLower(i.Node)] = m
		}
		switch role, known := c.roleOf(i.Network); {
		case !known:
			m.unclear = append(m.unclear, facts.GapLeftOut.Of("the role of the network "+i.Network))
		case role == facts.RoleClusterOnly || role == facts.RoleBoth:
			m.used.Add(strings.ToLower(i.Network))
		}
	}
	var all []onNetworks
	var listed memberNames
	for _, m := range byName {
		listed.add(m.node, len(all))
		all = append(all, *m)
	}
	for _, s := range c.nodes {
		if _, outside := outsideCluster(s.Facts); outside {
			continue
		}
		if s.Facts.Problem == nil && !listed.has(asMember(s.Facts)) {
			listed.add(s.Facts.Name, len(all))
			all = append(all, onNetworks{node: s.Facts.Name, unclear: []facts.Gap{facts.GapLeftOut.Of(noCarrier).On(s.Facts.Name)}})
		}
	}
	slices.SortFunc(all, func(a, b onNetworks) int { return strings.Compare(strings.ToLower(a.node), strings.ToLower(b.node)) })
	return all
}

// unlisted are the networks of which the lists say too little: those whose role is not
// known, and those that the cluster uses and no node has an interface on. The cluster
// drops such networks, so the list of interfaces is not whole.
func (c clusterNetworks) unlisted(interfaces []facts.ClusterInterface) []facts.Gap {
	used, missing := c.used()
	for _, n := range used {
		on := func(i facts.ClusterInterface) bool { return strings.EqualFold(i.Network, n.Name) }
		if !slices.ContainsFunc(interfaces, on) {
			missing = append(missing, facts.GapLeftOut.Of("an interface on the network "+n.Name))
		}
	}
	return missing
}

// roleOf is the role of a network. Of one that is listed with two roles it is not known.
func (c clusterNetworks) roleOf(network string) (role int, known bool) {
	for _, n := range c.rows {
		if !strings.EqualFold(n.Name, network) {
			continue
		}
		if n.Role < 0 || n.Role > facts.RoleBoth || known && n.Role != role {
			return 0, false
		}
		role, known = n.Role, true
	}
	return role, known
}

// judgeRedundancy counts the networks of each node: the networks of the cluster are not a
// second way for a node that is on one of them, as in a cluster over several sites.
func (c clusterNetworks) judgeRedundancy(want baselines.ClusterNetwork) verdict {
	interfaces, missing := c.interfaces()
	if !missing.IsZero() {
		return unknown("the network interfaces of the cluster are not known", missing)
	}
	least, fewest := leastNetworks(want), -1
	var seen, off wording.Grouped
	unlisted := c.unlisted(interfaces.rows)
	var open []facts.Gap
	for _, m := range c.membersOnNetworks(interfaces.rows) {
		count := wording.Counted(len(m.used), "network")
		seen.Add(count, m.node)
		if fewest < 0 || len(m.used) < fewest {
			fewest = len(m.used)
		}
		guest, gap := false, facts.Gap{}
		if len(m.used) >= 1 && len(m.used) < least {
			guest, gap = c.guest(m.node, want)
		}
		switch {
		case len(m.used) >= least || guest:
		case len(m.unclear)+len(unlisted) > 0:
			open = append(append(open, m.unclear...), unlisted...)
		case !gap.IsZero():
			open = append(open, gap)
		default:
			off.Add(count, m.node)
		}
	}
	evidence := observed(interfaces.Section, "%s", seen)
	got := wording.Counted(fewest, "network")
	switch {
	case len(off) > 0:
		return drifted(got, fmt.Sprintf("%s of those that the cluster uses, which should be %d: what remains is a single point of failure", off, least), evidence)
	case len(open) > 0:
		return unknown("it is not known of every node on how many networks it is", open[0], open[1:]...).with(evidence)
	case fewest < least:
		return passed(got, "every node that is on fewer networks is a virtual machine, of which one is asked", evidence)
	}
	return passed(got, "each node is on "+got+" or more that the cluster uses", evidence)
}

// guest reports whether all networks of a member are on adapters of a virtual machine,
// or says what is missing to know; nothing is missing when none is required.
func (c clusterNetworks) guest(member string, want baselines.ClusterNetwork) (guest bool, missing facts.Gap) {
	if len(want.Guests) == 0 {
		return false, facts.Gap{}
	}
	i := c.names().member(member)
	if i < 0 {
		return false, facts.Gap{Kind: facts.GapNotCollected, Node: member, Text: "whether " + member + " is a virtual machine"}
	}
	a := newAdapters(c.nodes[i].Facts, c.topology)
	if a.instead != nil {
		return false, facts.Gap{Kind: facts.GapNotCollected, Node: member, Text: "whether " + member + " is a virtual machine"}
	}
	for _, carrier := range a.carriers {
		d, missing := a.driverOf(carrier)
		if !missing.IsZero() {
			return false, missing
		}
		if !describesAny(want.Guests, []string{d.Description, d.Component}) {
			return false, facts.Gap{}
		}
	}
	return true, facts.Gap{}
}

// exempt is the verdict when no node has to have what is required, or when that is not
// known of one.
func (c clusterNetworks) exempt(want baselines.ClusterNetwork) (verdict, bool) {
	if len(want.Guests) == 0 {
		return verdict{}, false
	}
	interfaces, missing := c.interfaces()
	if !missing.IsZero() {
		return unknown("the network interfaces of the cluster are not known", missing), true
	}
	var gaps []facts.Gap
	for _, m := range c.membersOnNetworks(interfaces.rows) {
		guest, missing := c.guest(m.node, want)
		switch {
		case !missing.IsZero():
			gaps = append(gaps, missing)
		case !guest:
			return verdict{}, false
		}
	}
	if len(gaps) > 0 {
		return unknown("it is not known whether every node is a virtual machine", gaps[0], gaps[1:]...), true
	}
	return inapplicable("every node is a virtual machine, of which one network for everything is asked"), true
}
