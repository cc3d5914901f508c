package simulator

import (
	"errors"
	"io"
	"net"
)

// closedPort is a port on which nothing listens, and which no one else is given: a
// connection that begins there holds it until it is closed.
type closedPort struct {
	peer, conn io.Closer
	addr       net.Addr
}

// newClosedPort takes a free port of loopback.
func newClosedPort() (*closedPort, error) {
	peer, err := loopback()
	if err != nil {
		return nil, err
	}
	conn, err := net.Dial("tcp", peer.Addr().String())
	if err != nil {
		return nil, errors.Join(err, peer.Close())
	}
	return &closedPort{peer, conn, conn.LocalAddr()}, nil
}

// Close releases the port. The peer goes first: it resets the connection, which would
// hold the port for a while otherwise.
func (p *closedPort) Close() error { return errors.Join(p.peer.Close(), p.conn.Close()) }
