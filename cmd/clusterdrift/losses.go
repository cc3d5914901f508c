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

// lost is what report.Exit.Lost is told of them, in one text. Where it names the
// first of several, t shows all of them.
func (l *losses) lost(t terminal) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch len(l.texts) {
	case 0, 1:
		return l.texts
	}
	for _, text := range l.texts {
		fmt.Fprintln(t.err, text)
	}
	return []string{fmt.Sprintf("%s (and of %d more)", l.texts[0], len(l.texts)-1)}
}

// ended is the error that ends the program as e says; nil for success.
func ended(e report.Exit) error {
	if e.Code == report.ExitPass {
		return nil
	}
	return &exit{e.Code, e.Reason}
}

// writeFile writes a file in one step.
func writeFile(path string, data []byte) error {
	return report.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}
