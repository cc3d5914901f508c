package checks

import (
	"cmp"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// networkFindings judges the adapters of one node by the networks they carry.
func networkFindings(e *evaluation, s Subject) []Finding {
	subjects := map[string]func(carriage) verdict{
		"one-adapter-per-subnet": carriage.judgeSubnets,
		"gateway":                carriage.judgeGateway,
		"dns-registration":       carriage.judgeRegistration,
	}
	var found []Finding
	for _, want := range s.Baseline.ClusterNetworks {
		if judge, ok := subjects[want.Subject]; ok {
			found = append(found, judgeCarriage(s.Facts, e.topology, judge).finding(want.Requirement, wantedNetworks(want)))
		}
	}
	return append(found, clusteredAddressFindings(e, s)...)
}

// carriage is the adapters of a node that TCP/IP is bound to, and which of them
// carry networks of the cluster.
type carriage struct {
	carriers []carrier
	ip       facts.AdapterAddresses
}

func judgeCarriage(n *facts.Node, t topology, judge func(carriage) verdict) verdict {
	if v, outside := outsideCluster(n); outside {
		return v
	}
	const reason = "it is not known which adapters carry the networks of the cluster"
	if _, missing := lookUpService(n.Services, facts.ClusterService); !missing.IsZero() {
		return unknown(reason, missing)
	}
	carriers, missing := t.carriersOf(n)
	if !missing.IsZero() {
		return unknown(reason, missing)
	}
	ip := n.Adapters.IP
	if missing := ip.Gap("the addresses of the adapters", len(ip.Found)); !missing.IsZero() {
		return unknown("the addresses of the adapters are not known", missing)
	}
	ip.Found = slices.SortedStableFunc(slices.Values(ip.Found), func(a, b facts.AdapterAddress) int {
		return cmp.Or(strings.Compare(facts.NormalGUID(a.ID), facts.NormalGUID(b.ID)), strings.Compare(a.Description, b.Description))
	})
	return judge(carriage{carriers, ip})
}

// of finds the adapter of a carrier. Of two rows that say different things of it neither
// is taken.
func (c carriage) of(carrier carrier) (found facts.AdapterAddress, ok bool) {
	for _, a := range c.ip.Found {
		if a.ID == "" || facts.NormalGUID(a.ID) != carrier.id {
			continue
		}
		if ok && !reflect.DeepEqual(found, a) {
			return facts.AdapterAddress{}, false
		}
		found, ok = a, true
	}
	return found, ok
}

// judgeSubnets looks for a second adapter in the subnet of one that carries a
// network: the cluster uses one of the two and ignores the other. Link-local
// addresses are in the same subnet on every adapter and do not count.
func (c carriage) judgeSubnets() verdict {
	var twice, alone []string
	var missing []facts.Gap
	for _, carrier := range c.carriers {
		adapter, ok := c.of(carrier)
		subnets, unread := subnetsOf(adapter)
		if !ok || len(subnets) == 0 {
			missing = append(missing, facts.GapLeftOut.Of("the subnet of the adapter that carries "+carrier.network))
		}
		missing = append(missing, unread...)
		others, unread := c.others(adapter, subnets)
		twice, missing = append(twice, others...), append(missing, unread...)
		for _, subnet := range subnets {
			alone = append(alone, carrier.network+": "+subnet.String())
		}
	}
	return c.worst(twice, missing, "one adapter in each subnet",
		"a second adapter of the node is in the subnet of a cluster network, and the cluster ignores one of the two",
		"no two adapters share the subnet of a cluster network", alone)
}

// others are the adapters that share a subnet with one that carries a network, or have
// one that overlaps with it: with another mask.
func (c carriage) others(adapter facts.AdapterAddress, subnets []netip.Prefix) (twice []string, missing []facts.Gap) {
	for _, other := range c.ip.Found {
		if !other.IPEnabled || other.ID != "" && strings.EqualFold(other.ID, adapter.ID) {
			continue
		}
		found, unread := subnetsOf(other)
		missing = append(missing, unread...)
		shared := slices.IndexFunc(found, func(p netip.Prefix) bool { return slices.ContainsFunc(subnets, p.Overlaps) })
		switch {
		case shared >= 0 && other.ID == "":
			missing = append(missing, facts.GapUndecided.Of("which adapter has an address in "+found[shared].String()))
		case shared >= 0:
			twice = append(twice, fmt.Sprintf("%s: %s and %s", found[shared], adapter.Description, other.Description))
		}
	}
	return twice, missing
}

// subnetsOf are the subnets of an adapter. An address that is a subnet of its
// own, as clustered addresses may be, has none.
func subnetsOf(a facts.AdapterAddress) (subnets []netip.Prefix, unread []facts.Gap) {
	for _, text := range a.Addresses {
		p, err := netip.ParsePrefix(text)
		switch {
		case err != nil:
			unread = append(unread, facts.GapWrongType.Of("the address "+text+" of "+a.Description+", which could not be understood"))
		case !p.Addr().IsLinkLocalUnicast() && !p.IsSingleIP() && !slices.Contains(subnets, p.Masked()):
			subnets = append(subnets, p.Masked())
		}
	}
	slices.SortFunc(subnets, netip.Prefix.Compare)
	return subnets, unread
}

// judgeGateway looks for a default gateway on networks for the cluster alone.
func (c carriage) judgeGateway() verdict {
	return c.judgeClusterOnly("no default gateway", "has a default gateway", func(a facts.AdapterAddress) (string, facts.Gap) {
		switch {
		case len(a.Gateways) == 0 && !a.IPEnabled:
			return "", facts.GapAbsent.Of("the gateway of " + a.Description + ", on which IP is not enabled now")
		case len(a.Gateways) == 0:
			return "", facts.Gap{}
		}
		return "gateway " + strings.Join(slices.Sorted(slices.Values(a.Gateways)), ", "), facts.Gap{}
	})
}

// judgeRegistration looks for adapters of such networks that register in DNS.
func (c carriage) judgeRegistration() verdict {
	return c.judgeClusterOnly("not registered", "registers its addresses in DNS", func(a facts.AdapterAddress) (string, facts.Gap) {
		switch {
		case a.RegistersInDNS == nil:
			return "", facts.GapLeftOut.Of("whether " + a.Description + " registers in DNS")
		case *a.RegistersInDNS:
			return "registers in DNS", facts.Gap{}
		}
		return "", facts.Gap{}
	})
}

// judgeClusterOnly asks something of each adapter that carries a network for the
// cluster alone; it says what is wrong, or what is missing to decide.
func (c carriage) judgeClusterOnly(good, bad string, ask func(facts.AdapterAddress) (wrong string, missing facts.Gap)) verdict {
	var off, seen []string
	var missing []facts.Gap
	concerned := false
	for _, carrier := range c.carriers {
		if !carrier.clusterOnly {
			continue
		}
		concerned = true
		adapter, ok := c.of(carrier)
		if !ok {
			missing = append(missing, facts.GapLeftOut.Of("the adapter that carries "+carrier.network))
			continue
		}
		wrong, open := ask(adapter)
		name := carrier.network + " (" + adapter.Description + ")"
		switch {
		case wrong != "":
			off = append(off, name+": "+wrong)
		case !open.IsZero():
			missing = append(missing, open)
		default:
			seen = append(seen, name+": "+good)
		}
	}
	if !concerned {
		return inapplicable("the node is on no network that is for the cluster alone", observed(c.ip.Section, "%s", wording.Counted(len(c.ip.Found), "adapter")))
	}
	return c.worst(off, missing, good, "an adapter of a network for the cluster alone "+bad,
		"no adapter of a network for the cluster alone "+bad, seen)
}

// worst lets one thing that is off decide, whatever is missing of others.
func (c carriage) worst(off []string, missing []facts.Gap, good, bad, fine string, seen []string) verdict {
	switch {
	case len(off) > 0:
		got := strings.Join(slices.Compact(slices.Sorted(slices.Values(off))), "; ")
		return drifted(got, bad, observed(c.ip.Section, "%s", got))
	case len(missing) > 0:
		missing = distinct(missing)
		return unknown("not everything is known of the adapters", missing[0], missing[1:]...)
	}
	return passed(good, fine, observed(c.ip.Section, "%s", strings.Join(seen, "; ")))
}
