package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// holding is a part of a share that is given back as a whole.
type holding struct {
	share *share
	bytes int64
}

// take takes bytes of the share. The error is one of this package.
func (h *holding) take(ctx context.Context, bytes int64) error {
	err := h.share.take(ctx, bytes)
	if errors.Is(err, errWaited) {
		return &Error{Kind: Timeout, Text: "the answers of other nodes took all the memory that is allowed until the time was up", Err: err,
			Hint: fmt.Sprintf("Scan the node again by itself, lower %s, or raise %s.", setting.Concurrency, setting.AnswerMemory)}
	}
	if err != nil {
		return &Error{Kind: TooBig, Text: "the answers of all nodes together take more memory than is allowed, and this node's more than others'", Err: err,
			Hint: fmt.Sprintf("No healthy node sends this much; check what answers there, scan the node by itself, or raise %s.", setting.AnswerMemory)}
	}
	h.bytes += bytes
	return nil
}

// drop gives all of it back.
func (h *holding) drop() {
	h.share.give(h.bytes)
	h.bytes = 0
}

// Costs of answers, in bytes of memory. They count twice what lives: the collector of
// garbage leaves as much besides.
const (
	garbage       = 2
	elementCost   = 400 // of an element: its struct, its name, its place in the parent
	attributeCost = 150
	rowCost       = 600 // of a row: its map
	valueCost     = 150 // of a property, besides its text
)

// parseCost is what parsing a document may take. It counts the beginnings of elements
// and of attributes, and more where the text has the same characters.
func parseCost(data []byte) int64 {
	elements := min(bytes.Count(data, []byte("<"))-bytes.Count(data, []byte("</")), maxElements)
	return int64(garbage*len(data) + elementCost*elements + attributeCost*bytes.Count(data, []byte("=")))
}

// contentCost is what rows or values hold that are made of a body. Each element may
// become a row.
func contentCost(body *element) int64 {
	cost := 0
	body.each(func(e *element) {
		cost += valueCost + garbage*(len(e.name.Local)+len(e.text))
		if len(e.children) > 0 {
			cost += rowCost
		}
	})
	return int64(cost)
}

// firstRead is how much room a body of unknown length gets at first, and the most that
// an announced length does, in bytes.
const firstRead = 256 << 10

// readHeld reads a body to its end. It takes the room for it before it makes it.
func (h *holding) readHeld(ctx context.Context, resp *http.Response, body io.Reader) ([]byte, error) {
	size := int64(firstRead)
	if resp.ContentLength >= 0 && resp.ContentLength < size {
		size = resp.ContentLength + 1 // for the end
	}
	if err := h.take(ctx, garbage*size); err != nil {
		return nil, err
	}
	data := make([]byte, 0, size)
	for {
		n, err := body.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, err
		}
		if len(data) < cap(data) {
			continue
		}
		if err := h.take(ctx, garbage*2*int64(cap(data))); err != nil {
			return nil, err
		}
		larger := append(make([]byte, 0, 2*cap(data)), data...)
		h.give(garbage * int64(cap(data)))
		data = larger
	}
}

// give gives a part back.
func (h *holding) give(bytes int64) {
	h.share.give(bytes)
	h.bytes -= bytes
}

// maxShellElements is how many elements an answer of the shell may have: 500 kB, the
// largest envelope, in the pieces of 100 bytes in which no node sends output.
const maxShellElements = 5000

// holdOutput makes room for the output in an answer of the shell.
func (s *Session) holdOutput(ctx context.Context, op string, body *element, plain []byte) error {
	elements := 0
	body.each(func(*element) { elements++ })
	if elements > maxShellElements {
		return s.fail(op, &Error{Kind: TooBig, Text: "the answer of the shell is in too many pieces"})
	}
	limited, cancel := context.WithTimeout(ctx, s.options.Limits.Message)
	defer cancel()
	if err := s.rows.take(limited, int64(garbage*len(plain))); err != nil {
		return s.fail(op, orInterrupted(ctx, err))
	}
	return nil
}
