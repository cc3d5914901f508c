package checks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// saying is what some accounts have in common.
type saying struct {
	text        string
	first, last int      // of the accounts
	by          []string // the nodes that gave them; of many the first at least
	count       int      // how many gave them
}

// sayings is how the accounts of a member differ, "N1: state 1 (down); N2, N3: not a
// member". It takes the rows of the member, how many accounts have any, and what a row
// says; empty: nothing. Each text names a few nodes, since the evidence has every account.
func (a memberAccounts) sayings(rows []memberRow, accounts int, text func(facts.ClusterNode) string) string {
	var all []*saying
	byText := map[string]*saying{}
	for _, row := range rows {
		said := text(row.ClusterNode)
		if said == "" {
			continue
		}
		s := byText[said]
		if s == nil {
			s = &saying{text: said, first: row.account, last: -1}
			byText[said], all = s, append(all, s)
		}
		if s.last != row.account {
			s.last, s.count, s.by = row.account, s.count+1, append(s.by, a.all[row.account].node.Name)
		}
	}
	if accounts < len(a.all) {
		all = append(all, a.notListed(rows, accounts))
	}
	slices.SortStableFunc(all, func(x, y *saying) int { return cmp.Compare(x.first, y.first) })
	var texts []string
	for _, s := range all {
		texts = append(texts, wording.SomeOf(s.by, s.count)+": "+s.text)
	}
	return strings.Join(texts, "; ")
}

// notListed are the accounts that have no row of a member.
func (a memberAccounts) notListed(rows []memberRow, accounts int) *saying {
	s := &saying{text: "not a member", first: -1, count: len(a.all) - accounts}
	for place := 0; place < len(a.all) && len(s.by) < wording.MostNames; place++ {
		for len(rows) > 0 && rows[0].account < place {
			rows = rows[1:]
		}
		if len(rows) > 0 && rows[0].account == place {
			continue
		}
		if s.first < 0 {
			s.first = place
		}
		s.by = append(s.by, a.all[place].node.Name)
	}
	return s
}
