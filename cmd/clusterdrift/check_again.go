package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report/record"
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

// documentReader reads documents into buffers that are used again. It may be used by
// several goroutines at a time.
type documentReader struct {
	facts.Reader
	buffers sync.Pool // of *bytes.Buffer
}

// read reads the document of a file, and notes in s what it is by. It returns the head of
// the node alone where the facts of a document of so many bytes are not to be kept; nil:
// they are.
func (r *documentReader) read(s *stored, keep func(bytes int) bool) (*facts.Node, error) {
	buffer, ok := r.buffers.Get().(*bytes.Buffer)
	if !ok {
		buffer = new(bytes.Buffer)
	}
	defer r.buffers.Put(buffer)
	if err := input.ReadInto(buffer, s.file, facts.MaxDocument); err != nil {
		return nil, err
	}
	parse := r.Parse
	if s.again = keep != nil && !keep(buffer.Len()); s.again {
		parse = r.Skim
	}
	n, err := parse(buffer.Bytes())
	if err != nil && record.IsResult(buffer.Bytes()) {
		err = errIsResult
	}
	if err != nil {
		return nil, err
	}
	s.sum = sha256.Sum256(buffer.Bytes())
	s.first, s.last = n.ReadBetween()
	if s.again {
		n = n.Head()
	}
	return n, nil
}

// factsOf returns the facts of a node of the collection. A document that has changed
// since it was read, or is gone, is a *cli.UsageError: what was found of it, and of the
// others by it, does not hold any more.
func (c collection) factsOf(n *facts.Node) (*facts.Node, error) {
	before := c.stored[n]
	if before != nil && c.run != nil {
		return c.ofRun(n)
	}
	if before == nil || !before.again {
		return n, nil
	}
	now := stored{file: before.file}
	all, err := c.reader.read(&now, nil)
	switch {
	case err != nil:
		return nil, cli.Usage(fmt.Sprintf("%s: %v", now.file, cli.Cause(err)), readAgain)
	case now.sum != before.sum:
		return nil, cli.Usage(now.file+": the file was changed while the facts were judged", readAgain)
	}
	all.Selection = n.Selection // which --partial sets
	return all, nil
}

// readAgain is what to do when a document has changed.
const readAgain = "run the command again once no collection writes there"
