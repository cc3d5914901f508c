package remote

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

// What a GSS-API token and context hold (RFC 4121 4.1.1.1, 4.2.2, 4.2.6.2).
const (
	gssMutual         = 2
	gssReplay         = 4
	gssSequence       = 8
	gssSeal           = 16
	gssSign           = 32
	flagSealed        = 2
	gssSignatureLimit = 60
)

// Codes of a KRB-ERROR (RFC 4120 7.5.9).
const (
	kdcClientUnknown  = 6
	kdcServiceUnknown = 7
	kdcPreauthFailed  = 24
)

func TestInteropSealing(t *testing.T) {
	openLab(t).eachLogin(func(l lab, r labRealm, c Credentials) {
		n, at := l.serve(r)
		s := l.mustOpen(at, c)
		if n.client != r.user() {
			l.Errorf("the acceptor knows us as %q, want %q", n.client, r.user())
		}
		if want := uint64(gssMutual | gssReplay | gssSequence | gssSeal | gssSign); n.flags&want != want {
			l.Errorf("the acceptor has the flags %#x, want %#x", n.flags, want)
		}
		for _, size := range []int{17, 1, 4 << 10, 4<<10 + 1, 100 << 10} {
			l.exchange(s, n, size)
		}
	})
}

func TestInteropOneLoginAndOneTicketPerService(t *testing.T) {
	l := openLab(t)
	for _, way := range l.logins(mitRealm) {
		l.run(way.name, func(l lab) {
			before := l.read("mit/kdc.log")
			n, at := l.serve(mitRealm)
			c := l.tickets(way.Login)
			for _, host := range []string{"node", "other", "node", "other"} {
				at.SPN = "HTTP/" + host + ".mit.example"
				l.exchange(l.mustOpen(at, c), n, 1000)
			}
			log := strings.TrimPrefix(l.read("mit/kdc.log"), before)
			l.wantLines(log, way.logins, "AS_REQ (", ": ISSUE: ", " for krbtgt/MIT.EXAMPLE@")
			l.wantLines(log, 1, "TGS_REQ (", ": ISSUE: ", " for HTTP/node.mit.example@")
			l.wantLines(log, 1, "TGS_REQ (", ": ISSUE: ", " for HTTP/other.mit.example@")
		})
	}
}

// wantLines counts the lines of a log that hold all of the texts.
func (l lab) wantLines(log string, want int, texts ...string) {
	l.Helper()
	got := 0
	for line := range strings.Lines(log) {
		missing := false
		for _, text := range texts {
			missing = missing || !strings.Contains(line, text)
		}
		if !missing {
			got++
		}
	}
	if got != want {
		l.Errorf("%d lines with %q, want %d:\n%s", got, texts, want, log)
	}
}

func TestInteropNodeMustProveItself(t *testing.T) {
	l := openLab(t)
	n, at := l.serve(mitRealm)
	c := l.tickets(l.logins(mitRealm)[0].Login)
	l.mustOpen(at, c)
	earlier := n.proof
	for _, tt := range []struct {
		name  string
		forge func([]byte) []byte
	}{
		{"no proof", func([]byte) []byte { return nil }},
		{"half a proof", func(p []byte) []byte { return p[:len(p)/2] }},
		{"a damaged proof", func(p []byte) []byte { p[len(p)-1] ^= 1; return p }},
		{"the proof of an earlier session", func([]byte) []byte { return earlier }},
	} {
		l.run(tt.name, func(l lab) {
			n.forgeProof = tt.forge
			if _, err := l.open(at, c); !IsKind(err, NotSealed) {
				l.Errorf("error %v, want one of kind %s", err, NotSealed)
			}
		})
	}
}

func TestInteropForgedAnswers(t *testing.T) {
	l := openLab(t)
	n, at := l.serve(mitRealm)
	c := l.tickets(l.logins(mitRealm)[0].Login)
	var before []byte
	keep := func(token []byte) { before = bytes.Clone(token) }
	for _, tt := range []struct {
		name  string
		forge func(token []byte)
	}{
		{"not sealed by its flags", func(token []byte) { token[2] &^= flagSealed }},
		{"another filler", func(token []byte) { token[5] ^= 1 }},
		{"another rotation", func(token []byte) { token[7] ^= 1 }},
		{"another sequence number", func(token []byte) { token[15] ^= 1 }},
		{"another check sum", func(token []byte) { token[gssSignatureLimit-1] ^= 1 }},
		{"another text", func(token []byte) { token[len(token)-1] ^= 1 }},
		{"the answer before", func(token []byte) { copy(token, before) }},
	} {
		l.run(tt.name, func(l lab) {
			n.forge = keep
			s := l.mustOpen(at, c)
			l.exchange(s, n, 1000)
			n.forge = tt.forge
			if _, _, err := s.send(l.Context(), randomMessage(1000)); !IsKind(err, NotSealed) {
				l.Errorf("error %v, want one of kind %s", err, NotSealed)
			}
		})
	}
}

