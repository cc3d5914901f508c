package remote_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// relay is between a client and a node, and ends its first connection after
// so many answers. With announce, the last of them says so.
type relay struct {
	node     string // host:port
	answers  int
	announce bool
}

// start returns the target by which the node is reached through the relay.
func (r relay) start(t *testing.T, to remote.Target) remote.Target {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.node = net.JoinHostPort(to.Host, strconv.Itoa(to.Port))
	var running sync.WaitGroup
	running.Go(func() {
		for answers := r.answers; ; answers = -1 {
			client, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { r.pass(client, answers) })
		}
	})
	t.Cleanup(func() { l.Close(); running.Wait() })
	to.Port = l.Addr().(*net.TCPAddr).Port
	return to
}

// pass passes on what both say, and no more answers than that if it is not below 0.
func (r relay) pass(client net.Conn, answers int) {
	defer client.Close()
	node, err := net.Dial("tcp", r.node)
	if err != nil {
		return
	}
	defer node.Close()
	go func() { _, _ = io.Copy(node, client); node.Close() }()
	from := bufio.NewReader(node)
	for n := 1; ; n++ {
		answer, err := http.ReadResponse(from, nil)
		if err != nil {
			return
		}
		answer.Close = r.announce && n == answers
		if answer.Write(client) != nil || n == answers {
			return
		}
	}
}

// A shell is deleted although its connection has ended: over a fresh one.
func TestCloseOverAFreshConnection(t *testing.T) {
	const handshake, run = 2, 4 // create, command, receive, signal
	for _, tt := range []struct {
		name     string
		announce bool
	}{
		{"announced by the last answer", true},
		{"without a word", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			farm, to := start(t, "", simulator.Options{})
			node := farm.Endpoints()[0].Node
			s := open(t, relay{answers: handshake + run, announce: tt.announce}.start(t, to))
			if _, err := s.Run(t.Context(), []remote.Command{remote.NetshTCPGlobal}); err != nil {
				t.Fatal(err)
			}
			if n := farm.Stats(node).ShellsOpen; n != 1 {
				t.Fatalf("%d shells are open", n)
			}
			s.Close(context.Background())
			if seen := farm.Stats(node); seen.ShellsOpen != 0 || seen.Connections != 2 {
				t.Errorf("%d shells are left open, %d connections were made", seen.ShellsOpen, seen.Connections)
			}
		})
	}
}
