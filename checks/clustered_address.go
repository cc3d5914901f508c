package checks

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// clusteredAddress is the subject of the finding.
const clusteredAddress = "clustered-address"

// needClusteredAddress asks for the addresses of the cluster, for what the adapters are
// configured with, and for the cluster that a node is in.
func needClusteredAddress(b *baselines.Baseline, r *facts.Request) {
	if slices.ContainsFunc(b.ClusterNetworks, func(n baselines.ClusterNetwork) bool { return n.Subject == clusteredAddress }) {
		r.Addresses, r.Static, r.Adapters = true, true, true
		r.Cluster = append(r.Cluster, functionalLevel) // and with it the cluster's name
		r.Services = append(r.Services, facts.ClusterService)
	}
}

func clusteredAddressFindings(e *evaluation, s Subject) []Finding {
	for _, want := range s.Baseline.ClusterNetworks {
		if want.Subject == clusteredAddress {
			return []Finding{judgeClusteredAddress(s.Facts, e).finding(want.Requirement, wantedNetworks(want))}
		}
	}
	return nil
}

func agreedAddresses(nodes []Subject) (account[facts.ClusterAddress], facts.Gap) {
	read := func(t facts.Topology) account[facts.ClusterAddress] {
		return account[facts.ClusterAddress]{Section: t.Addresses.Section, rows: t.Addresses.Found, none: t.Addresses.None}
	}
	return agreed(nodes, "the cluster's addresses", read, func(a, b facts.ClusterAddress) int {
		return cmp.Or(strings.Compare(a.Resource, b.Resource), strings.Compare(a.Address, b.Address))
	})
}

// judgeClusteredAddress looks for addresses of the cluster among those that the adapters
// of one node are configured with. What the cluster itself puts on an adapter is not
// there.
func judgeClusteredAddress(n *facts.Node, e *evaluation) verdict {
	if v, outside := outsideCluster(n); outside {
		return v
	}
	if _, missing := lookUpService(n.Services, facts.ClusterService); !missing.IsZero() {
		return unknown("it is not known whether the node is in a cluster", missing)
	}
	if clusters := e.clusters(); clusters != "" {
		return ofDifferentClusters(clusters)
	}
	if n.ClusterOf.Name == "" {
		missing := n.ClusterOf.Gap("the name of the cluster that the node is in", 1)
		return unknown("it is not known which cluster the node is in", cmp.Or(missing, facts.GapLeftOut.Of("the name of the cluster")))
	}
	clustered, missing := e.addresses()
	if !missing.IsZero() {
		return unknown("the addresses of the cluster are not known", missing)
	}
	if clustered.none {
		return inapplicable("the cluster has no resource of the type "+facts.TypeIPAddress, observed(clustered.Section, "no resource of the type %s", facts.TypeIPAddress))
	}
	static := n.Adapters.Static
	if missing := static.Gap("the addresses that the adapters are configured with", len(static.Found)); !missing.IsZero() {
		return unknown("it is not known what the adapters are configured with", missing)
	}
	return judgeBound(n.Adapters, clustered)
}

func judgeBound(adapters facts.Adapters, clustered account[facts.ClusterAddress]) verdict {
	var all, off []string
	var missing []facts.Gap
	for _, r := range clustered.rows {
		address, err := netip.ParseAddr(r.Address)
		if err == nil && address.IsUnspecified() {
			continue // no address of its own: DHCP gives it one
		}
		if err != nil {
			missing = append(missing, facts.GapLeftOut.Of("the address of the resource "+r.Resource))
			continue
		}
		all = append(all, address.String())
		names, unclear := boundTo(adapters, address)
		for _, name := range names {
			off = append(off, address.String()+" on "+name)
		}
		missing = append(missing, unclear...)
	}
	missing = append(missing, unlisted(adapters)...)
	slices.Sort(all)
	seen := []Evidence{
		observed(clustered.Section, "addresses of the cluster: %s", strings.Join(all, ", ")),
		observed(adapters.Static.Section, "configured: %s", strings.Join(configured(adapters.Static), ", ")),
	}
	seen = append(seen, leftBehind(adapters, all)...)
	switch {
	case len(off) > 0:
		slices.Sort(off)
		return drifted(strings.Join(off, "; "), "an address of the cluster is configured on an adapter of the node", seen...)
	case len(missing) > 0:
		return unknown("an address of the cluster may be configured on an adapter of the node", missing[0], missing[1:]...).with(seen...)
	}
	if len(all) == 0 {
		return inapplicable("no resource of the type "+facts.TypeIPAddress+" has an address of its own", seen...)
	}
	return passed(wording.Counted(len(all), "address")+" of the cluster, none configured", "no adapter of the node is configured with an address of the cluster", seen...)
}