func TestInteropChannelBinding(t *testing.T) {
	openLab(t).eachLogin(func(l lab, r labRealm, c Credentials) {
		n, at := l.serveTLS(r)
		l.exchange(l.mustOpen(at, c), n, 1000)
		if n.flags&gssChannelBound == 0 {
			l.Errorf("the acceptor has the flags %#x, without the channel binding", n.flags)
		}
		n.bindings[len(n.bindings)-1] ^= 1 // as if we had seen somebody else's certificate
		if _, _, err := l.mustOpen(at, c).send(l.Context(), randomMessage(1000)); !IsKind(err, AuthRefused) {
			l.Errorf("error %v with another certificate, want one of kind %s", err, AuthRefused)
		}
	})
}

func TestInteropApache(t *testing.T) {
	openLab(t).eachLogin(func(l lab, r labRealm, c Credentials) {
		before := l.read("access.log")
		port := l.read("http.port")
		l.mustOpen(l.target(r, port, false), c) // it has verified Apache's proof
		l.wantAccess(before, port+" POST 200 "+r.user())

		port = l.read("https.port")
		_, got, err := l.mustOpen(l.target(r, port, true), c).send(l.Context(), randomMessage(1000))
		if err != nil {
			l.Fatal(err)
		}
		if want := l.read("web/wsman") + "\n"; string(got) != want {
			l.Errorf("answer %q, want %q", got, want)
		}
		l.wantAccess(before, port+" POST 200 "+r.user())
	})
}

// wantAccess waits for a line in Apache's log, which is written after the answer.
func (l lab) wantAccess(before, line string) {
	l.Helper()
	var log string
	for range 40 {
		log = strings.TrimPrefix(l.read("access.log"), before)
		if strings.Contains(log+"\n", line+"\n") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	l.Errorf("Apache's log lacks %q:\n%s", line, log)
}

func TestInteropUnknownService(t *testing.T) {
	openLab(t).eachLogin(func(l lab, r labRealm, c Credentials) {
		n, at := l.serve(r)
		at.SPN = "HTTP/unknown." + string(r) + ".example"
		_, err := l.open(at, c)
		l.wantRefusal(err, kdcServiceUnknown)
		if n.client != "" {
			l.Error("the node was asked although there is no ticket for it")
		}
	})
}

func TestInteropWrongLogin(t *testing.T) {
	openLab(t).eachRealm(func(l lab, r labRealm) {
		_, at := l.serve(r)
		login := Login{User: r.user(), Password: NewSecret("wrong"), Config: l.path("krb5.conf")}
		_, err := l.open(at, l.tickets(login))
		l.wantRefusal(err, kdcPreauthFailed)
		login.User = "nobody@" + r.String()
		_, err = l.open(at, l.tickets(login))
		l.wantRefusal(err, kdcClientUnknown)
	})
}

func TestInteropWrongPasswordIsTriedOnce(t *testing.T) {
	l := openLab(t)
	_, at := l.serve(mitRealm)
	before := l.read("mit/kdc.log")
	c := l.tickets(Login{User: mitRealm.user(), Password: NewSecret("wrong"), Config: l.path("krb5.conf")})
	for range 3 {
		_, err := l.open(at, c)
		l.wantRefusal(err, kdcPreauthFailed)
	}
	l.wantLines(strings.TrimPrefix(l.read("mit/kdc.log"), before), 1, "AS_REQ (", ": PREAUTH_FAILED: ")
}

// wantRefusal wants what the KDC said: a code of RFC 4120 7.5.9.
func (l lab) wantRefusal(err error, code uint32) {
	l.Helper()
	var e *Error
	if !errors.As(err, &e) || !IsKind(err, KDCRefused, AuthFailed) || e.Code != code {
		l.Errorf("error %v, want a refusal with code %d", err, code)
	}
}
