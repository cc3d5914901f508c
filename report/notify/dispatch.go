package notify

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// Outbox holds the notices that are to be sent. A *history.Store is one.
type Outbox interface {
	// Pending are the notices of a scope that are not delivered, the oldest first.
	Pending(ctx context.Context, scope string) ([]history.Notice, error)
	// Delivered notes that a notice reached its sink.
	Delivered(ctx context.Context, id int64, at time.Time) error
	// Failed notes that it did not, why, and when it may be tried again.
	Failed(ctx context.Context, id int64, next time.Time, problem string) error
}

// Dispatcher sends pending notices. No other may send those of the same scope at the time.
type Dispatcher struct {
	Outbox  Outbox
	Senders map[string]Sender // by the name of the sink
	Now     func() time.Time
	// Pause waits, or until ctx ends; nil: by the clock.
	Pause func(ctx context.Context, d time.Duration)

	mu sync.Mutex // of Outbox
}

// Outcome is what became of the notices of a sink.
type Outcome struct {
	Sink    string
	Sent    int
	Kept    int    // that are still pending
	Problem string // of the last attempt that failed, in our words; empty: none did
	Unknown bool   // there is no such sink any more
}

// How a notice is tried: so often in one run, with pauses in between, each for another
// attempt; and so long for all notices of one sink.
const (
	tries     = 3
	sinkLimit = 5 * time.Minute
	maxPause  = 30 * time.Second
)

func pauses() [tries - 1]time.Duration { return [...]time.Duration{2 * time.Second, 8 * time.Second} }

// Back-off between runs: after the first failure, and at most.
const (
	firstBackOff = time.Minute
	lastBackOff  = time.Hour
)

// Dispatch sends the notices of a scope that are due, those of one sink in their order and
// those of several sinks at the same time. What is not delivered stays pending. The outcomes
// are sorted by sink. The error is that of the outbox.
func (d *Dispatcher) Dispatch(ctx context.Context, scope string) ([]Outcome, error) {
	pending, err := d.Outbox.Pending(ctx, scope)
	if err != nil {
		return nil, err
	}
	bySink := map[string][]history.Notice{}
	var names []string
	for _, n := range pending {
		if bySink[n.Sink] == nil {
			names = append(names, n.Sink)
		}
		bySink[n.Sink] = append(bySink[n.Sink], n)
	}
	slices.Sort(names)
	outcomes, failures := make([]Outcome, len(names)), make([]error, len(names))
	var work sync.WaitGroup
	for i, name := range names {
		work.Go(func() { outcomes[i], failures[i] = d.sink(ctx, name, bySink[name]) })
	}
	work.Wait()
	for _, err := range failures {
		if err != nil {
			return outcomes, err
		}
	}
	return outcomes, nil
}

// sink sends the notices of one sink. When the receiver does not answer, those behind wait.
func (d *Dispatcher) sink(ctx context.Context, name string, notices []history.Notice) (Outcome, error) {
	out := Outcome{Sink: name, Kept: len(notices)}
	sender := d.Senders[name]
	if sender == nil {
		out.Unknown = true
		return out, nil
	}
	ctx, cancel := context.WithTimeout(ctx, sinkLimit)
	defer cancel()
	for _, n := range notices {
		if ctx.Err() != nil || n.Next.After(d.Now()) {
			if out.Problem == "" {
				out.Problem = n.Problem
			}
			break
		}
		failure := d.send(ctx, sender, n)
		if failure == nil {
			out.Sent, out.Kept = out.Sent+1, out.Kept-1
			if err := d.note(ctx, func(ctx context.Context) error { return d.Outbox.Delivered(ctx, n.ID, d.Now()) }); err != nil {
				return out, err
			}
			continue
		}
		out.Problem = failure.Problem
		if ctx.Err() != nil { // that is not due to the receiver
			break
		}
		next := d.Now().Add(backOff(n.Attempts, failure.After))
		if err := d.note(ctx, func(ctx context.Context) error { return d.Outbox.Failed(ctx, n.ID, next, failure.Problem) }); err != nil {
			return out, err
		}
		if !failure.Refused {
			break
		}
	}
	return out, nil
}

// note writes what became of a notice, also when the time for sending is over: a notice that
// was sent must not be sent again for that.
func (d *Dispatcher) note(ctx context.Context, write func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	d.mu.Lock()
	defer d.mu.Unlock()
	return write(ctx)
}

// send tries a notice several times; nil: it arrived.
func (d *Dispatcher) send(ctx context.Context, sender Sender, n history.Notice) *Failure {
	var m Message
	if err := json.Unmarshal(n.Body, &m); err != nil {
		return &Failure{Problem: "what the history holds is not a message of this version", Refused: true}
	}
	for try := 0; ; try++ {
		err := sender.Send(ctx, &m)
		if err == nil {
			return nil
		}
		failure := asFailure(err)
		if failure.Refused || try == tries-1 || ctx.Err() != nil {
			return failure
		}
		pause := max(pauses()[try], failure.After)
		if pause > maxPause {
			return failure
		}
		d.pause(ctx, pause)
		if ctx.Err() != nil {
			return failure
		}
	}
}

func (d *Dispatcher) pause(ctx context.Context, t time.Duration) {
	if d.Pause != nil {
		d.Pause(ctx, t)
		return
	}
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// backOff is how long after a failure a notice is not tried, in another run: longer each time.
func backOff(attempts int, asked time.Duration) time.Duration {
	return max(asked, min(firstBackOff<<min(attempts, 10), lastBackOff))
}
