package remote

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// lab is a running laboratory of servers that others wrote: the key
// distribution centres of MIT and of Samba, MIT's GSS-API and Apache.
// .ci/lab/run starts it; .ci/lab/up says what its folder holds.
type lab struct {
	*testing.T
	dir string
}

func openLab(t *testing.T) lab {
	dir := os.Getenv("CLUSTERDRIFT_LAB")
	if dir == "" {
		t.Skip("CLUSTERDRIFT_LAB is not set: .ci/lab/run starts the laboratory and sets it")
	}
	return lab{t, dir}
}

// run is t.Run with the laboratory at hand.
func (l lab) run(name string, test func(l lab)) {
	l.Run(name, func(t *testing.T) { test(lab{t, l.dir}) })
}

func (l lab) path(name string) string { return filepath.Join(l.dir, name) }

func (l lab) read(name string) string {
	l.Helper()
	data, err := os.ReadFile(l.path(name))
	if err != nil {
		l.Fatal(err)
	}
	return strings.TrimSpace(string(data))
}

// labRealm is one of the laboratory's Kerberos realms, by its folder.
type labRealm string

const (
	mitRealm labRealm = "mit"
	adDomain labRealm = "ad"
)

func (r labRealm) String() string { return strings.ToUpper(string(r)) + ".EXAMPLE" }
func (r labRealm) node() string   { return "node." + string(r) + ".example" }
func (r labRealm) user() string   { return "scan@" + r.String() }

// eachRealm runs a test in each realm that the laboratory has.
func (l lab) eachRealm(test func(l lab, r labRealm)) {
	for _, r := range []labRealm{mitRealm, adDomain} {
		l.run(r.String(), func(l lab) {
			if _, err := os.Stat(l.path(string(r))); err != nil {
				l.Skip("the laboratory runs without this realm; .ci/lab/up said why")
			}
			test(l, r)
		})
	}
}

// labLogin is one way to log in.
type labLogin struct {
	Login
	name   string
	logins int // that the KDC sees
}

func (l lab) logins(r labRealm) []labLogin {
	conf, folder := l.path("krb5.conf"), l.path(string(r))
	return []labLogin{
		{Login{User: r.user(), Password: NewSecret(l.read("password")), Config: conf}, "password", 1},
		{Login{User: r.String() + `\scan`, Keytab: folder + "/scan.keytab", Config: conf}, "keytab", 1},
		{Login{CCache: "FILE:" + folder + "/scan.ccache", Config: conf}, "ccache", 0},
	}
}

// eachLogin runs a test in each realm with each way to log in.
func (l lab) eachLogin(test func(l lab, r labRealm, c Credentials)) {
	l.eachRealm(func(l lab, r labRealm) {
		for _, way := range l.logins(r) {
			l.run(way.name, func(l lab) { test(l, r, l.tickets(way.Login)) })
		}
	})
}

func (l lab) tickets(from Login) Credentials {
	l.Helper()
	tickets, err := NewTickets(from)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(tickets.Close)
	return Credentials{Tickets: tickets}
}

// target is a port of this machine that poses as the realm's node.
func (l lab) target(r labRealm, port string, https bool) Target {
	l.Helper()
	n, err := strconv.Atoi(port)
	if err != nil {
		l.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(l.read("node.pem")))
	return Target{Host: "127.0.0.1", Port: n, HTTPS: https, Auth: Kerberos, SPN: "HTTP/" + r.node(),
		TLS: TLS{Roots: roots, ServerName: r.node()}}
}

// serve starts a node over HTTP, as on port 5985.
func (l lab) serve(r labRealm) (*sealingNode, Target) {
	l.Helper()
	n := &sealingNode{t: l, acceptor: l.startAcceptor()}
	server := httptest.NewServer(n)
	l.Cleanup(server.Close)
	return n, l.target(r, portOf(server), false)
}

// serveTLS starts a node over HTTPS, as on port 5986, which demands the binding
// to its certificate.
func (l lab) serveTLS(r labRealm) (*sealingNode, Target) {
	l.Helper()
	pair, err := tls.LoadX509KeyPair(l.path("node.pem"), l.path("node.key"))
	if err != nil {
		l.Fatal(err)
	}
	sum := sha256.Sum256(pair.Certificate[0])
	n := &sealingNode{t: l, acceptor: l.startAcceptor(), bindings: fmt.Appendf(nil, "tls-server-end-point:%s", sum[:])}
	server := httptest.NewUnstartedServer(n)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	server.StartTLS()
	l.Cleanup(server.Close)
	return n, l.target(r, portOf(server), true)
}

func portOf(s *httptest.Server) string { return s.URL[strings.LastIndex(s.URL, ":")+1:] }

func (l lab) open(at Target, c Credentials) (*Session, error) {
	s, err := Open(l.Context(), at, c, Options{Limits: DefaultLimits()})
	if err == nil {
		l.Cleanup(func() { s.Close(l.Context()) })
	}
	return s, err
}

func (l lab) mustOpen(at Target, c Credentials) *Session {
	l.Helper()
	s, err := l.open(at, c)
	if err != nil {
		l.Fatal(err)
	}
	return s
}

// randomMessage is a body to send: what is sealed need not be XML.
func randomMessage(size int) []byte {
	b := make([]byte, size)
	rand.Read(b) // it never fails
	return b
}

// exchange sends a message, which the node must read and send back.
func (l lab) exchange(s *Session, n *sealingNode, size int) {
	l.Helper()
	sent := randomMessage(size)
	_, got, err := s.send(l.Context(), sent)
	if err != nil {
		l.Fatalf("%d bytes: %v", size, err)
	}
	if !bytes.Equal(n.received, sent) {
		l.Errorf("%d bytes: the node read something else", size)
	}
	if !bytes.Equal(got, sent) {
		l.Errorf("%d bytes: something else came back", size)
	}
}
