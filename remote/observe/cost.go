package observe

import (
	"cmp"
	"slices"
	"strings"
)

// MostMessages is how many messages more than without them a node may be sent for all
// of a site's targets.
const MostMessages = 20

// Share is what some targets cost together.
type Share struct {
	Targets  []Target // in their order by ID
	Messages int
}

// Cost says how many messages more a scan sends to a node for targets, the costliest
// first: one for each key, whose values are listed, and one for each value that is there;
// one for each class with the same conditions, and one more where it has several rows,
// which fit one page. Services, files, events and properties of the cluster join what a
// scan asks anyway. All targets are normal, each once.
func Cost(targets []Target) []Share {
	groups := map[string]*Share{}
	for _, t := range targets {
		key := t.group()
		if groups[key] == nil {
			groups[key] = &Share{}
		}
		groups[key].Targets = append(groups[key].Targets, t)
	}
	var all []Share
	for _, s := range groups {
		slices.SortFunc(s.Targets, func(a, b Target) int { return strings.Compare(a.ID(), b.ID()) })
		switch first := s.Targets[0]; {
		case first.Registry != nil:
			s.Messages = 1 + len(s.Targets)
		case first.WQL != nil:
			s.Messages = 2
		}
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), strings.Compare(a.Targets[0].ID(), b.Targets[0].ID()))
	})
	return all
}

// Messages is the sum of shares.
func Messages(shares []Share) int {
	n := 0
	for _, s := range shares {
		n += s.Messages
	}
	return n
}

// group is what is asked together: the values of a key, and the columns of a class.
func (t Target) group() string {
	switch {
	case t.Registry != nil:
		return "registry " + name(t.Registry.Key)
	case t.WQL != nil:
		q := *t.WQL
		q.Columns = nil
		return "wql " + q.id()
	case t.Service != "":
		return "service"
	case t.File != nil:
		return "file"
	case t.Events != nil:
		return "events"
	}
	return "cluster"
}
