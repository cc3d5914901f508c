package fleet

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/remote"
)

// fuse keeps a wrong password from locking an account. It decides which jobs may
// show the password, and when: never more at a time than may still be refused,
// and in such an order that the outcome is that of trying one job after the other,
// whichever node answers first. It is a plain state machine; Turn adds the waiting
// and the clock.
//
// A job may go when the jobs before it that were refused, and those that still may
// be, are together fewer than the limit. Once as many as the limit have been
// refused, none goes any more. A job that is slow to reach the point where it
// needs the password holds up the others for a short grace only. Dead nodes
// therefore do not stall a fleet, at the price that a node slower than that is
// tried out of order. The bound on refusals holds all the same.
//
// The first jobs, as many as the limit has, are on trial: they go alone. When all
// of them prove, by a seal that only a holder of the password can make, that it is
// right, and it belongs to an account of a named domain, then no later refusal can
// mean that it is wrong, and the fuse is lifted for good: large fleets are not
// slowed down. A refusal ends the trial, and so does an acceptance without proof,
// which a rogue node can give to any password. The limit then stays.
type fuse struct {
	limit  int  // at least 1
	domain bool // the account is the same on every node

	places   []*place // in order, without those of finished jobs that count no more
	waiters  int      // places that are waiting
	shown    int      // places that are showing
	refusals int
	doubted  bool // the trial has failed
	lifted   bool
}

// place is the place of one job in the order.
type place struct {
	stage   stage
	proved  bool   // the password, on some connection; another one may be showing it again
	overdue bool   // in its stage for longer than the grace
	blown   bool   // waited, and may not go
	decided func() // called when a wait is over; may be nil
}

// stage is how far a job has come with the password.
type stage int

const (
	registered stage = iota // the job has not begun
	coming                  // on its way to where it needs the password
	waiting                 // wants to show the password
	showing                 // the password is out, without an answer
	unproven                // accepted; the proof may follow
	proven
	refused
	clear // needs no password, or its answer says nothing bad about it
)

// mayBeRefused reports whether a later job must reckon with a refusal here.
func (p *place) mayBeRefused() bool {
	switch p.stage {
	case registered, waiting, showing, refused:
		return true
	case coming:
		return !p.overdue
	}
	return false
}

// onTrial reports whether the job takes one of the places of the trial.
func (p *place) onTrial() bool {
	if p.proved {
		return true
	}
	switch p.stage {
	case registered, waiting, proven, refused:
		return true
	case coming, showing, unproven:
		return !p.overdue
	}
	return false
}

// add registers a job after all others. Every job must come to move on or to end,
// else those after it wait for it.
func (f *fuse) add() *place {
	p := &place{}
	f.places = append(f.places, p)
	return p
}

// move notes that a job has reached another stage.
func (f *fuse) move(p *place, to stage) {
	f.set(p, to)
	f.settle()
}

// answer notes what came of showing the password.
func (f *fuse) answer(p *place, o remote.Outcome) {
	switch o {
	case remote.LogonRefused:
		f.refusals++
		f.doubted = true
		f.set(p, refused)
	case remote.LogonUnproven:
		f.set(p, unproven)
	case remote.LogonProven:
		p.proved = true
		f.set(p, proven)
	case remote.LogonAccepted:
		f.doubted = true
		f.set(p, clear)
	default:
		f.set(p, clear)
	}
	f.settle()
}

// expire notes that a job has been in its stage for longer than the grace.
func (f *fuse) expire(p *place) {
	p.overdue = true
	f.settle()
}

// end notes that a job is finished. Its refusal, or its proof while the trial
// lasts, still counts.
func (f *fuse) end(p *place) {
	if p.stage == refused || p.proved && !f.doubted {
		return
	}
	f.set(p, clear)
	if i := slices.Index(f.places, p); i >= 0 {
		f.places = slices.Delete(f.places, i, i+1)
	}
	f.settle()
}

// set puts a place into a stage and keeps the counts.
func (f *fuse) set(p *place, to stage) {
	count := func(s stage, n int) {
		switch s {
		case waiting:
			f.waiters += n
		case showing:
			f.shown += n
		}
	}
	count(p.stage, -1)
	count(to, 1)
	p.stage, p.overdue, p.blown = to, false, false
}

// settle lifts the fuse if the trial has been passed, and lets every waiting job
// go that may, in order.
func (f *fuse) settle() {
	f.lifted = f.lifted || f.passed()
	before, trial := 0, 0
	for _, p := range f.places {
		if f.waiters == 0 || before >= f.limit && f.refusals < f.limit && !f.lifted {
			return // those that follow have to wait
		}
		if p.stage == waiting && !p.blown {
			f.decide(p, trial)
		}
		if p.mayBeRefused() {
			before++
		}
		if p.onTrial() {
			trial++
		}
	}
}

// passed reports whether the first jobs in order, as many as the limit has, have
// all proven the password.
func (f *fuse) passed() bool {
	if f.doubted || !f.domain {
		return false
	}
	proofs := 0
	for _, p := range f.places {
		switch {
		case p.proved:
			proofs++
		case p.onTrial():
			return false
		}
		if proofs == f.limit {
			return true
		}
	}
	return false
}

// decide lets a waiting job go, turns it away, or leaves it waiting for a place of
// those that may be refused or, while the trial lasts, for one of the trial; as many
// as trial says are taken before it.
func (f *fuse) decide(p *place, trial int) {
	onTrial := f.domain && !f.doubted
	switch {
	case f.lifted:
		f.set(p, showing)
	case f.refusals >= f.limit:
		p.blown = true
	case f.shown+f.refusals >= f.limit, onTrial && trial >= f.limit:
		return
	default:
		f.set(p, showing)
	}
	if p.decided != nil {
		p.decided()
	}
}
