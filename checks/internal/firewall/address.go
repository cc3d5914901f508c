package firewall

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// coverage reports whether the remote addresses of a rule take in a peer. No
// address means all of them.
func coverage(addresses []string, p Peer) match.Match {
	return coversAny(addresses, p.Addr, p.Local)
}

// localCoverage reports whether the local addresses of a rule take in those at
// which traffic from a peer arrives.
func localCoverage(addresses []string, p Peer) match.Match {
	if len(addresses) == 0 {
		return match.Yes
	}
	return p.ends(func(e End) match.Match { return coversAny(addresses, e.Addr, match.Maybe) })
}

func coversAny(terms []string, addr netip.Addr, local match.Match) match.Match {
	if len(terms) == 0 {
		return match.Yes
	}
	covered := match.No
	for _, t := range terms {
		covered = max(covered, covers(strings.TrimSpace(t), addr, local))
	}
	return covered
}

// covers reads one address in the forms of MS-GPFAS 2.2.2.19: LocalSubnet, a
// single address, a range, or an address with a mask or a prefix length. Other
// keywords stand for addresses that are not known here.
func covers(term string, addr netip.Addr, local match.Match) match.Match {
	term, v6 := strings.CutSuffix(term, facts.KeywordV6)
	if v6 && addr.Is4() {
		return match.No
	}
	if strings.EqualFold(term, "LocalSubnet") {
		return local
	}
	first, last, ok := addressRange(term)
	if !ok || !addr.IsValid() {
		return match.Maybe
	}
	return match.If(first.BitLen() == addr.BitLen() && first.Compare(addr) <= 0 && addr.Compare(last) <= 0)
}

// addressRange returns the first and the last address of a term, both included.
func addressRange(s string) (first, last netip.Addr, ok bool) {
	if from, to, isRange := strings.Cut(s, "-"); isRange {
		first, err := netip.ParseAddr(from)
		last, errLast := netip.ParseAddr(to)
		return first, last, err == nil && errLast == nil && first.BitLen() == last.BitLen() && first.Compare(last) <= 0
	}
	if base, mask, masked := strings.Cut(s, "/"); masked {
		return maskedRange(base, mask)
	}
	first, err := netip.ParseAddr(s)
	return first, first, err == nil
}

// maskedRange reads a mask, "255.255.255.0", or a prefix length, "24".
func maskedRange(base, mask string) (first, last netip.Addr, ok bool) {
	addr, err := netip.ParseAddr(base)
	if err != nil {
		return first, last, false
	}
	bits, err := strconv.Atoi(mask)
	if err != nil {
		m, err := netip.ParseAddr(mask)
		if err != nil || !m.Is4() {
			return first, last, false
		}
		ones, size := net.IPMask(m.AsSlice()).Size()
		if size == 0 { // not a run of ones
			return first, last, false
		}
		bits = ones
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return first, last, false
	}
	return prefix.Addr(), lastOf(prefix), true
}

func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	last, _ := netip.AddrFromSlice(b)
	return last
}
