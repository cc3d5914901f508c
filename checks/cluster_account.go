package checks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// account is what one node says of something that belongs to the cluster.
type account[T any] struct {
	facts.Section
	rows []T // sorted
	// none: the cluster has nothing of the kind, and the node proved it.
	none bool
}

// agreed is the one account that the nodes give, or what is missing to have it.
// Not every node is asked; one that could not be read takes nothing from the
// account of another.
func agreed[T any](nodes []Subject, what string, read func(facts.Topology) account[T], compare func(a, b T) int) (account[T], facts.Gap) {
	var all account[T]
	var missing facts.Gap
	for _, s := range nodes {
		own := read(s.Facts.Topology)
		if own.none && len(own.rows) == 0 {
			own.rows = make([]T, 1)
		} else {
			own.none = false
		}
		why := own.Gap(what, len(own.rows))
		if !why.IsZero() {
			if own.State != "" {
				missing = cmp.Or(missing, why.On(s.Facts.Name))
			}
			continue
		}
		own.rows = slices.SortedFunc(slices.Values(own.rows), compare)
		same := func(a, b T) bool { return compare(a, b) == 0 }
		if all.rows != nil && (all.none != own.none || !slices.EqualFunc(all.rows, own.rows, same)) {
			return account[T]{}, facts.GapContradiction.Of("one account of " + what + ": two nodes give different accounts")
		}
		if all.rows == nil {
			all = own
		}
	}
	if all.rows == nil {
		return all, cmp.Or(missing, facts.GapNotCollected.Of("an account of "+what+", which no node was asked for or gave"))
	}
	return all, facts.Gap{}
}

func agreedNetworks(nodes []Subject) (account[facts.ClusterNetwork], facts.Gap) {
	read := func(t facts.Topology) account[facts.ClusterNetwork] {
		return account[facts.ClusterNetwork]{Section: t.Networks.Section, rows: t.Networks.Networks}
	}
	return agreed(nodes, "the cluster's networks", read, func(a, b facts.ClusterNetwork) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)),
			cmp.Compare(a.Role, b.Role), cmp.Compare(a.State, b.State))
	})
}

func agreedInterfaces(nodes []Subject) (account[facts.ClusterInterface], facts.Gap) {
	read := func(t facts.Topology) account[facts.ClusterInterface] {
		return account[facts.ClusterInterface]{Section: t.Interfaces.Section, rows: t.Interfaces.Interfaces}
	}
	return agreed(nodes, "the cluster's network interfaces", read, func(a, b facts.ClusterInterface) int {
		return cmp.Or(compareInterfaces(a, b), cmp.Compare(a.State, b.State))
	})
}
