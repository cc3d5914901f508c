package flags

import (
	"fmt"
	"os"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/trace/record"
	"github.com/clusterdrift/clusterdrift/report"
)

// traces are the files of --trace, one for each node. One that fails costs no
// node its verdict.
type traces struct {
	dir    string // empty: no traces
	failed cli.Losses
}

// prepare makes the folder, and finds out before anything is read whether it can
// be written to.
func (t *traces) prepare() error {
	t.failed.What = "incomplete trace"
	if t.dir == "" {
		return nil
	}
	err := os.MkdirAll(t.dir, 0o700)
	if err == nil {
		err = report.CheckFolder(t.dir)
	}
	if err != nil {
		return cli.Usage(fmt.Sprintf("--trace %s: %v", t.dir, err), "name a writable folder")
	}
	return nil
}

// opener opens the trace of each node; nil without --trace.
func (t *traces) opener() func(fleet.Job) (remote.Tracer, func(), error) {
	if t.dir == "" {
		return nil
	}
	return func(j fleet.Job) (remote.Tracer, func(), error) {
		tracer, end := t.open(j)
		return tracer, end, nil
	}
}

// open opens the trace of a node and says how to close it. Where that fails, the
// node is read without.
func (t *traces) open(j fleet.Job) (remote.Tracer, func()) {
	r, err := record.New(t.dir, j.Cluster, j.Name, j.Credentials.Masker())
	if err != nil {
		t.failed.Add(j.Name, err)
		return nil, func() {}
	}
	return r, func() {
		if err := r.Close(); err != nil {
			t.failed.Add(j.Name, err)
		}
	}
}

// WithTrace reads a single node with its trace open.
func (n *Nodes) WithTrace(j fleet.Job, read func(remote.Tracer) error) error {
	if n.traces.dir == "" {
		return read(nil)
	}
	tracer, end := n.traces.open(j)
	defer end()
	return read(tracer)
}
