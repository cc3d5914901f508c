package simulator

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// host is one node on the wire.
type host struct {
	node     *windows.Node
	system   system
	stack    int // the version of its WS-Management stack, 2 or 3
	latency  time.Duration
	link     time.Duration    // of a round trip; part of the latency, too
	each     time.Duration    // what a program of a command line takes
	ctx      context.Context  // ends with the farm
	identity *identity        // nil over HTTP
	old      *tls.Certificate // that the node presents in place of the farm's; may be nil
	realm    *kdc.Realm       // nil outside of a domain
	replays  replays
	playback *playback // nil unless the node answers from a trace
	now      func() time.Time
	listener net.Listener
	closed   *closedPort // of a node that is down
	server   *http.Server
	running  sync.WaitGroup // the accept loop and every connection

	mu           sync.Mutex
	stats        Stats
	enumerations map[string]*enumeration // by their latest context
	shells       map[string]*shell       // by ShellId
	busy         int                     // operations that are being answered
	quotaHits    int                     // Enumerates that were refused by a fault
	wasReset     bool                    // a fault has reset a connection
	connected    bool                    // there was a connection
}

func newHost(n *windows.Node, w system, o Options, id *identity, now func() time.Time) (*host, error) {
	if !knownFault(n.Conduct.Fault) {
		return nil, fmt.Errorf("unknown fault %q", n.Conduct.Fault)
	}
	if err := checkOffers(n.Conduct.Offers); err != nil {
		return nil, err
	}
	l, err := loopback()
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	link := o.RoundTrip + n.Conduct.RoundTrip
	h := &host{
		node: n, system: w, stack: n.OS.Stack(), latency: o.Latency + n.Conduct.Latency + link, link: link, each: o.CommandTime + n.Conduct.CommandTime,
		identity: id, realm: o.Realm, now: now, listener: l,
		enumerations: map[string]*enumeration{}, shells: map[string]*shell{},
	}
	if n.Recorded != nil {
		r, err := newRecording(n.Recorded)
		if err != nil {
			l.Close()
			return nil, fmt.Errorf("replay: %w", err)
		}
		h.playback = newPlayback(r)
	}
	if id != nil && n.Conduct.Certificate != "" {
		if h.old, err = id.issuer.oldCertificate(n.Conduct.Certificate); err != nil {
			l.Close()
			return nil, err
		}
	}
	if h.realm != nil {
		h.realm.Enrol(h.services())
	}
	h.server = &http.Server{
		Handler:     h,
		ConnState:   h.connState,
		ConnContext: h.withConnection,
		IdleTimeout: 2 * time.Minute, // as http.sys
		ErrorLog:    log.New(io.Discard, "", 0),
	}
	return h, nil
}

// serve accepts connections until the server is closed; a node that is down has a
// closed port instead. Requests end with ctx.
func (h *host) serve(ctx context.Context) (err error) {
	if h.node.Conduct.Down {
		if err := h.listener.Close(); err != nil {
			return err
		}
		h.closed, err = newClosedPort()
		return err
	}
	h.ctx = ctx
	l := h.listener
	if h.link > 0 {
		l = farListener{l, ctx, h.link}
	}
	if h.identity != nil {
		l = tls.NewListener(l, h.tlsConfig())
	}
	h.server.BaseContext = func(net.Listener) context.Context { return ctx }
	h.running.Go(func() { h.server.Serve(l) })
	return nil
}

func (h *host) endpoint() Endpoint {
	addr := h.listener.Addr()
	if h.closed != nil {
		addr = h.closed.addr
	}
	e := Endpoint{Node: h.node.Name, Host: "127.0.0.1", Port: addr.(*net.TCPAddr).Port}
	if h.identity != nil {
		e.HTTPS, e.CA = true, h.identity.authority
	}
	return e
}

// clock is what the node believes the time to be.
func (h *host) clock() time.Time { return h.now().Add(h.node.Conduct.ClockSkew) }

// computer is the name that the node itself goes by.
func (h *host) computer() string { return cmp.Or(h.node.OS.HostName, h.node.Name) }

// connState counts connections, and holds Close up until the last has ended.
func (h *host) connState(_ net.Conn, s http.ConnState) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch s {
	case http.StateNew:
		h.running.Add(1)
		h.stats.Connections++
		h.stats.OpenNow++
	case http.StateClosed:
		h.stats.OpenNow--
		h.running.Done()
	}
}

// note counts a SOAP message; one that could not be read has no action.
func (h *host) note(action string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stats.Messages++
	if action != "" {
		h.stats.Actions = append(h.stats.Actions, action)
	}
}

func (h *host) snapshot() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.stats
	s.ShellsOpen = len(h.shells)
	s.Actions, s.Commands = slices.Clone(s.Actions), slices.Clone(s.Commands)
	return s
}

// pause waits; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
