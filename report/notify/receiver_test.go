package notify_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// receiver is a web server that takes notices, and answers with a status that a test sets.
type receiver struct {
	mu       sync.Mutex
	status   int
	header   http.Header
	hang     chan struct{} // nil: it answers at once
	requests []request
}

type request struct {
	header http.Header
	body   string
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	r.requests = append(r.requests, request{q.Header, string(body)})
	status, header, hang := r.status, r.header, r.hang
	r.mu.Unlock()
	if hang != nil {
		select {
		case <-hang:
		case <-q.Context().Done():
			return
		}
	}
	for k, v := range header {
		w.Header()[k] = v
	}
	w.WriteHeader(max(status, http.StatusOK))
	_, _ = io.WriteString(w, "the answer of the receiver, \x1b[31mwhich no one may see")
}

func (r *receiver) set(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// keys are the keys of the requests, in their order.
func (r *receiver) keys() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, q := range r.requests {
		all = append(all, q.header.Get("Idempotency-Key"))
	}
	return all
}

// mailServer speaks as much SMTP as a test needs, on loopback.
type mailServer struct {
	address string
	tls     *tls.Config
	auth    string // the methods that it offers, "PLAIN"
	refuse  string // the command that it refuses, "RCPT"
	code    int    // with which

	mu       sync.Mutex
	mails    []string
	logons   []string // what was sent to log on
	insecure bool     // a secret or a mail came without TLS
}

func newMailServer(t *testing.T, config *tls.Config, implicit bool) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{address: l.Addr().String(), tls: config, auth: "PLAIN"}
	var work sync.WaitGroup
	work.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() {
				defer conn.Close()
				if implicit {
					conn = tls.Server(conn, config)
				}
				s.talk(conn, implicit)
			})
		}
	})
	t.Cleanup(func() { l.Close(); work.Wait() })
	return s
}

func (s *mailServer) talk(conn net.Conn, secured bool) {
	r := textproto.NewReader(bufio.NewReader(conn))
	say := func(format string, args ...any) { fmt.Fprintf(conn, format+"\r\n", args...) }
	say("220 mail.example ESMTP")
	for {
		line, err := r.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		verb = strings.ToUpper(verb)
		if verb == s.refuse {
			say("%d a secret of the server \x1b[31m", s.code)
			continue
		}
		switch verb {
		case "EHLO":
			if s.tls != nil && !secured {
				say("250-mail.example\r\n250 STARTTLS")
			} else {
				say("250-mail.example\r\n250 AUTH %s", s.auth)
			}
		case "STARTTLS":
			say("220 go ahead")
			config := tls.Server(conn, s.tls)
			conn, secured = config, true
			r = textproto.NewReader(bufio.NewReader(conn))
		case "AUTH":
			if rest == "LOGIN" {
				for _, ask := range []string{"Username:", "Password:"} {
					say("334 %s", base64.StdEncoding.EncodeToString([]byte(ask)))
					answer, _ := r.ReadLine()
					rest += " " + answer
				}
			}
			s.note(func() { s.logons = append(s.logons, rest); s.insecure = s.insecure || !secured })
			say("235 welcome")
		case "DATA":
			say("354 go on")
			text, err := r.ReadDotLines()
			if err != nil {
				return
			}
			s.note(func() {
				s.mails = append(s.mails, strings.Join(text, "\n"))
				s.insecure = s.insecure || !secured
			})
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *mailServer) note(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// certificate is a new one for 127.0.0.1, signed by itself, and the file of it in PEM.
func certificate(t *testing.T) (*tls.Config, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, file
}
