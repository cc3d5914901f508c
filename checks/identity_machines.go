package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// identities are those of the entries of a cluster, in their order. An entry that
// could not be read has none.
type identities []identity

// newIdentities takes the entries of a cluster sorted by name, and the machines of the
// whole run, in which the cluster has the name.
func newIdentities(entries []Subject, run Machines, cluster string) identities {
	all := make(identities, len(entries))
	for i, s := range entries {
		if s.Facts.Problem == nil {
			all[i] = identify(s.Facts)
		}
	}
	all.strangers(entries)
	all.shared(entries, run, cluster)
	return all
}

// strangers finds machines that no name speaks for, and that the cluster does not
// list among its members.
func (all identities) strangers(entries []Subject) {
	var strangers identities
	for i, s := range entries {
		found := all[i]
		if s.Facts.Problem == nil && found.status == NotApplicable {
			if teller, members, ok := all.withoutMember(entries, s.Facts); ok {
				own := nameOf(s.Facts.OS)
				found = anotherMachine(own, fmt.Sprintf("%s answered, which is not a member of the cluster", own),
					facts.GapOtherMachine.Of("a member of the cluster at "+s.Facts.Name), observed(teller.Topology.Nodes.Section, "the members by %s: %s", teller.Name, strings.Join(members, ", ")))
			}
		}
		strangers = append(strangers, found)
	}
	copy(all, strangers)
}

// withoutMember finds a node whose account of the members lacks the machine. An account
// counts when its node is the one that was asked for; where one of a node that was asked
// for by its name has the machine, no other counts.
func (all identities) withoutMember(entries []Subject, n *facts.Node) (teller *facts.Node, members []string, found bool) {
	own := nameOf(n.OS)
	for i, s := range entries {
		nodes := s.Facts.Topology.Nodes
		if s.Facts.Problem != nil || all[i].withheld || !nodes.Gap("", len(nodes.Nodes)).IsZero() {
			continue
		}
		var names []string
		for _, member := range nodes.Nodes {
			names = append(names, member.Name)
		}
		if slices.ContainsFunc(names, func(name string) bool { return own.hasHostName(hostOf(name)) }) {
			if all[i].status == Pass {
				return nil, nil, false
			}
			continue
		}
		if teller == nil {
			slices.Sort(names)
			teller, members = s.Facts, names
		}
	}
	return teller, members, teller != nil
}

// hostOf is a name without its domain.
func hostOf(name string) string {
	host, _, _ := strings.Cut(name, ".")
	return host
}

// shared finds entries that lead to one machine. Neither counts as a node of its own.
func (all identities) shared(entries []Subject, run Machines, cluster string) {
	alike := all.alike(entries)
	for i, s := range entries {
		if !all.named(entries, i) || all[i].withheld {
			continue
		}
		own := nameOf(s.Facts.OS)
		others, sure := sameMachine(entries, i, alike)
		elsewhere, sureElsewhere := run.elsewhere(cluster, s.Facts)
		others, sure = slices.Concat(others, elsewhere), sure && sureElsewhere
		if len(others) == 0 {
			continue
		}
		reason := fmt.Sprintf("%s answered for %s as well: the entries lead to one machine", own, strings.Join(others, ", "))
		if !sure {
			reason = fmt.Sprintf("%s answered for %s as well, and the domains that would distinguish two machines are not known", own, strings.Join(others, ", "))
		}
		v := unknown(reason, facts.GapOtherMachine.Of("one entry for each machine")).with(all[i].evidence...)
		v.got = own.String()
		v.fix = "Keep one of the entries, or correct the address or the port of the other."
		all[i].verdict = v
	}
}

// sameMachine names the entries that the machine of entry i, which said its name,
// answered for as well; sure is false when one of them may be another machine of that
// name. Alike are the entries whose machines have one NetBIOS name.
func sameMachine(entries []Subject, i int, alike map[string][]int) (others []string, sure bool) {
	own, found := nameOf(entries[i].Facts.OS), wording.Set{}
	sure = true
	for _, j := range alike[folded(own.netBIOS)] {
		s := entries[j]
		if j == i || !own.mayBe(nameOf(s.Facts.OS)) {
			continue
		}
		found.Add(s.Facts.Name)
		sure = sure && own.domain != nil && s.Facts.OS.Domain != nil
	}
	return found.Sorted(), sure
}

// alike are the places of the entries whose machines said a name, by that name as
// NetBIOS has it, folded.
func (all identities) alike(entries []Subject) map[string][]int {
	places := map[string][]int{}
	for i, s := range entries {
		if all.named(entries, i) {
			name := folded(nameOf(s.Facts.OS).netBIOS)
			places[name] = append(places[name], i)
		}
	}
	return places
}

// named reports whether the machine of an entry said its name.
func (all identities) named(entries []Subject, i int) bool {
	return entries[i].Facts.Problem == nil && nameOf(entries[i].Facts.OS).netBIOS != ""
}

// machines are the entries as they take part in what is judged of the cluster as a
// whole: each machine once, and without what another machine said.
func (all identities) machines(entries []Subject) []Subject {
	var taking []Subject
	alike := all.alike(entries)
	for i, s := range entries {
		switch {
		case s.Facts.Problem == nil && all[i].withheld:
			taking = append(taking, all[i].unseen(s))
		case !all.named(entries, i) || !all.takenBefore(entries, i, alike):
			taking = append(taking, s)
		}
	}
	return taking
}

// takenBefore reports whether an earlier entry is taken for the machine, which said its
// name.
func (all identities) takenBefore(entries []Subject, i int, alike map[string][]int) bool {
	own := nameOf(entries[i].Facts.OS)
	for _, j := range alike[folded(own.netBIOS)] {
		if j < i && !all[j].withheld && own.mayBe(nameOf(entries[j].Facts.OS)) {
			return true
		}
	}
	return false
}