// unlisted are the adapters with an IPv4 address of which it is not known what they are
// configured with.
func unlisted(adapters facts.Adapters) []facts.Gap {
	if gap := adapters.IP.Gap("the adapters that are configured", len(adapters.IP.Found)); !gap.IsZero() {
		return []facts.Gap{gap}
	}
	var missing []facts.Gap
	for _, a := range adapters.IP.Found {
		isOf := func(s facts.StaticAddress) bool { return facts.NormalGUID(s.ID) == facts.NormalGUID(a.ID) }
		if a.IPEnabled && slices.ContainsFunc(a.Addresses, isIPv4) && !slices.ContainsFunc(adapters.Static.Found, isOf) {
			missing = append(missing, facts.GapLeftOut.Of("what "+cmp.Or(a.Description, a.ID)+" is configured with"))
		}
	}
	return missing
}

// isIPv4 reports whether "10.0.0.1/24" is of IPv4. A text that could not be understood may be.
func isIPv4(text string) bool {
	p, err := netip.ParsePrefix(text)
	return err != nil || p.Addr().Unmap().Is4()
}

// configured lists the addresses without repetition.
func configured(s facts.StaticAddresses) []string {
	var all []string
	for _, a := range s.Found {
		all = append(all, a.Addresses...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// boundTo names the adapters in use that are configured with an address. Windows keeps the
// interfaces of adapters that were taken out.
func boundTo(adapters facts.Adapters, address netip.Addr) (names []string, missing []facts.Gap) {
	for _, s := range adapters.Static.Found {
		if !slices.Contains(s.Addresses, address.String()) {
			continue
		}
		if gap := adapters.IP.Gap("the adapters that are configured", len(adapters.IP.Found)); !gap.IsZero() {
			return nil, []facts.Gap{gap}
		}
		name, listed, inUse := adapterInUse(adapters.IP, s.ID)
		what := "whether the address " + address.String() + " of "
		switch {
		case !listed && leftOver(adapters, s.ID):
		case !listed:
			missing = append(missing, facts.GapUndecided.Of(what+"the interface "+s.ID+" counts, which no adapter has now"))
		case !inUse:
			missing = append(missing, facts.GapUndecided.Of(what+name+" counts, on which IP is not enabled now"))
		case s.DHCP == nil || *s.DHCP:
			missing = append(missing, facts.GapUndecided.Of(what+name+" counts, which may take its address from DHCP"))
		default:
			names = append(names, name)
		}
	}
	return names, missing
}

// leftOver reports whether it is proven that an interface has no adapter: the device class
// was read key by key, and none of its adapters has the interface. While the class has one,
// the device may come back with its address.
func leftOver(adapters facts.Adapters, id string) bool {
	drivers := adapters.Drivers
	has := func(d facts.AdapterDriver) bool { return facts.NormalGUID(d.ID) == facts.NormalGUID(id) }
	return drivers.Gap("the drivers of the network adapters", len(drivers.Found)).IsZero() && !slices.ContainsFunc(drivers.Found, has)
}

// leftBehind shows addresses of the cluster on interfaces that have no adapter.
func leftBehind(adapters facts.Adapters, clustered []string) []Evidence {
	var all []Evidence
	for _, s := range adapters.Static.Found {
		_, listed, _ := adapterInUse(adapters.IP, s.ID)
		if listed || !leftOver(adapters, s.ID) {
			continue
		}
		for _, address := range s.Addresses {
			if slices.Contains(clustered, address) {
				all = append(all, observed(adapters.Drivers.Section, "%s is left on the interface %s, which no adapter has", address, s.ID))
			}
		}
	}
	return all
}

// adapterInUse finds the adapter of an interface. Of several rows, each has to say that IP
// is enabled.
func adapterInUse(ip facts.AdapterAddresses, id string) (name string, listed, inUse bool) {
	for _, a := range ip.Found {
		if facts.NormalGUID(a.ID) == facts.NormalGUID(id) {
			inUse = a.IPEnabled && (inUse || !listed)
			name, listed = cmp.Or(a.Description, id), true
		}
	}
	return name, listed, inUse
}
