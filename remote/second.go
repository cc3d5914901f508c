package remote

import (
	"context"
	"crypto/x509"
	"sync"
	"sync/atomic"
	"time"
)

// party is what all connections to one node have in common, those of a session and of
// the second one.
type party struct {
	// logon is held by the connection that shows the password, until it is known what
	// came of it: the outcomes of one node never cross.
	logon    chan struct{}
	refused  atomic.Bool  // the node has refused the password on one of them
	received atomic.Int64 // bytes below TLS

	mu    sync.Mutex
	known bool              // there was a connection
	peer  *x509.Certificate // that the node presented on the first; nil on HTTP
}

func newParty() *party { return &party{logon: make(chan struct{}, 1)} }

// same reports whether a connection has the certificate of the first.
func (p *party) same(peer *x509.Certificate) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.known {
		p.known, p.peer = true, peer
	}
	return sameCertificate(p.peer, peer)
}

// Second opens a second session to the same node, for the same account and with the
// same options, while the first is in use. It waits with the password until it is known
// that the first one's was taken, and shows none where it was refused. The node must
// present the same certificate. What the two receive together is within the Total of the
// Limits. Errors are those of Open; none of them harms the first session. The caller must
// Close both.
func (s *Session) Second(ctx context.Context) (*Session, error) {
	o := s.options
	o.Weak = nil // the way is the same
	return newSession(ctx, s.target, s.credentials, o, s.party)
}

// OpenShell opens the shell that Run uses, if none is open. It costs one message. Errors
// are those of Run.
func (s *Session) OpenShell(ctx context.Context) error {
	if s.shell != "" {
		return nil
	}
	return s.createShell(ctx)
}

// RoundTrip is the shortest time that the node took for an answer on the present
// connection, the legs of a handshake included; 0 before the first. It is at least a
// round trip of the network.
func (s *Session) RoundTrip() time.Duration { return s.link.shortest }

// Handshake is how long the TCP handshake of the present connection took: a round trip of
// the network, even to a node that is slow to answer or from a machine that is busy.
func (s *Session) Handshake() time.Duration { return s.link.handshake }

// lockedTracer lets the sessions of one node trace by turns.
type lockedTracer struct {
	mu sync.Mutex
	to Tracer
}

// Trace passes an exchange on.
func (l *lockedTracer) Trace(e Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to.Trace(e)
}
