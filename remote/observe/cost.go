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

// Cost says how many messages more a scan sends to a node for targets at most, the
// costliest first: one for each key, whose values are listed, and one for each value that
// is there; two for each class with the same conditions, whose rows fit one page, and one
// more where there are conditions and no row, since it is then asked whether the account
// sees any; two for the files, and one for each variable that begins the path of one; one
// for properties of the cluster, which are asked without a site's once more if the node
// refuses one. Services, events and the type of the witness join what a scan asks anyway,
// and so do the files where updates are proven by files. All targets are normal, each once.
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
		s.Messages = messages(s.Targets)
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), strings.Compare(a.Targets[0].ID(), b.Targets[0].ID()))
	})
	return all
}

// messages is what targets cost that are asked together.
func messages(targets []Target) int {
	switch first := targets[0]; {
	case first.Registry != nil:
		return 1 + len(targets)
	case first.WQL != nil && len(first.WQL.Where) > 0:
		return 3
	case first.WQL != nil:
		return 2
	case first.File != nil:
		return 2 + variables(targets)
	case first.Cluster != "" && first.Cluster != QuorumResourceType:
		return 1
	}
	return 0
}

// variables is how many variables begin the paths of files.
func variables(files []Target) int {
	known := map[string]bool{}
	for _, f := range files {
		if v := f.variable(); v != "" {
			known[v] = true
		}
	}
	return len(known)
}

// variable begins the path of a file and is looked up on the node; empty for none.
func (t Target) variable() string {
	first, _, _ := strings.Cut(strings.ToLower(t.File.Path), `\`)
	if !strings.HasPrefix(first, "%") || first == "%systemroot%" {
		return ""
	}
	return first
}

// Messages is the sum of shares.
func Messages(shares []Share) int {
	n := 0
	for _, s := range shares {
		n += s.Messages
	}
	return n
}

// group is what is asked together: the values of a key, the columns of a class, the files,
// the properties of the cluster.
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
	if t.Cluster == QuorumResourceType {
		return "witness"
	}
	return "cluster"
}
