package fleet

import (
	"context"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/collector"
)

// fuse keeps a wrong password from locking an account: after a number of
// distinct nodes have refused the credentials no further node is tried. Until a
// first node has accepted them, no more logons are under way than may fail.
type fuse struct {
	limit int // 0: no limit

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced whenever the fields below change
	proven   bool          // a node has accepted the credentials
	trying   int           // logons under way
	refusals int
}

func newFuse(limit int) *fuse { return &fuse{limit: limit, changed: make(chan struct{})} }

// enter waits until a logon may be tried. It returns an error of kind
// AuthRefused when the fuse has blown.
func (f *fuse) enter(ctx context.Context) error {
	for {
		f.mu.Lock()
		blown := f.limit > 0 && f.refusals >= f.limit
		free := f.limit == 0 || f.proven || f.trying+f.refusals < f.limit
		if !blown && free {
			f.trying++
			f.mu.Unlock()
			return nil
		}
		changed := f.changed
		f.mu.Unlock()
		if blown {
			return &remote.Error{Kind: remote.AuthRefused, Text: "not tried: other nodes have refused the same credentials",
				Hint: "Check user and password before the next scan; --max-refusals sets how many nodes may refuse them."}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return &remote.Error{Kind: remote.Interrupted, Text: "the scan was interrupted", Err: ctx.Err()}
		}
	}
}

// leave notes how a logon ended; err is nil when the node accepted it.
func (f *fuse) leave(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.trying--
	switch {
	case err == nil:
		f.proven = true
	case remote.IsKind(err, remote.AuthRefused):
		f.refusals++
	}
	close(f.changed)
	f.changed = make(chan struct{})
}

// logon is a session of which it is not known yet whether the node accepts the
// credentials: over HTTPS they travel with the first message.
type logon struct {
	collector.Session
	fuse *fuse
	once sync.Once
}

func (l *logon) Query(ctx context.Context, namespace, wql string) ([]remote.Row, error) {
	rows, err := l.Session.Query(ctx, namespace, wql)
	l.once.Do(func() {
		// A refusal by WMI comes from a node that let us in.
		if remote.IsKind(err, remote.AccessDenied, remote.NotFound, remote.Fault, remote.Quota) {
			l.fuse.leave(nil)
			return
		}
		l.fuse.leave(err)
	})
	return rows, err
}

// end makes sure that a logon does not count as under way for ever.
func (l *logon) end() {
	l.once.Do(func() { l.fuse.leave(context.Canceled) })
}
