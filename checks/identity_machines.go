package checks

import (
	"fmt"
	"slices"
	"strings"
	"sync"

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
	tellers := sync.OnceValue(func() []teller { return all.tellers(entries) })
	for i, s := range entries {
		found := all[i]
		if s.Facts.Problem == nil && found.status == NotApplicable {
			own := nameOf(s.Facts.OS)
			if t, ok := tellerLacking(own, tellers()); ok {
				found = anotherMachine(own, fmt.Sprintf("%s answered, which is not a member of the cluster", own),
					facts.GapOtherMachine.Of("a member of the cluster at "+s.Facts.Name), observed(t.node.Topology.Nodes.Section, "the members by %s: %s", t.node.Name, t.list()))
			}
		}
		strangers = append(strangers, found)
	}
	copy(all, strangers)
}

// teller is a node whose account of the members counts.
type teller struct {
	node     *facts.Node
	certain  bool // it was asked for by its name
	members  memberNames
	nameless bool // it lists a member without a name
}

// tellers are the entries, in their order, that led to the node which was asked for and
// gave an account of the members.
func (all identities) tellers(entries []Subject) []teller {
	var found []teller
	for i, s := range entries {
		nodes := s.Facts.Topology.Nodes
		if s.Facts.Problem != nil || all[i].withheld || !nodes.Gap("", len(nodes.Nodes)).IsZero() {
			continue
		}
		t := teller{node: s.Facts, certain: all[i].status == Pass}
		for place, member := range nodes.Nodes {
			t.members.add(member.Name, place)
			t.nameless = t.nameless || hostOf(member.Name) == ""
		}
		found = append(found, t)
	}
	return found
}

// list names the members.
func (t teller) list() string {
	var names []string
	for _, member := range t.node.Topology.Nodes.Nodes {
		names = append(names, member.Name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// tellerLacking finds the first whose account lacks a machine. Where one of a node that was
// asked for by its name has the machine, no other counts. A member without a name may be
// any machine.
func tellerLacking(own machineName, tellers []teller) (first teller, found bool) {
	for _, t := range tellers {
		switch has := t.nameless || t.members.has(own); {
		case has && t.certain:
			return teller{}, false
		case !has && !found:
			first, found = t, true
		}
	}
	return first, found
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
		reason, missing, fix := SharedMachine(own.String(), others)
		if !sure {
			reason = fmt.Sprintf("%s answered for %s as well, and the domains that would distinguish two machines are not known", own, strings.Join(others, ", "))
		}
		v := unknown(reason, missing).with(all[i].evidence...)
		v.got = own.String()
		v.fix = fix
		all[i].verdict = v
	}
}

// SharedMachine is what is said of an entry whose machine, by its name in full, certainly
// answered for others as well: the reason why its identity is unknown, what would decide
// it, and what to do.
func SharedMachine(own string, others []string) (reason string, missing facts.Gap, fix string) {
	reason = fmt.Sprintf("%s answered for %s as well: the entries lead to one machine", own, strings.Join(others, ", "))
	return reason, facts.GapOtherMachine.Of("one entry for each machine"), "Keep one of the entries, or correct the address or the port of the other."
}

// EntryElsewhere is how an entry of another cluster is named.
func EntryElsewhere(node, cluster string) string { return node + " of the cluster " + cluster }

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
