package checks

import (
	"sync"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// shared is what the nodes of an evaluation are or say together. Each is worked out once,
// when a family first needs it: several families do, and some for every node.
type shared struct {
	// clusters names the clusters of the nodes where they are in more than one.
	clusters   func() string
	names      func() memberIndex
	networks   func() (account[facts.ClusterNetwork], facts.Gap)
	interfaces func() (account[facts.ClusterInterface], facts.Gap)
	addresses  func() (account[facts.ClusterAddress], facts.Gap)
	members    func() (memberAccounts, facts.Gap)
	votes      func() votes
	signing    func() signingOfAll
}

func newShared(nodes []Subject) shared {
	s := shared{
		clusters:   sync.OnceValue(func() string { return clustersOf(factsOf(nodes)) }),
		names:      sync.OnceValue(func() memberIndex { return newMemberIndex(nodes) }),
		networks:   sync.OnceValues(func() (account[facts.ClusterNetwork], facts.Gap) { return agreedNetworks(nodes) }),
		interfaces: sync.OnceValues(func() (account[facts.ClusterInterface], facts.Gap) { return agreedInterfaces(nodes) }),
		addresses:  sync.OnceValues(func() (account[facts.ClusterAddress], facts.Gap) { return agreedAddresses(nodes) }),
		members:    sync.OnceValues(func() (memberAccounts, facts.Gap) { return memberAccountsOf(nodes) }),
		signing:    sync.OnceValue(func() signingOfAll { return newSigningOfAll(nodes) }),
	}
	s.votes = sync.OnceValue(func() votes { return votesOf(s.members()) })
	return s
}
