package checks

import (
	"fmt"
	"math/bits"
	"net/netip"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// judgeSubnets looks for networks whose subnets overlap, whatever their roles: routing
// does not know of roles.
func (c clusterNetworks) judgeSubnets(baselines.ClusterNetwork) verdict {
	var known []facts.ClusterNetwork
	var subnets []netip.Prefix
	var all, off []string
	var missing []facts.Gap
	for _, n := range c.rows {
		p, ok := subnetOf(n)
		if !ok {
			missing = append(missing, facts.GapLeftOut.Of("the subnet of the network "+n.Name))
			continue
		}
		for i, other := range subnets {
			if p.Overlaps(other) && !strings.EqualFold(known[i].Name, n.Name) {
				off = append(off, fmt.Sprintf("%s %s and %s %s", known[i].Name, other, n.Name, p))
			}
		}
		known, subnets = append(known, n), append(subnets, p)
		all = append(all, n.Name+" "+p.String())
	}
	seen := observed(c.Section, "%s", strings.Join(all, ", "))
	switch {
	case len(off) > 0:
		return drifted(strings.Join(off, "; "), "the subnets of two networks overlap", seen)
	case len(missing) > 0:
		return unknown("not every subnet is known", missing[0], missing[1:]...).with(seen)
	}
	return passed(wording.Counted(len(known), "subnet")+" apart", "no two networks of the cluster overlap", seen)
}

// subnetOf is the IPv4 subnet of a network: a network of IPv6 alone has another, which
// is not read.
func subnetOf(n facts.ClusterNetwork) (netip.Prefix, bool) {
	address, err := netip.ParseAddr(n.Address)
	mask, errMask := netip.ParseAddr(n.Mask)
	if err != nil || errMask != nil || !address.Is4() || !mask.Is4() {
		return netip.Prefix{}, false
	}
	m := mask.As4()
	number := uint32(m[0])<<24 | uint32(m[1])<<16 | uint32(m[2])<<8 | uint32(m[3])
	length := bits.LeadingZeros32(^number)
	if length == 0 || number<<length != 0 {
		return netip.Prefix{}, false // a mask with gaps
	}
	return netip.PrefixFrom(address, length).Masked(), true
}
