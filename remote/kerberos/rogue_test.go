package kerberos_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/messages"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

const (
	realmName = "CONTOSO.TEST"
	userName  = "scan"
	spn       = "HTTP/node1.contoso.test"
)

// password is the user's; a marker, so that it can be found in what is printed.
type password string

func (p password) Reveal() string { return string(p) }
func (p password) Empty() bool    { return p == "" }

const userPassword password = "S3cret-Marker!"

// honestRealm runs a realm with the user and the service.
func honestRealm(t testing.TB) *kdc.Realm {
	t.Helper()
	r, err := kdc.Start(realmName)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	r.AddUser(userName, string(userPassword))
	r.AddService(spn)
	return r
}

// stage is what a request is for.
type stage int

const (
	first  stage = iota // the log-on without a proof
	proven              // the log-on with it
	ticket              // a service
)

func (s stage) String() string { return [...]string{"first", "proven", "ticket"}[s] }

// stageOf reads a request.
func stageOf(request []byte) stage {
	var q messages.ASReq
	switch err := q.Unmarshal(request); {
	case err != nil:
		return ticket
	case q.PAData.Contains(patype.PA_ENC_TIMESTAMP):
		return proven
	}
	return first
}

// rogue is a key distribution centre between the client and an honest one. It listens
// on one of UDP and TCP, and changes what it passes on.
type rogue struct {
	way     string
	address string
	honest  string // address of the honest one
	answer  func(s stage, request, good []byte) []byte
	stream  func(s stage, conn net.Conn, good []byte) bool // over TCP: it has answered by itself

	mu    sync.Mutex
	seen  [3]int
	conns map[net.Conn]bool
}

// startRogue starts it with the test, and ends it.
func startRogue(t testing.TB, way, honest string, answer func(s stage, request, good []byte) []byte, stream func(stage, net.Conn, []byte) bool) *rogue {
	t.Helper()
	r := &rogue{way: way, honest: honest, answer: answer, stream: stream, conns: map[net.Conn]bool{}}
	var running sync.WaitGroup
	var end io.Closer
	if way == "udp" {
		conn := listenDatagrams(t)
		end, r.address = conn, conn.LocalAddr().String()
		running.Go(func() { r.serveDatagrams(conn) })
	} else {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		end, r.address = l, l.Addr().String()
		running.Go(func() { r.serveStreams(l, &running) })
	}
	t.Cleanup(func() {
		end.Close()
		r.mu.Lock()
		for c := range r.conns {
			c.Close()
		}
		r.conns = nil
		r.mu.Unlock()
		running.Wait()
	})
	return r
}

// listenDatagrams listens on a port where no one listens for TCP: below those that
// systems give away by themselves.
func listenDatagrams(t testing.TB) net.PacketConn {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))
		l, err := net.Listen("tcp4", address)
		if err != nil {
			continue
		}
		l.Close()
		if conn, err := net.ListenPacket("udp4", address); err == nil {
			return conn
		}
	}
	t.Fatal("no port is free")
	return nil
}

func (r *rogue) serveDatagrams(conn net.PacketConn) {
	buffer := make([]byte, 1<<16)
	for {
		n, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		request := append([]byte(nil), buffer[:n]...)
		if reply := r.answer(r.count(request), request, r.ask(request)); reply != nil {
			conn.WriteTo(reply, from)
		}
	}
}

func (r *rogue) serveStreams(l net.Listener, running *sync.WaitGroup) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		r.mu.Lock()
		open := r.conns != nil
		if open {
			r.conns[conn] = true
		}
		r.mu.Unlock()
		if !open {
			conn.Close()
			return
		}
		running.Go(func() {
			defer conn.Close()
			request, err := readFramed(conn)
			if err != nil {
				return
			}
			s, good := r.count(request), r.ask(request)
			if r.stream != nil && r.stream(s, conn, good) {
				return
			}
			if reply := r.answer(s, request, good); reply != nil {
				conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(reply))), reply...))
			} else {
				io.Copy(io.Discard, conn) // silent, until the client gives up
			}
		})
	}
}

func (r *rogue) count(request []byte) stage {
	s := stageOf(request)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[s]++
	return s
}

// requests is how many requests of a stage came.
func (r *rogue) requests(s stage) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen[s]
}

// ask passes a request on to the honest one.
func (r *rogue) ask(request []byte) []byte {
	conn, err := net.Dial("tcp", r.honest)
	if err != nil {
		return nil
	}
	defer conn.Close()
	conn.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(request))), request...))
	reply, _ := readFramed(conn)
	return reply
}

func readFramed(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > 1<<20 {
		return nil, errors.New("too long")
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	return b, err
}

// clientOf is a client whose key distribution centre is at an address. It is asked over
// UDP or TCP first.
func clientOf(t testing.TB, way, address string, more ...func(*kerberos.Login)) *kerberos.Client {
	t.Helper()
	conf := filepath.Join(t.TempDir(), "krb5.conf")
	text := fmt.Sprintf("[libdefaults]\n default_realm = %s\n dns_lookup_kdc = false\n udp_preference_limit = %d\n[realms]\n %s = {\n  kdc = %s\n }\n",
		realmName, map[string]int{"udp": 32700}[way], realmName, address)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l := kerberos.Login{User: userName + "@" + realmName, Password: userPassword, Config: conf}
	for _, change := range more {
		change(&l)
	}
	c, err := kerberos.Open(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// logOnAndAsk goes all the way to a context with the service.
func logOnAndAsk(t testing.TB, c *kerberos.Client) error {
	t.Helper()
	if err := c.LogOn(t.Context()); err != nil {
		return err
	}
	_, err := c.Context(t.Context(), spn, nil)
	return err
}
