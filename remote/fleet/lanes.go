package fleet

import (
	"context"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/collector"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Lanes is how many connections a node is read over at a time.
type Lanes int

// Numbers of lanes.
const (
	OneLane Lanes = iota
	TwoLanes
	// AutoLanes takes two where the round trip to a node is long. The second logon costs
	// the domain controller, and saves nothing on a short link.
	AutoLanes
)

// Sessions is how many sessions so many nodes may have at a time.
func (l Lanes) Sessions(nodes int) int {
	if l == OneLane {
		return nodes
	}
	return 2 * nodes
}

// longRoundTrip is from how long a round trip on a second lane pays.
const longRoundTrip = 30 * time.Millisecond

// lanes are the session to a node and a second one, which is opened as soon as it is
// known to pay. Whatever the second meets, the node is read over the first.
type lanes struct {
	*remote.Session
	wanted Lanes
	cancel context.CancelFunc // ends the opening
	opened chan struct{}      // closed when the opening is over; nil: it has not begun
	second *remote.Session    // nil: it could not be opened
	shell  bool               // it has its shell
	ended  sync.Once
	ctx    context.Context
}

func newLanes(ctx context.Context, s *remote.Session, wanted Lanes) *lanes {
	l := &lanes{Session: s, wanted: wanted}
	l.ctx, l.cancel = context.WithCancel(ctx)
	l.Two()
	return l
}

// Two begins to open the second session if there is to be one.
func (l *lanes) Two() bool {
	two := l.wanted == TwoLanes || l.wanted == AutoLanes && far(l.Handshake(), l.RoundTrip())
	if two && l.opened == nil {
		l.opened = make(chan struct{})
		go l.open()
	}
	return l.opened != nil
}

// far reports whether the way to a node is long, by the time of the TCP handshake and of
// the fastest answer; 0: there was none yet. Answers alone do not show it: they also take
// long of a node or a scanner that is busy, and on such a scanner so may the handshake.
func far(handshake, answer time.Duration) bool {
	return handshake >= longRoundTrip && (answer == 0 || answer >= longRoundTrip)
}

func (l *lanes) open() {
	defer close(l.opened)
	defer func() { _ = recover() }() // a defect here leaves the first lane
	s, err := l.Session.Second(l.ctx)
	if err != nil {
		return
	}
	l.second = s
	l.shell = s.OpenShell(l.ctx) == nil
}

// Second waits for the second session.
func (l *lanes) Second(context.Context) (s collector.Session, end func()) {
	<-l.opened
	if !l.shell {
		return nil, nil
	}
	return l.second, func() { l.end(l.ctx) }
}

// end closes the second session.
func (l *lanes) end(ctx context.Context) {
	if l.second != nil {
		l.ended.Do(func() { l.second.Close(ctx) })
	}
}

// close ends both sessions.
func (l *lanes) close(ctx context.Context) {
	l.cancel()
	if l.opened != nil {
		<-l.opened
	}
	l.end(ctx)
	l.Close(ctx)
}

// traffic is what both have cost.
func (l *lanes) traffic() facts.Traffic {
	t := l.Traffic()
	if l.second != nil {
		s := l.second.Traffic()
		t.Messages, t.Requests, t.Connections = t.Messages+s.Messages, t.Requests+s.Requests, t.Connections+s.Connections
		t.BytesIn, t.BytesOut = t.BytesIn+s.BytesIn, t.BytesOut+s.BytesOut
	}
	return t
}

// echoes counts the answers of both in which the node sent back the password.
func (l *lanes) echoes() int {
	if l.second != nil {
		return l.Echoes() + l.second.Echoes()
	}
	return l.Echoes()
}
