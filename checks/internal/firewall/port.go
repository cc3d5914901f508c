package firewall

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
)

// portNames are the keywords of MS-GPFAS 2.2.2.3 in lower case. Each stands for
// the ports of one other service of Windows, never for a fixed one.
var portNames = map[string]bool{
	"rpc": true, "rpc-epmap": true, "teredo": true, "iptlsin": true, "iphttpsin": true, "iptlsout": true, "iphttpsout": true,
	"dhcp": true, "ply2disc": true, "mdns": true, "cortanaout": true, "tcpcdpsvc": true,
}

// matchPorts reports whether the terms of a rule cover the ports: all of them is
// yes, some of them maybe. No term means every port. A term that is not
// understood may cover them.
func matchPorts(terms []string, want Ports) match.Match {
	if len(terms) == 0 {
		return match.Yes
	}
	var known []Ports
	covered := match.No
	for _, term := range terms {
		p, ok := portRange(term)
		switch {
		case ok:
			known = append(known, p)
		case !portNames[strings.ToLower(strings.TrimSpace(term))]:
			covered = match.Maybe
		}
	}
	return max(covered, want.within(known))
}

// within reports whether ranges cover the ports together.
func (p Ports) within(ranges []Ports) match.Match {
	slices.SortFunc(ranges, func(a, b Ports) int { return cmp.Compare(a.First, b.First) })
	covered, next := match.No, p.First
	for _, r := range ranges {
		if r.First <= p.Last && r.Last >= p.First {
			covered = match.Maybe
		}
		if r.First <= next {
			next = max(next, r.Last+1)
		}
	}
	if next > p.Last {
		return match.Yes
	}
	return covered
}

// portRange reads "3343" or "3000-4000".
func portRange(term string) (p Ports, ok bool) {
	first, last, isRange := strings.Cut(term, "-")
	if !isRange {
		last = first
	}
	from, err := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
	to, errTo := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
	return Ports{int(from), int(to)}, err == nil && errTo == nil && from <= to
}
