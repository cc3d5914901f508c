package main

import (
	"fmt"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/trace"
	"github.com/clusterdrift/clusterdrift/report"
)

// traces are the files of --trace, one for each node.
type traces struct {
	dir string // empty: nobody asked for them

	mu     sync.Mutex
	failed []error // of closing; nodes are read several at a time
}

// opener opens the trace of each node; nil when nobody asked.
func (t *traces) opener() func(fleet.Job) (remote.Tracer, func(), error) {
	if t.dir == "" {
		return nil
	}
	return t.open
}

func (t *traces) open(j fleet.Job) (remote.Tracer, func(), error) {
	r, err := trace.NewRecorder(t.dir, j.Cluster, j.Name, j.Credentials.Masker())
	if err != nil {
		return nil, nil, err
	}
	return r, func() { t.closed(j, r.Close()) }, nil
}

func (t *traces) closed(j fleet.Job, err error) {
	if err == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed = append(t.failed, fmt.Errorf("write the trace of %s: %w", j.Name, err))
}

// complain tells, once all are closed, which of them are not complete. That
// costs nobody a verdict.
func (t *traces) complain(on terminal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, err := range t.failed {
		fmt.Fprintln(on.err, report.Clean(err.Error()))
	}
}

// one reads a single node with its trace open.
func (t *traces) one(j fleet.Job, read func(remote.Tracer) error) error {
	if t.dir == "" {
		return read(nil)
	}
	tracer, end, err := t.open(j)
	if err != nil {
		return usageError(err.Error(), "check --trace")
	}
	err = read(tracer)
	end()
	return err
}
