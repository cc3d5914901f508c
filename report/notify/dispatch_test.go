package notify_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// nights are a history with a notice for each of two nights, for a sink or two.
func nights(t *testing.T, sinks ...notify.Sink) *history.Store {
	t.Helper()
	s := openHistory(t)
	m := month{nodes: []string{"N1"}}
	first, second := m.night(1), m.night(2)
	first.Clusters[0].Findings[0].Status = checks.Drift
	record(t, s, first, 0, sinks...)
	record(t, s, second, 0, sinks...)
	return s
}

// dispatcher is one by the clock of a test, which only pauses move.
type dispatcher struct {
	notify.Dispatcher
	now    time.Time
	paused time.Duration
}

func newDispatcher(o notify.Outbox, sinks ...notify.Sink) *dispatcher {
	d := &dispatcher{now: nightOf(3)}
	d.Outbox, d.Now, d.Senders = o, func() time.Time { return d.now }, map[string]notify.Sender{}
	d.Pause = func(_ context.Context, p time.Duration) { d.paused += p }
	for _, s := range sinks {
		d.Senders[s.Name] = notify.NewSender(s, noSecrets, "1.0.0", clock)
	}
	return d
}

func (d *dispatcher) dispatch(t *testing.T) []notify.Outcome {
	t.Helper()
	out, err := d.Dispatch(t.Context(), "month")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestReceiverThatFails has receivers that answer 500, are down, or refuse a message: nothing
// is lost, and once they work each notice arrives once and in its order.
func TestReceiverThatFails(t *testing.T) {
	r := &receiver{status: 500}
	server := httptest.NewServer(r)
	defer server.Close()
	k := hook(server.URL)
	s := nights(t, k)
	d := newDispatcher(s, k)
	want := []notify.Outcome{{Sink: "oncall", Kept: 2, Problem: "the receiver answered with HTTP 500"}}
	if diff := cmp.Diff(want, d.dispatch(t)); diff != "" {
		t.Error(diff)
	}
	if got := r.keys(); len(got) != 3 || got[0] != got[1] || got[1] != got[2] || d.paused != 10*time.Second {
		t.Errorf("tried %v, pauses of %s", got, d.paused)
	}
	// Before its time it is not tried again.
	if diff := cmp.Diff(want, d.dispatch(t)); diff != "" || len(r.keys()) != 3 {
		t.Error(diff, r.keys())
	}
	d.now = d.now.Add(time.Minute)
	if d.dispatch(t); len(r.keys()) != 6 {
		t.Errorf("after a minute: %v", r.keys())
	}
	d.now = d.now.Add(time.Minute) // the second failure counts double
	if d.dispatch(t); len(r.keys()) != 6 {
		t.Errorf("after another minute: %v", r.keys())
	}
	d.now = d.now.Add(time.Hour)
	r.set(200)
	if diff := cmp.Diff([]notify.Outcome{{Sink: "oncall", Sent: 2}}, d.dispatch(t)); diff != "" {
		t.Error(diff)
	}
	if got := r.keys(); len(got) != 8 || got[6] != got[0] || got[7] == got[6] {
		t.Errorf("%v", got)
	}
	if out := d.dispatch(t); len(out) != 0 || len(r.keys()) != 8 {
		t.Errorf("sent again: %+v", out)
	}
}

// A receiver that takes longer than the timeout of the sink is one that failed. It may have
// taken the message, and sees by the key that it gets it again.
func TestSlowReceiver(t *testing.T) {
	r := &receiver{hang: make(chan struct{})}
	server := httptest.NewServer(r)
	defer server.Close()
	k := hook(server.URL)
	s := nights(t, k)
	impatient := k
	impatient.Timeout = 200 * time.Millisecond
	d := newDispatcher(s, impatient)
	if diff := cmp.Diff([]notify.Outcome{{Sink: "oncall", Kept: 2, Problem: "the server did not answer in time"}}, d.dispatch(t)); diff != "" {
		t.Error(diff)
	}
	close(r.hang)
	again := newDispatcher(s, k)
	again.now = d.now.Add(time.Hour)
	if diff := cmp.Diff([]notify.Outcome{{Sink: "oncall", Sent: 2}}, again.dispatch(t)); diff != "" {
		t.Error(diff)
	}
	for _, key := range r.keys()[:len(r.keys())-1] {
		if key != r.keys()[0] {
			t.Errorf("%v", r.keys())
		}
	}
}

// A message that is refused for itself does not keep those behind it.
func TestReceiverThatRefusesOne(t *testing.T) {
	r := &receiver{status: 400}
	server := httptest.NewServer(r)
	defer server.Close()
	k := hook(server.URL)
	d := newDispatcher(nights(t, k), k)
	want := []notify.Outcome{{Sink: "oncall", Kept: 2, Problem: "the receiver answered with HTTP 400"}}
	if diff := cmp.Diff(want, d.dispatch(t)); diff != "" || len(r.keys()) != 2 || d.paused != 0 {
		t.Error(diff, r.keys(), d.paused)
	}
}

// A sink that fails costs the others nothing, and neither does one that is not there any more.
func TestSinksAreApart(t *testing.T) {
	r := &receiver{}
	server := httptest.NewServer(r)
	defer server.Close()
	works, down, gone := hook(server.URL), hook("http://127.0.0.1:1"), sink("gone")
	down.Name = "down"
	s := nights(t, works, down, gone)
	d := newDispatcher(s, works, down)
	want := []notify.Outcome{
		{Sink: "down", Kept: 2, Problem: "the server cannot be reached, or ended the connection"},
		{Sink: "gone", Kept: 2, Unknown: true},
		{Sink: "oncall", Sent: 2},
	}
	if diff := cmp.Diff(want, d.dispatch(t)); diff != "" {
		t.Error(diff)
	}
	pending, err := s.Pending(t.Context(), "month")
	if err != nil || len(pending) != 4 {
		t.Errorf("%v, %v", pending, err)
	}
}

// forgetful is an outbox that ends before it notes that a notice was sent.
type forgetful struct{ *history.Store }

func (forgetful) Delivered(context.Context, int64, time.Time) error {
	return errors.New("the program was ended")
}

// A program that ends between sending and noting it sends the notice again, with the same key.
func TestCrashAfterSending(t *testing.T) {
	r := &receiver{}
	server := httptest.NewServer(r)
	defer server.Close()
	k := hook(server.URL)
	s := nights(t, k)
	if _, err := newDispatcher(forgetful{s}, k).Dispatch(t.Context(), "month"); err == nil {
		t.Fatal("no error")
	}
	newDispatcher(s, k).dispatch(t)
	if got := r.keys(); len(got) != 3 || got[0] != got[1] || got[2] == got[1] {
		t.Errorf("%v", got)
	}
	if !slices.Equal(bodies(r)[:1], bodies(r)[1:2]) {
		t.Error("the second one says something else")
	}
}

func bodies(r *receiver) []string {
	var all []string
	for _, q := range r.requests {
		all = append(all, q.body)
	}
	return all
}

// An interruption keeps what was not sent, and is not held against the receiver.
func TestInterruptedDispatch(t *testing.T) {
	k := hook("http://127.0.0.1:1")
	s := nights(t, k)
	ctx, cancel := context.WithCancel(t.Context())
	d := newDispatcher(s, k)
	d.Pause = func(context.Context, time.Duration) { cancel() }
	if out, err := d.Dispatch(ctx, "month"); err != nil || len(out) != 1 || out[0].Kept != 2 {
		t.Errorf("%+v, %v", out, err)
	}
	if pending, err := s.Pending(t.Context(), "month"); err != nil || len(pending) != 2 || pending[0].Attempts != 0 {
		t.Errorf("%v, %v", pending, err)
	}
}

// What the history holds may be of another version, or damaged.
func TestDamagedNotice(t *testing.T) {
	s := openHistory(t)
	m := month{nodes: []string{"N1"}}
	r := m.night(1)
	_, _, err := s.Record(t.Context(), r, history.Origin{Scope: "month", At: r.Finished, Compose: func(string, []history.Known) ([]history.Known, []history.Notice, error) {
		return []history.Known{{Sink: "oncall", Cluster: "C1", Body: []byte(`{"format":9}`)}}, []history.Notice{{Key: "k", Sink: "oncall", Cluster: "C1", Body: []byte("{")}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	k := hook("http://127.0.0.1:1")
	if out := newDispatcher(s, k).dispatch(t); len(out) != 1 || out[0].Problem != "what the history holds is not a message of this version" {
		t.Errorf("%+v", out)
	}
	r = m.night(2)
	if _, _, err := s.Record(t.Context(), r, history.Origin{Scope: "month", At: r.Finished, Compose: notify.Compose([]notify.Sink{k}, r, "month", r.Finished, 0)}); err == nil {
		t.Error("what was reported to a sink is of another version, and that is no error")
	}
}
