package simulator

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// Options are what the nodes of a farm have in common.
type Options struct {
	HTTPS   bool          // speak TLS, with a certificate made for the farm
	Latency time.Duration // added to every node's own
	// RoundTrip and CommandTime are added to every node's own; see windows.Conduct.
	RoundTrip   time.Duration
	CommandTime time.Duration
	// Realm makes the nodes members of a domain: they take Kerberos tickets for
	// HTTP/<node> and HTTP/<node>.<realm>, the latter in lower case. The caller
	// closes it after the farm.
	Realm *kdc.Realm
}

// Farm is a set of running nodes.
type Farm struct {
	hosts    []*host
	identity *identity // nil over HTTP
	cancel   context.CancelFunc
}

// Start runs the nodes, each on a loopback port of its own. A node that is down
// has a port on which nothing listens. The caller must Close the farm.
func Start(nodes []*windows.Node, o Options) (*Farm, error) {
	systems := make([]system, len(nodes))
	for i, n := range nodes {
		if n.Recorded != nil {
			continue
		}
		m, err := n.Build()
		if err != nil {
			return nil, fmt.Errorf("build node %s: %w", n.Name, err)
		}
		systems[i] = m
	}
	return start(nodes, systems, o, time.Now)
}

// start is Start with the Windows side and the clock given.
func start(nodes []*windows.Node, systems []system, o Options, now func() time.Time) (*Farm, error) {
	var id *identity
	if o.HTTPS {
		var err error
		if id, err = newIdentity(now()); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	f := &Farm{identity: id, cancel: cancel}
	for i, n := range nodes {
		h, err := newHost(n, systems[i], o, id, now)
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("start node %s: %w", n.Name, err)
		}
		f.hosts = append(f.hosts, h)
	}
	// Only now, so that no node is given the port of one that is down.
	for _, h := range f.hosts {
		if err := h.serve(ctx); err != nil {
			f.Close()
			return nil, fmt.Errorf("start node %s: %w", h.node.Name, err)
		}
	}
	return f, nil
}

// Endpoints says where the nodes listen, in the order in which they were given.
func (f *Farm) Endpoints() []Endpoint {
	var all []Endpoint
	for _, h := range f.hosts {
		all = append(all, h.endpoint())
	}
	return all
}

// Stats returns what the named node has seen so far; the zero Stats when there
// is no such node.
func (f *Farm) Stats(node string) Stats {
	for _, h := range f.hosts {
		if h.node.Name == node {
			return h.snapshot()
		}
	}
	return Stats{}
}

// Close ends every listener and connection and waits until nothing runs any more.
func (f *Farm) Close() {
	f.cancel()
	for _, h := range f.hosts {
		h.server.Close()
		h.listener.Close() // a listener that was never served is not the server's
		if h.closed != nil {
			h.closed.Close()
		}
	}
	for _, h := range f.hosts {
		h.running.Wait()
	}
}

// Endpoint is where a simulated node listens.
type Endpoint struct {
	Node  string // the node's name
	Host  string // a loopback address
	Port  int
	HTTPS bool
	CA    []byte // PEM of the certificate to trust, with HTTPS
}

// Stats counts what a node saw.
type Stats struct {
	Connections int // accepted
	OpenNow     int // connections still open
	Requests    int // HTTP requests
	Handshakes  int // of NTLM and Kerberos that succeeded
	Passwords   int // requests with a password, or with an NTLM answer made of it
	Refused     int // those of them that were refused
	Messages    int // SOAP messages, the bodies of handshake legs not counted
	ShellsOpen  int
	Profiles    int      // shells created without WINRS_NOPROFILE, whose user gets a profile
	Actions     []string // the wsa:Action of every SOAP message, in order
	Commands    []string // every command line that was run, in order
}

// loopback listens on a free port of 127.0.0.1.
func loopback() (net.Listener, error) {
	return net.Listen("tcp4", "127.0.0.1:0")
}
