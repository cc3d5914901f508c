package main

import (
	"fmt"
	"io"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// progress is one line on the terminal that counts the nodes and disappears at
// the end. Without a terminal it is silent.
type progress struct {
	w           io.Writer
	read, total int
}

func newProgress(t terminal, total int) *progress {
	p := &progress{w: io.Discard, total: total}
	if t.live {
		p.w = t.err
	}
	p.show()
	return p
}

func (p *progress) done(*facts.Node) {
	p.read++
	p.show()
}

func (p *progress) show() { fmt.Fprintf(p.w, "\r\x1b[Kreading nodes: %d of %d", p.read, p.total) }

func (p *progress) clear() { fmt.Fprint(p.w, "\r\x1b[K") }
