package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// inDomain reports whether a node has joined a domain, without which no network of it
// can be in the Domain profile. Before Windows Server 2016 a node of a cluster has to.
// From then on it is what the node says of itself, or a network that is in the Domain
// category; missing is what would decide.
func inDomain(n *facts.Node) (is match.Match, missing facts.Gap) {
	current := n.Profiles.Current
	recognised := false
	for _, p := range current.Found {
		recognised = recognised || current.State == facts.Collected && categoryProfile(int64(p.Category)) == profileDomain
	}
	switch joined := n.OS.PartOfDomain; {
	case n.OS.State != facts.Collected:
		return match.Maybe, n.OS.Gap("the operating system's identity", n.OS.Build)
	case n.OS.Build < facts.Build2016:
		return match.Yes, facts.Gap{}
	case joined == nil && recognised, joined != nil && *joined:
		return match.Yes, facts.Gap{}
	case joined == nil:
		return match.Maybe, facts.GapLeftOut.Of("whether the node has joined a domain (PartOfDomain of Win32_ComputerSystem)")
	case recognised:
		return match.Maybe, facts.GapContradiction.Of("whether the node has joined a domain: it says that it has not, and Windows lists a network in the Domain category")
	}
	return match.No, current.Gap("the profiles of the connected networks", 1)
}

// outsideDomain is the verdict on a node of a workgroup that is to be in the Domain
// profile; ok is false where that can be judged.
func outsideDomain(n *facts.Node) (v verdict, ok bool) {
	is, missing := inDomain(n)
	if is != match.No {
		return verdict{}, false
	}
	if !missing.IsZero() {
		return unknown("that no network is in the Domain profile is not known", missing), true
	}
	return inapplicable("the node is in a workgroup, and only a domain controller puts a network in the Domain profile",
		observed(n.OS.Section, "the node is part of no domain")), true
}

// onlyDomain reports whether a baseline accepts the Domain profile and no other.
func onlyDomain(want []string) bool {
	return len(want) > 0 && !wording.ContainsFold(want, profilePrivate) && !wording.ContainsFold(want, profilePublic) &&
		strings.EqualFold(want[0], profileDomain)
}
