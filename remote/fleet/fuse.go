package fleet

import (
	"context"
	"errors"
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
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return &remote.Error{Kind: remote.Timeout, Text: "the time for this node is used up by waiting for a first node to accept the credentials",
					Hint: "Look at why the first nodes are slow, or raise --timeout.", Err: ctx.Err()}
			}
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
	fuse     *fuse
	underWay bool
}

// admit waits for the fuse once the node answers: nodes that do not answer
// keep nobody waiting.
func (l *logon) admit(ctx context.Context) error {
	err := l.fuse.enter(ctx)
	l.underWay = err == nil
	return err
}

// ended notes how the logon ended, the first time it is told.
func (l *logon) ended(err error) {
	if l.underWay {
		l.underWay = false
		l.fuse.leave(err)
	}
}

func (l *logon) Query(ctx context.Context, namespace, wql string) ([]remote.Row, error) {
	rows, err := l.Session.Query(ctx, namespace, wql)
	if remote.IsKind(err, remote.AccessDenied, remote.NotFound, remote.Fault, remote.Quota) {
		l.ended(nil) // the node let us in and refuses something else
	} else {
		l.ended(err)
	}
	return rows, err
}
