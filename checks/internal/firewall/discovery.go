package firewall

import "fmt"

// Neighbour discovery as far as nodes need it of each other (RFC 4861): a
// solicitation requests the address of a neighbour, an advertisement gives it.
const (
	solicitation  = 135
	advertisement = 136
)

// DiscoveryRuling is what a profile does with one kind of neighbour discovery.
type DiscoveryRuling struct {
	Ruling
	Name string // "solicitations in (ICMPv6 135)"
}

// Discovery rules on neighbour discovery in a profile, as traffic: any rule or
// default action that admits it will do. It is on the link, so all that sends it
// is on the local subnet.
func (f *Firewall) Discovery(profile string, own []End) []DiscoveryRuling {
	var all []DiscoveryRuling
	for _, direction := range []string{"in", "out"} {
		for _, kind := range []struct {
			name string
			icmp int
		}{{"solicitations", solicitation}, {"advertisements", advertisement}} {
			c := trafficCheck{f, Traffic{Direction: direction, Protocol: icmp6, ICMPType: kind.icmp, Program: "System"}}
			all = append(all, DiscoveryRuling{c.overPaths(profile, Paths{Own: onLink(own)}), fmt.Sprintf("%s %s (ICMPv6 %d)", kind.name, direction, kind.icmp)})
		}
	}
	return all
}

// onLink are the ends without their addresses: those of neighbour discovery are
// others.
func onLink(own []End) []End {
	var ends []End
	for _, e := range own {
		ends = append(ends, End{Adapter: e.Adapter, Certain: e.Certain})
	}
	return ends
}
