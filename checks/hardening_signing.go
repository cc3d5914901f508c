package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// unsetSigning is the first build on which a signature that is not set is not "not
// required" (Microsoft Learn, "Control SMB signing behavior").
const unsetSigning = 26100

// unlikeDefaults is why a node that does not set a signature is not compared with others
// that do not set it either.
const unlikeDefaults = "what a signature of SMB that is not set means differs between builds before and from 26100 on, and on controllers of a domain, so it cannot be compared"

// readSigning reads what the SMB server and client of a node require. What is set is
// compared across all builds; what is not, with nodes on which that means the same.
func (c consistency) readSigning(s Subject) reading {
	var r reading
	n := s.Facts
	if missing := n.Hardening.SMB.Gap("the settings of SMB", countIf(n.Hardening.SMB.Listed())); !missing.IsZero() {
		r.gap(missing)
		return r
	}
	for _, side := range signingSides() {
		value, missing := side.of(n), n.Hardening.SMB.Misread.Gap(side.field)
		switch {
		case !missing.IsZero():
			r.gap(missing)
		case value != nil:
			r.set(side.name, fmt.Sprint(*value))
		case unsetMeans(n) == meansUnknown:
			r.gap(facts.GapLeftOut.Of("what a signature that is not set means: the build of Windows is not known"))
		case unsetMeans(n) == meansOff:
			r.set(side.name, "0")
		case c.signing().set[side.name]:
			r.gap(facts.GapUndecided.Of("whether " + side.name + ", which is not set, is as on the nodes that set it"))
		case c.signing().elsewhere(unsetMeans(n)):
			r.outside = unlikeDefaults
		default:
			r.set(side.name, "not set")
		}
	}
	r.observe(n, n.Hardening.SMB.Section)
	return r
}

// signingOfAll is what the nodes set, and what it means on them that a signature is not
// set.
type signingOfAll struct {
	set   map[string]bool // by the name of a side: a node sets what it requires
	means map[unset]bool  // of the nodes that were read
}

func newSigningOfAll(nodes []Subject) signingOfAll {
	all := signingOfAll{map[string]bool{}, map[unset]bool{}}
	for _, s := range nodes {
		for _, side := range signingSides() {
			if side.of(s.Facts) != nil {
				all.set[side.name] = true
			}
		}
		if s.Facts.Problem == nil {
			all.means[unsetMeans(s.Facts)] = true
		}
	}
	return all
}

// elsewhere reports whether a signature that is not set means something else on another
// node than on one of these.
func (a signingOfAll) elsewhere(own unset) bool {
	for other := range a.means {
		if other != own {
			return true
		}
	}
	return false
}

// unset is what it means that a signature is not set.
type unset int

const (
	meansUnknown   unset = iota
	meansOff             // not required
	meansByBuild         // required, or not, by build and edition
	meansByControl       // a controller of a domain requires it without being set
)

func unsetMeans(n *facts.Node) unset {
	switch {
	case n.OS.State != facts.Collected || n.OS.Build == 0:
		return meansUnknown
	case n.OS.ProductType == domainController:
		return meansByControl
	case n.OS.Build >= unsetSigning:
		return meansByBuild
	}
	return meansOff
}

// signingSide is the SMB server or client, with its setting; nil: not set.
type signingSide struct {
	name, field string
	of          func(*facts.Node) *uint32
}

func signingSides() []signingSide {
	return []signingSide{
		{"RequireSecuritySignature of the SMB server", "server_signing", func(n *facts.Node) *uint32 { return n.Hardening.SMB.ServerSigning }},
		{"RequireSecuritySignature of the SMB client", "client_signing", func(n *facts.Node) *uint32 { return n.Hardening.SMB.ClientSigning }},
	}
}
