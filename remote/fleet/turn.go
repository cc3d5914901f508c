package fleet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// grace is how long a job keeps later ones waiting while it does not need the
// password yet, or gets no answer to it.
const grace = 2 * time.Second

// Turn is the turn of one job among those that use the same credentials. A job is
// one goroutine's.
type Turn struct {
	fuses *Fuses // nil: there is no limit
	fuse  *fuse
	place *place
	stage int         // how many stages the job has been through
	stop  func() bool // ends the grace of the present one; may be nil
}

// Begin notes that the job has begun.
func (t *Turn) Begin() { t.move(coming) }

// Skip notes that the job got in without showing the password, if it did.
func (t *Turn) Skip() {
	if t.fuses == nil {
		return
	}
	t.fuses.mu.Lock()
	defer t.fuses.mu.Unlock()
	if t.place.stage == coming {
		t.to(clear)
	}
}

// End notes that the job is finished.
func (t *Turn) End() {
	if t.fuses == nil {
		return
	}
	t.fuses.mu.Lock()
	defer t.fuses.mu.Unlock()
	t.fuse.end(t.place)
	t.watch()
}

// Admit waits until the job may show the password, as remote.Options.Admit wants
// it. Its error has kind NotTried when the credentials are used no more.
func (t *Turn) Admit(ctx context.Context) (report func(remote.Outcome), err error) {
	if t.fuses == nil {
		return func(remote.Outcome) {}, nil
	}
	decided := make(chan struct{})
	t.fuses.mu.Lock()
	t.place.decided = func() { close(decided) }
	t.to(waiting)
	t.fuses.mu.Unlock()
	select {
	case <-decided:
	case <-ctx.Done():
	}
	t.fuses.mu.Lock()
	defer t.fuses.mu.Unlock()
	t.place.decided = nil
	switch {
	case t.place.stage == showing:
		t.watch()
		return t.report, nil
	case t.place.blown:
		err = spent()
	default:
		err = waitedInVain(ctx)
	}
	t.to(clear)
	return nil, err
}

func (t *Turn) report(o remote.Outcome) {
	t.fuses.mu.Lock()
	defer t.fuses.mu.Unlock()
	t.fuse.answer(t.place, o)
	t.watch()
}

func (t *Turn) move(to stage) {
	if t.fuses == nil {
		return
	}
	t.fuses.mu.Lock()
	defer t.fuses.mu.Unlock()
	t.to(to)
}

// to moves the job to another stage; the caller holds the lock.
func (t *Turn) to(s stage) {
	t.fuse.move(t.place, s)
	t.watch()
}

// watch starts the grace of the stage that the job has reached; the caller holds
// the lock.
func (t *Turn) watch() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
	t.stage++
	switch t.place.stage {
	case coming, showing, unproven:
		began := t.stage
		t.stop = t.fuses.after(grace, func() { t.expire(began) })
	}
}

// expire ends the grace of a stage, unless the job is past it.
func (t *Turn) expire(stage int) {
	t.fuses.mu.Lock()
	defer t.fuses.mu.Unlock()
	if t.stage == stage {
		t.fuse.expire(t.place)
	}
}

func spent() error {
	return &remote.Error{Kind: remote.NotTried, Text: "not tried: other nodes have refused the same credentials",
		Hint: fmt.Sprintf("Check user and password before the next scan; %s says how many nodes may refuse them.", setting.MaxRefusals)}
}

func waitedInVain(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &remote.Error{Kind: remote.Timeout, Text: "the time for this node ran out while it waited for earlier nodes to accept or refuse the credentials",
			Hint: fmt.Sprintf("Check why those nodes are slow, or raise %s.", setting.Timeout), Err: ctx.Err()}
	}
	return &remote.Error{Kind: remote.Interrupted, Text: "the scan was interrupted", Err: ctx.Err()}
}
