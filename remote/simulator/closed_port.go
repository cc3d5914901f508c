package simulator

import (
	"errors"
	"io"
	"net"
)

// closedPort keeps a port on which nobody listens from being given to anyone else:
// a connection that begins there holds it until it is closed.
type closedPort struct{ peer, conn io.Closer }

// closePort ends a listener and holds its port.
func closePort(l net.Listener) (*closedPort, error) {
	peer, err := loopback()
	if err != nil {
		return nil, err
	}
	if err := l.Close(); err != nil {
		return nil, errors.Join(err, peer.Close())
	}
	conn, err := (&net.Dialer{LocalAddr: l.Addr()}).Dial("tcp", peer.Addr().String())
	if err != nil {
		return nil, errors.Join(err, peer.Close())
	}
	return &closedPort{peer, conn}, nil
}

// Close releases the port. The peer goes first: it resets the connection, which would
// hold the port for a while otherwise.
func (p *closedPort) Close() error { return errors.Join(p.peer.Close(), p.conn.Close()) }
