package remote

import (
	"bytes"
	"os"
	"testing"
)

// openNTLM is openLab for the tests of NTLM, whose acceptor is gss-ntlmssp.
func openNTLM(t *testing.T) (lab, Credentials) {
	l := openLab(t)
	if _, err := os.Stat(l.path("ntlm.users")); err != nil {
		l.Skip("the laboratory runs without NTLM; .ci/lab/up said why")
	}
	return l, Credentials{User: `LAB\scan`, Password: NewSecret(l.read("password"))}
}

func TestInteropNTLMSealing(t *testing.T) {
	l, c := openNTLM(t)
	n, at := l.serve(mitRealm)
	at.Auth = NTLM
	for _, user := range []string{`LAB\scan`, "scan"} {
		c.User = user
		s := l.mustOpen(at, c)
		if n.client != user {
			l.Errorf("the acceptor knows us as %q, want %q", n.client, user)
		}
		for _, size := range []int{17, 1, 4 << 10, 4<<10 + 1, 100 << 10} {
			l.exchange(s, n, size)
		}
	}
}

func TestInteropNTLMForgedAnswers(t *testing.T) {
	l, c := openNTLM(t)
	n, at := l.serve(mitRealm)
	at.Auth = NTLM
	var before []byte
	keep := func(token []byte) { before = bytes.Clone(token) }
	for _, tt := range []struct {
		name  string
		forge func(token []byte)
	}{
		{"another check sum", func(token []byte) { token[4] ^= 1 }},
		{"another sequence number", func(token []byte) { token[12] ^= 1 }},
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

func TestInteropNTLMChannelBinding(t *testing.T) {
	l, c := openNTLM(t)
	n, at := l.serveTLS(mitRealm)
	at.Auth = NTLM
	l.exchange(l.mustOpen(at, c), n, 1000)
	if n.flags&gssChannelBound == 0 {
		l.Errorf("the acceptor has the flags %#x, without the channel binding", n.flags)
	}
	n.bindings[len(n.bindings)-1] ^= 1 // as if we had seen another certificate
	if _, _, err := l.mustOpen(at, c).send(l.Context(), randomMessage(1000)); !IsKind(err, AuthRefused) {
		l.Errorf("error %v with another certificate, want one of kind %s", err, AuthRefused)
	}
}

func TestInteropNTLMWrongPassword(t *testing.T) {
	l, c := openNTLM(t)
	_, at := l.serve(mitRealm)
	at.Auth = NTLM
	c.Password = NewSecret("wrong")
	if _, err := l.open(at, c); !IsKind(err, AuthRefused) {
		l.Errorf("error %v, want one of kind %s", err, AuthRefused)
	}
}
