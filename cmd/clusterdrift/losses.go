package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/clusterdrift/clusterdrift/report"
)

// losses are nodes of which something was lost on this machine, as a trace that
// the disk had no room for. Nodes are read several at a time.
type losses struct {
	what string // "incomplete trace"

	mu    sync.Mutex
	texts []string
}

func (l *losses) add(node string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.texts = append(l.texts, fmt.Sprintf("%s of %s: %v", l.what, report.Clean(node), err))
}

// lost returns them in one text, for report.Exit.Lost. Where that names only the
// first of several, all of them are written to w.
func (l *losses) lost(w io.Writer) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch len(l.texts) {
	case 0, 1:
		return l.texts
	}
	for _, text := range l.texts {
		fmt.Fprintln(w, text)
	}
	return []string{fmt.Sprintf("%s (and of %d more)", l.texts[0], len(l.texts)-1)}
}
