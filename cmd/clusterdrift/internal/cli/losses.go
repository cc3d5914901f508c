package cli

import (
	"fmt"
	"io"
	"sync"

	"github.com/clusterdrift/clusterdrift/report"
)

// Losses collects the nodes of which something was lost on this machine, such as a
// trace that the disk had no room for. It may be used by several goroutines.
type Losses struct {
	What string // "incomplete trace"

	mu    sync.Mutex
	texts []string
}

// Add notes what was lost of a node, and why.
func (l *Losses) Add(node string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.texts = append(l.texts, fmt.Sprintf("%s of %s: %v", l.What, report.Clean(node), err))
}

// Lost returns them in one text, for report.Exit.Lost. Where that names only the
// first of several, all of them are written to w.
func (l *Losses) Lost(w io.Writer) []string {
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
