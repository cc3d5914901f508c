package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// votes are those of the members of a cluster, by the accounts of the nodes that were
// asked.
type votes struct {
	members []vote // sorted by name
	// unweighted: the Windows of the nodes has no NodeWeight, so that each member votes.
	unweighted bool
	missing    []facts.Gap // what would have to be known to count them
	evidence   []Evidence
}

// vote is that of one member.
type vote struct {
	name    string
	weight  *int // nil: not known, or unweighted
	dynamic *int // what counts at the moment; nil: not known
}

// votesOf takes the accounts, or what is missing to have any.
func votesOf(accounts memberAccounts, missing facts.Gap) votes {
	if len(accounts.all) == 0 {
		return votes{missing: []facts.Gap{missing}}
	}
	var all votes
	gaps := accounts.weightGaps()
	if !slices.ContainsFunc(accounts.all, memberAccount.hasWeights) {
		gaps = append(gaps, accounts.otherWeightGaps()...)
		all.unweighted = len(gaps) == 0
	}
	unweighed := false // a member of which no account gives the vote
	for _, name := range accounts.names() {
		m, contradiction := accounts.vote(name)
		all.members = append(all.members, m)
		switch {
		case !contradiction.IsZero():
			all.missing = append(all.missing, contradiction)
		case m.weight == nil && !all.unweighted:
			unweighed = true
			all.missing = append(all.missing, facts.GapLeftOut.Of("the vote of "+name))
		case m.weight != nil && *m.weight != 0 && *m.weight != 1:
			all.missing = append(all.missing, facts.GapUndocumented.Of(fmt.Sprintf("the meaning of %s %d of %s", facts.NodeWeight, *m.weight, name)))
		}
	}
	if unweighed {
		all.missing = append(all.missing, gaps...)
	}
	slices.SortFunc(all.missing, facts.Gap.Compare)
	all.missing = slices.Compact(all.missing)
	all.evidence = []Evidence{observed(accounts.all[0].Section, "%s", strings.Join(all.list(), "; "))}
	return all
}

// total is the number of votes that the members have been given.
func (v votes) total() int {
	n := 0
	for _, m := range v.members {
		switch {
		case m.weight != nil:
			n += *m.weight
		case v.unweighted:
			n++
		}
	}
	return n
}

// list is "N1: vote 1, counted 1" for each member.
func (v votes) list() []string {
	var all []string
	for _, m := range v.members {
		text := m.name + ": vote unknown"
		switch {
		case m.weight != nil:
			text = fmt.Sprintf("%s: vote %d", m.name, *m.weight)
		case v.unweighted:
			text = m.name + ": vote 1"
		}
		if m.dynamic != nil {
			text += fmt.Sprintf(", counted %d", *m.dynamic)
		}
		all = append(all, text)
	}
	return all
}

// vote is what the accounts say together of the vote of a member, or how they differ. What
// counts at the moment changes by itself, so a difference in it is none.
func (a memberAccounts) vote(name string) (v vote, contradiction facts.Gap) {
	v.name = name
	rows, accounts := a.of(name)
	agree := accounts == len(a.all)
	for _, row := range rows {
		agree = join(&v.weight, row.Weight) && agree
		if v.dynamic == nil {
			v.dynamic = row.Dynamic
		}
	}
	if !agree {
		return vote{name: name}, facts.GapContradiction.Of("one account of the vote of " + name + ": two nodes give different accounts (" + a.sayings(rows, accounts, voteText) + ")")
	}
	return v, facts.Gap{}
}

// voteText is empty for a row without a vote.
func voteText(n facts.ClusterNode) string {
	if n.Weight == nil {
		return ""
	}
	return fmt.Sprintf("vote %d", *n.Weight)
}

// hasWeights reports whether an account gives the vote of a member at least.
func (a memberAccount) hasWeights() bool {
	return slices.ContainsFunc(a.Nodes, func(n facts.ClusterNode) bool { return n.Weight != nil })
}

// weightGaps says of each account without votes why it has none. Before Windows Server
// 2012 the column comes with an update, and a class that lacks it gives every member a
// vote. A query that failed in some other way shows nothing of the column.
func (a memberAccounts) weightGaps() []facts.Gap {
	var gaps []facts.Gap
	for _, account := range a.all {
		refused := slices.Contains(account.Refused, facts.NodeWeight)
		build := ownBuild(account.node)
		without := slices.Contains(account.Lacking, facts.NodeWeight) && build != 0 && build < facts.Build2012
		switch by := account.node.Name; {
		case account.hasWeights():
		case !slices.Contains(account.Asked, facts.NodeWeight):
			gaps = append(gaps, facts.GapNotCollected.Of(facts.NodeWeight+" of the members, which the node was not asked for").On(by))
		case refused && !without:
			gaps = append(gaps, facts.GapDenied.Of(facts.NodeWeight+" of the members, with which the node refused the query").On(by))
		case !refused:
			gaps = append(gaps, facts.GapLeftOut.Of(facts.NodeWeight+" of the members, which the node did not give").On(by))
		}
	}
	return gaps
}

// otherWeightGaps names each member that gave no account: it may have NodeWeight all the
// same, and a vote that was taken away there counts in the whole cluster.
func (a memberAccounts) otherWeightGaps() []facts.Gap {
	var nodes []Subject
	for _, account := range a.all {
		nodes = append(nodes, Subject{Facts: account.node})
	}
	var gaps []facts.Gap
	gave := newMemberIndex(nodes)
	for _, name := range a.names() {
		if gave.member(name) < 0 {
			gaps = append(gaps, facts.GapNotCollected.Of(facts.NodeWeight+" of the members as "+name+" has it, which may have the update that brings it").On(name))
		}
	}
	return gaps
}
