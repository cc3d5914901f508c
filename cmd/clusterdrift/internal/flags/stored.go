package flags

import (
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/facts/packed"
)

// Stored is a Taker that keeps the facts of all nodes packed. Which machines a cluster
// shares with others is not known before the last node was read, so clusters are judged
// then, each from its facts, which are gone when the next is.
type Stored struct {
	store     *packed.Store
	heads     []*facts.Node
	documents map[*facts.Node]packed.Document // by head
}

// Begin makes room for the nodes.
func (s *Stored) Begin(nodes []*facts.Node) {
	s.store, s.heads, s.documents = packed.NewStore(), make([]*facts.Node, len(nodes)), map[*facts.Node]packed.Document{}
}

// Take packs the facts of a node.
func (s *Stored) Take(place int, n *facts.Node) (keeps bool) {
	s.heads[place] = n.Head()
	s.documents[s.heads[place]] = s.store.Pack(n)
	return true
}

// Reading is what was read, so far without when and where from.
func (s *Stored) Reading() Reading {
	return Reading{Nodes: s.heads, Facts: func(head *facts.Node) (*facts.Node, error) { return s.store.Node(s.documents[head]), nil }}
}
