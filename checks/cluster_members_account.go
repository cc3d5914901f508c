package checks

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// memberAccount is what one node says of the members.
type memberAccount struct {
	node *facts.Node
	facts.ClusterNodes
}

// memberRow is a row of one of several accounts.
type memberRow struct {
	facts.ClusterNode
	account int // its place
}

// memberAccounts are what all nodes say that gave an account.
type memberAccounts struct {
	all []memberAccount
	// rows are by the name of the member, without its domain and folded, in the order of
	// the accounts: one of each, unless it contradicts itself.
	rows map[string][]memberRow
}

// memberAccountsOf are the accounts of all nodes that gave one, or what is missing
// to have any.
func memberAccountsOf(nodes []Subject) (a memberAccounts, missing facts.Gap) {
	a.rows = map[string][]memberRow{}
	missing = facts.GapNotCollected.Of("an account of the cluster's members, which no node was asked for or gave")
	for _, s := range nodes {
		own := s.Facts.Topology.Nodes
		switch gap := own.Gap("the cluster's members", len(own.Nodes)); {
		case gap.IsZero():
			for _, n := range own.Nodes {
				key := folded(hostOf(n.Name))
				a.rows[key] = append(a.rows[key], memberRow{n, len(a.all)})
			}
			a.all = append(a.all, memberAccount{s.Facts, own})
		case own.State != "":
			missing = gap.On(s.Facts.Name)
		}
	}
	for _, rows := range a.rows {
		slices.SortFunc(rows, compareMemberRows)
	}
	return a, missing
}

// of are the rows of a member, and how many accounts have any.
func (a memberAccounts) of(name string) (rows []memberRow, accounts int) {
	rows = a.rows[folded(name)]
	for i, row := range rows {
		if i == 0 || rows[i-1].account != row.account {
			accounts++
		}
	}
	return rows, accounts
}

// names are those of all members, without their domain.
func (a memberAccounts) names() []string {
	byKey := map[string]string{}
	for _, account := range a.all {
		for _, n := range account.Nodes {
			name := hostOf(n.Name)
			key := strings.ToLower(name)
			if known, ok := byKey[key]; !ok || name < known {
				byKey[key] = name
			}
		}
	}
	var all []string
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		all = append(all, byKey[key])
	}
	return all
}

// member is what the accounts say together, or how they differ.
func (a memberAccounts) member(name string) (n facts.ClusterNode, contradiction facts.Gap) {
	rows, accounts := a.of(name)
	agree := accounts == len(a.all)
	for i, row := range rows {
		if i == 0 {
			n = row.ClusterNode
			continue
		}
		agree = agree && n.State == row.State && join(&n.Drain, row.Drain) && join(&n.Status, row.Status)
	}
	n.Name = name
	if !agree {
		return n, facts.Gap{Kind: facts.GapContradiction, Node: name, Text: "one account of " + name + ": two nodes give different accounts (" + a.sayings(rows, accounts, memberCondition) + ")"}
	}
	return n, facts.Gap{}
}

// join takes over what one account has and the other has not, as that of an
// earlier Windows, and reports whether the two agree.
func join(known **int, other *int) bool {
	if *known == nil {
		*known = other
	}
	return other == nil || **known == *other
}

// refused are the columns of a member's condition that a node did not answer for.
func (a memberAccounts) refused() facts.Gap {
	for _, account := range a.all {
		isVote := func(column string) bool { return column == facts.NodeWeight || column == facts.DynamicWeight }
		if refused := slices.DeleteFunc(slices.Sorted(slices.Values(account.Refused)), isVote); len(refused) > 0 {
			return facts.Gap{Kind: facts.GapDenied, Node: account.node.Name,
				Text: strings.Join(refused, " and ") + " of the members, with which " + account.node.Name + " refused the query"}
		}
	}
	return facts.Gap{}
}

// evidence names the nodes that gave the accounts only when these differ.
func (a memberAccounts) evidence() []Evidence {
	texts := make([]string, len(a.all))
	for i, account := range a.all {
		var said []string
		for _, n := range slices.SortedFunc(slices.Values(account.Nodes), compareMembers) {
			said = append(said, n.Name+": "+memberCondition(n))
		}
		texts[i] = strings.Join(said, "; ")
	}
	if len(slices.Compact(slices.Clone(texts))) == 1 {
		return []Evidence{observed(a.all[0].Section, "%s", texts[0])}
	}
	var e []Evidence
	for i, account := range a.all {
		e = append(e, observed(account.Section, "account of %s: %s", account.node.Name, texts[i]))
	}
	return e
}

// compareMemberRows puts rows in the order of their accounts.
func compareMemberRows(a, b memberRow) int {
	if a.account != b.account {
		return cmp.Compare(a.account, b.account)
	}
	return compareMembers(a.ClusterNode, b.ClusterNode)
}

func compareMembers(a, b facts.ClusterNode) int {
	return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name),
		strings.Compare(memberCondition(a), memberCondition(b)))
}

// memberCondition is "state 2 (paused), drain 2 (completed)". What is zero is normal.
func memberCondition(n facts.ClusterNode) string {
	text := "state " + named(n.State, "up", "down", "paused", "joining")
	if n.Drain != nil && *n.Drain != 0 {
		text += ", drain " + named(*n.Drain, "not initiated", "in progress", "completed", "failed")
	}
	if n.Status != nil && *n.Status != 0 {
		text += fmt.Sprintf(", status %d (%s)", *n.Status, strings.Join(memberBits(*n.Status), ", "))
	}
	return text
}

// memberBits names the bits of StatusInformation.
func memberBits(status int) []string {
	var set []string
	for i, name := range []string{"isolated", "quarantined", "drain in progress", "drain completed", "drain failed", "avoid placement"} {
		if status&(1<<i) != 0 {
			set = append(set, name)
			status &^= 1 << i
		}
	}
	if status != 0 {
		set = append(set, "unknown")
	}
	return set
}
