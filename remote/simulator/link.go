package simulator

import (
	"context"
	"net"
	"sync/atomic"
	"time"
)

// What a connection may send before it is acknowledged: at first ten segments of 1460
// bytes (RFC 6928), and twice as much after each round trip, up to a limit.
const (
	firstWindow = 10 * 1460
	lastWindow  = 1 << 20
)

// farListener is the listener of a node at the far end of a long link.
type farListener struct {
	net.Listener
	ctx       context.Context // ends the waiting
	roundTrip time.Duration
}

func (l farListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &farConn{Conn: c, link: l, window: firstWindow}, nil
}

// farConn is a connection over a long link. What comes first has waited for the
// connection to be made, and what is sent waits whenever the window is full. That each
// answer takes a round trip is up to the host.
type farConn struct {
	net.Conn
	link   farListener
	opened bool // the round trip of the connection is over
	window int
	// sent counts against the window. The server reads ahead in another goroutine.
	sent atomic.Int64
}

// Read takes what the client sends; it has acknowledged all that was sent to it.
func (c *farConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.sent.Store(0)
	}
	if n > 0 && !c.opened {
		c.opened = true
		pause(c.link.ctx, c.link.roundTrip)
	}
	return n, err
}

func (c *farConn) Write(p []byte) (int, error) {
	written := 0
	for {
		room := max(0, c.window-int(c.sent.Load()))
		n, err := c.Conn.Write(p[written:min(len(p), written+room)])
		c.sent.Add(int64(n))
		written += n
		if err != nil || written == len(p) {
			return written, err
		}
		pause(c.link.ctx, c.link.roundTrip)
		c.window = min(2*c.window, lastWindow)
		c.sent.Store(0)
	}
}

// SetLinger is that of TCP, by which a node resets a connection.
func (c *farConn) SetLinger(seconds int) error {
	if t, ok := c.Conn.(*net.TCPConn); ok {
		return t.SetLinger(seconds)
	}
	return nil
}
