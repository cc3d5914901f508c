package remote

import (
	"context"
	"net"
	"sync/atomic"
	"syscall"
	"time"
)

// Dial connects to a host:port, and returns how long the handshake of TCP took: a round
// trip of the network, whatever else the node or this machine is busy with. Errors are
// those of a net.Dialer.
type Dial func(ctx context.Context, address string) (c net.Conn, handshake time.Duration, err error)

// dialTCP is the Dial of a session unless its Options have another. Looking up the name
// does not count, nor do addresses that were tried before the last.
func dialTCP(ctx context.Context, address string) (net.Conn, time.Duration, error) {
	var began atomic.Int64 // nanoseconds since looking
	looking := time.Now()
	dialer := net.Dialer{ControlContext: func(context.Context, string, string, syscall.RawConn) error {
		began.Store(int64(time.Since(looking)))
		return nil
	}}
	c, err := dialer.DialContext(ctx, "tcp", address)
	return c, time.Since(looking) - time.Duration(began.Load()), err
}
