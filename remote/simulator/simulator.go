// Package simulator runs nodes of Windows failover clusters that speak WinRM on
// loopback, for the demo, the tests and the benchmarks.
//
// In goes a description of each node; out come endpoints that answer as
// recorded nodes do: NTLM and Kerberos with sealing, Basic and client certificates
// in TLS, WS-Management enumerations, registry reads and shells, with their
// quotas and faults; and a Realm that gives out Kerberos tickets for them. It
// listens on 127.0.0.1 only and never runs a command or reads anything of the
// machine it is on.
//
// The package shares no envelope, framing or parsing code with the client that
// it is there to test, so that a mistake made there is not mirrored here.
package simulator

import (
	"context"
	"fmt"
	"net"
	"time"
)

// Options are what the nodes of a farm have in common.
type Options struct {
	HTTPS   bool          // speak TLS, with a certificate made for the farm
	Latency time.Duration // added to every node's own
	// Realm makes the nodes members of a domain: they take Kerberos tickets for
	// HTTP/<node> and HTTP/<node>.<realm>, the latter in lower case. The caller
	// closes it after the farm.
	Realm *Realm
}

// Farm is a set of running nodes.
type Farm struct {
	hosts    []*host
	identity *identity // nil over HTTP
	cancel   context.CancelFunc
}

// Start runs the nodes, each on a loopback port of its own. A node that is down
// has a port that nobody listens on. The caller must Close the farm.
func Start(nodes []*Node, o Options) (*Farm, error) {
	systems := make([]windows, len(nodes))
	for i, n := range nodes {
		if n.recording != nil {
			continue
		}
		w, err := n.windows()
		if err != nil {
			return nil, fmt.Errorf("build node %s: %w", n.Name, err)
		}
		systems[i] = w
	}
	return start(nodes, systems, o, time.Now)
}

// start is Start with the Windows side and the clock given.
func start(nodes []*Node, systems []windows, o Options, now func() time.Time) (*Farm, error) {
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
		h.serve(ctx)
	}
	return f, nil
}

// Endpoints tells where the nodes listen, in the order in which they were given.
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
	}
	for _, h := range f.hosts {
		h.running.Wait()
	}
}

// loopback listens on a free port of 127.0.0.1.
func loopback() (net.Listener, error) {
	return net.Listen("tcp4", "127.0.0.1:0")
}
