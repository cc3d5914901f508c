package main

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// The clusters of a collection are judged one after the other, and the facts of all of
// them need not be in memory at once: a document that was read, and found to be in order,
// is read again when its cluster is judged.

// stored is how the document of a node was read.
type stored struct {
	file        string
	sum         [sha256.Size]byte // of the document
	first, last time.Time         // when its facts were read, as of ReadBetween
	again       bool              // only the head of the node was kept
}

func newStored(file string, document []byte, n *facts.Node) stored {
	s := stored{file: file, sum: sha256.Sum256(document)}
	s.first, s.last = n.ReadBetween()
	return s
}

// factsOf returns the facts of a node of the collection. A document that has changed
// since it was read, or is gone, is a *cli.UsageError: what was found of it, and of the
// others by it, does not hold any more.
func (c collection) factsOf(n *facts.Node) (*facts.Node, error) {
	s := c.stored[n]
	if s == nil || !s.again {
		return n, nil
	}
	data, whole, err := readWhole(c.reader, s.file)
	switch {
	case err != nil:
		return nil, cli.Usage(fmt.Sprintf("%s: %v", s.file, cli.Cause(err)), readAgain)
	case sha256.Sum256(data) != s.sum:
		return nil, cli.Usage(s.file+": the file was changed while the facts were judged", readAgain)
	}
	whole.Selection = n.Selection // which --partial sets
	return whole, nil
}

// readAgain is what to do when a document has changed.
const readAgain = "run the command again once no collection writes there"
