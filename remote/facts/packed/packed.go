// Package packed keeps the facts of many nodes in little memory until they are judged.
//
// In go the facts of a node; out comes a Document, a few kilobytes, from which the same
// facts can be had again. Texts that several nodes have in common, such as the names of
// rules and services, are kept once. A document is of use to the Store that made it only,
// but for what Alone packs; nothing here is written to a file.
package packed

import (
	"encoding/binary"
	"reflect"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Document is the facts of one node as a Store keeps them.
type Document []byte

// Store has the texts of its documents. It may be used by several goroutines.
type Store struct {
	mu     sync.RWMutex
	texts  []string
	places map[string]uint64 // of the texts
}

// NewStore returns a store without documents.
func NewStore() *Store { return &Store{places: map[string]uint64{}} }

// Pack makes the document of a node. The node may be changed afterwards.
func (s *Store) Pack(n *facts.Node) Document {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := writer{store: s}
	w.value(reflect.ValueOf(n).Elem())
	return Document(append([]byte(nil), w.out...)) // without room to grow
}

// Node is what Pack was given, a new copy each time. Its times have no monotonic reading.
func (s *Store) Node(d Document) *facts.Node {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := &facts.Node{}
	r := reader{store: s, left: d}
	r.value(reflect.ValueOf(n).Elem())
	return n
}

// place is the number of a text. The caller holds the lock.
func (s *Store) place(text string) uint64 {
	place, known := s.places[text]
	if !known {
		place = uint64(len(s.texts))
		s.places[text] = place
		s.texts = append(s.texts, text)
	}
	return place
}

// writer packs values.
type writer struct {
	store *Store
	out   []byte
}

func (w *writer) number(n uint64) { w.out = binary.AppendUvarint(w.out, n) }

// reader takes values out of a document in the order in which they were packed.
type reader struct {
	store *Store
	left  []byte
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.left)
	r.left = r.left[size:]
	return n
}
