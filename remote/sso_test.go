package remote

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/sspi"
)

// spnegoAnswer wraps a short token in a NegTokenResp (RFC 4178 4.2.2) by hand.
func spnegoAnswer(token string) string {
	n := byte(len(token))
	return string([]byte{0xa1, n + 6, 0x30, n + 4, 0xa2, n + 2, 0x04, n}) + token
}

func kerberosUser() *fakeUser {
	return &fakeUser{context: &fakeContext{
		steps:      []fakeStep{{token: "request"}, {complete: true}},
		properties: sspi.Properties{Flags: sspi.Wanted, Block: 1},
		signature:  signatureOf(aesSealed, 60),
	}}
}

func kerberosNode() *fakeNode {
	return &fakeNode{proofs: []string{"proof"}, signature: signatureOf(aesSealed, 60)}
}

func TestCurrentUserKerberos(t *testing.T) {
	tests := []struct {
		name   string
		change func(*fakeUser, *fakeNode)
		wanted string // the user that is named
		kind   Kind   // of the error; empty: none
		text   string // in the error
	}{
		{name: "sealed"},
		{name: "signatures of 76 bytes", change: func(u *fakeUser, n *fakeNode) {
			u.context.signature, n.signature = signatureOf(aesSealed, 76), signatureOf(aesSealed, 76)
		}},
		{name: "wrapped proof", change: func(_ *fakeUser, n *fakeNode) { n.proofs = []string{spnegoAnswer("proof")} }},
		{name: "stream cipher by block size 0", change: func(u *fakeUser, _ *fakeNode) { u.context.properties.Block = 0 }},

		{"no proof", func(_ *fakeUser, n *fakeNode) { n.proofs = []string{""} }, "", NotSealed, "the node did not prove who it is"},
		{"late proof", func(_ *fakeUser, n *fakeNode) { n.proofs = []string{"", "proof"} }, "", NotSealed, "the node did not prove who it is"},
		{"wrapped nothing", func(_ *fakeUser, n *fakeNode) { n.proofs = []string{spnegoAnswer("")} }, "", NotSealed, "the node's proof is damaged"},
		{"damaged wrapping", func(_ *fakeUser, n *fakeNode) { n.proofs = []string{spnegoAnswer("proof")[:5]} }, "", NotSealed, "the node's proof is damaged"},
		{"half a proof", func(u *fakeUser, _ *fakeNode) { u.context.steps[1] = fakeStep{token: "more"} }, "", NotSealed, "the node's proof does not hold"},
		{"forged proof", func(u *fakeUser, _ *fakeNode) { u.context.steps[1].err = sspi.MessageAltered }, "", NotSealed, "the node's proof does not hold"},
		{"no token", func(u *fakeUser, _ *fakeNode) { u.context.steps[0].token = "" }, "", AuthFailed, "Windows made no token"},
		{"properties unknown", func(u *fakeUser, _ *fakeNode) { u.context.lacking = sspi.NotSupported }, "", AuthFailed, "does not allow the log-on"},

		{"without mutual proof", withoutFlag(sspi.Mutual), "", NotSealed, "lacks protection that we demand (flags 0001001c of 0001001e)"},
		{"without replay detection", withoutFlag(sspi.Replay), "", NotSealed, "lacks protection"},
		{"without order", withoutFlag(sspi.Sequence), "", NotSealed, "lacks protection"},
		{"without sealing", withoutFlag(sspi.Confidentiality), "", NotSealed, "lacks protection"},
		{"without signing", withoutFlag(sspi.Integrity), "", NotSealed, "lacks protection"},
		{"complete in one step", func(u *fakeUser, _ *fakeNode) {
			u.context.steps, u.context.properties.Flags = []fakeStep{{token: "request", complete: true}}, sspi.Wanted&^sspi.Mutual
		}, "", NotSealed, "lacks protection"},

		{"cipher that pads", func(u *fakeUser, _ *fakeNode) { u.context.properties.Block = 8 }, "", NotSealed, "only AES is accepted"},
		{"RC4", func(u *fakeUser, _ *fakeNode) { u.context.signature = signatureOf("\x60\x2b\x06\x09", 45) }, "", NotSealed, "the ticket is for another cipher than AES"},
		{"signed and not sealed", func(u *fakeUser, _ *fakeNode) { u.context.signature = signatureOf("\x05\x04\x00\xff", 60) }, "", NotSealed, "the ticket is for another cipher than AES"},
		{"short signature", func(u *fakeUser, _ *fakeNode) { u.context.signature = signatureOf(aesSealed, 15) }, "", NotSealed, "the ticket is for another cipher than AES"},
		{"sealed message is shorter", func(u *fakeUser, _ *fakeNode) { u.context.cut = 1 }, "", NotSealed, "the ticket is for another cipher than AES"},
		{"answer of RC4", func(_ *fakeUser, n *fakeNode) { n.signature = signatureOf("\x60\x2b\x06\x09", 45) }, "", NotSealed, "the seal does not hold"},
		{"answer not sealed", func(_ *fakeUser, n *fakeNode) { n.signature = signatureOf("\x05\x04\x00\xff", 60) }, "", NotSealed, "the seal does not hold"},
		{"answer of another", func(_ *fakeUser, n *fakeNode) { n.signature = signatureOf(aesSealed+"\x00", 60) }, "", NotSealed, "the seal does not hold"},
		{"refused", func(_ *fakeUser, n *fakeNode) { n.status = 401 }, "", AuthRefused, "the node refused the ticket"},

		{"as who is named", func(u *fakeUser, _ *fakeNode) { u.context.properties.Account = "Audit@CONTOSO.EXAMPLE" }, `CONTOSO\audit`, "", ""},
		{"as another", func(u *fakeUser, _ *fakeNode) { u.context.properties.Account = "admin@CONTOSO.EXAMPLE" }, `CONTOSO\audit`, Refused, `logs on as "admin@CONTOSO.EXAMPLE", not as "CONTOSO\\audit"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, n := kerberosUser(), kerberosNode()
			if tt.change != nil {
				tt.change(u, n)
			}
			_, err := enterAs(t, u, n, Kerberos, tt.wanted)
			wantError(t, err, tt.kind, tt.text)
			if u.pack != sspi.Kerberos || u.target != "HTTP/hv01.contoso.example" || u.bindings != nil {
				t.Errorf("opened %s for %s with %q", u.pack, u.target, u.bindings)
			}
			if last := u.context.given[len(u.context.given)-1]; len(u.context.given) == 2 && string(last) != "proof" {
				t.Errorf("Windows was given %q, want the bare proof", last)
			}
		})
	}
}

func withoutFlag(flag sspi.Flags) func(*fakeUser, *fakeNode) {
	return func(u *fakeUser, _ *fakeNode) { u.context.properties.Flags &^= flag }
}

func wantError(t *testing.T, err error, kind Kind, text string) {
	t.Helper()
	var e *Error
	switch {
	case kind == "" && err != nil:
		t.Errorf("error %v", err)
	case kind != "" && (!errors.As(err, &e) || e.Kind != kind || !strings.Contains(e.Error(), text) || e.Hint == ""):
		t.Errorf("error %v, want one of kind %s with %q and a hint", err, kind, text)
	}
}

const (
	strongFlags    = ntlmUnicode | ntlmExtended | ntlmSign | ntlmSeal | ntlm128 | ntlmKeyExch
	challengeFlags = strongFlags | ntlmTargetInfo
)

func ntlmUser() *fakeUser {
	return &fakeUser{context: &fakeContext{
		steps:      []fakeStep{{token: "negotiate"}, {token: string(ntlmAnswer("CONTOSO", "audit", 200, strongFlags)), complete: true}},
		properties: sspi.Properties{Flags: sspi.Wanted &^ sspi.Mutual},
		signature:  signatureOf(ntlmVersion, 16),
	}}
}

func ntlmNode() *fakeNode {
	return &fakeNode{challenge: ntlmChallengeWith(challengeFlags), signature: signatureOf(ntlmVersion, 16)}
}

func TestCurrentUserNTLM(t *testing.T) {
	answer := func(message []byte) func(*fakeUser, *fakeNode) {
		return func(u *fakeUser, _ *fakeNode) { u.context.steps[1].token = string(message) }
	}
	outside := ntlmAnswer("CONTOSO", "audit", 200, strongFlags)
	outside[ntlmUserField+6] = 1
	tests := []struct {
		name   string
		change func(*fakeUser, *fakeNode)
		wanted string
		kind   Kind
		text   string
		sent   int // tokens that go to the node
	}{
		{"sealed", nil, "", "", "", 2},
		{"as who is named", nil, `contoso\Audit`, "", "", 2},
		{"as another", nil, `CONTOSO\admin`, Refused, `logs on as "CONTOSO\\audit"`, 1},
		{"as another of the name", nil, `FABRIKAM\audit`, Refused, `logs on as "CONTOSO\\audit"`, 1},

		{"weak challenge", func(_ *fakeUser, n *fakeNode) { n.challenge = ntlmChallengeWith(challengeFlags &^ ntlm128) }, "", NotSealed, "leaves out protection", 1},
		{"weak answer", answer(ntlmAnswer("CONTOSO", "audit", 200, strongFlags&^ntlm128)), "", NotSealed, "Windows leaves out protection", 1},
		{"NTLM version 1", answer(ntlmAnswer("CONTOSO", "audit", 24, strongFlags)), "", NotSealed, "NTLM version 1", 1},
		{"no response", answer(ntlmAnswer("CONTOSO", "audit", 0, strongFlags)), "", NotSealed, "NTLM version 1", 1},
		{"local call", answer(ntlmAnswer("", "", 0, strongFlags|ntlmLocalCall)), "", NotSealed, "this machine itself", 1},
		{"not NTLM", answer([]byte("\x60\x28 something longer than the sixty-four bytes that a message has at least")), "", AuthFailed, "did not answer the challenge with NTLM", 1},
		{"cut off", answer([]byte("NTLMSSP\x00\x03\x00\x00\x00")), "", AuthFailed, "did not answer the challenge with NTLM", 1},
		{"user outside", answer(outside), "", AuthFailed, "is damaged", 1},
		{"not complete", func(u *fakeUser, _ *fakeNode) { u.context.steps[1].complete = false }, "", AuthFailed, "did not complete the NTLM exchange", 1},
		{"complete in one step", func(u *fakeUser, _ *fakeNode) { u.context.steps[0].complete = true }, "", AuthFailed, "complete before the challenge", 0},
		{"without sealing", withoutFlag(sspi.Confidentiality), "", NotSealed, "lacks protection that we demand (flags 00010000 of 00010010)", 1},
		{"without signing", withoutFlag(sspi.Integrity), "", NotSealed, "lacks protection", 1},
		{"weak session security", answer(ntlmAnswer("CONTOSO", "audit", 200, strongFlags&^ntlmExtended)), "", NotSealed, "Windows leaves out protection", 1},
		{"long signature", func(u *fakeUser, _ *fakeNode) { u.context.signature = signatureOf(ntlmVersion, 17) }, "", NotSealed, "in another form than that of NTLM", 2},
		{"signature of another version", func(u *fakeUser, _ *fakeNode) { u.context.signature = signatureOf("\x02", 16) }, "", NotSealed, "in another form than that of NTLM", 2},
		{"refused", func(_ *fakeUser, n *fakeNode) { n.status = 401 }, "", AuthRefused, "the node refused the credentials", 2},
		{"not taken", func(_ *fakeUser, n *fakeNode) { n.challenge = nil; n.status = 401 }, "", AuthFailed, "the node does not take NTLM", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, n := ntlmUser(), ntlmNode()
			if tt.change != nil {
				tt.change(u, n)
			}
			_, err := enterAs(t, u, n, NTLM, tt.wanted)
			wantError(t, err, tt.kind, tt.text)
			if u.pack != sspi.NTLM {
				t.Errorf("opened %s", u.pack)
			}
			if len(n.tokens) != tt.sent {
				t.Errorf("%d tokens went to the node, want %d", len(n.tokens), tt.sent)
			}
		})
	}
}

// Over HTTPS both bind the log-on to the certificate, and the token goes with the first
// message.
func TestCurrentUserOverTLS(t *testing.T) {
	t.Run("kerberos", func(t *testing.T) {
		u, n := kerberosUser(), kerberosNode()
		n.plain = true
		s, err := enterAs(t, u, n, Kerberos, "")
		wantError(t, err, "", "")
		wantBound(t, s, u)
	})
	t.Run("kerberos without a proof", func(t *testing.T) {
		u, n := kerberosUser(), kerberosNode()
		n.plain, n.proofs = true, nil
		_, err := enterAs(t, u, n, Kerberos, "")
		wantError(t, err, NotSealed, "the node did not prove who it is")
	})
	t.Run("ntlm", func(t *testing.T) {
		u, n := ntlmUser(), ntlmNode()
		n.plain = true
		s, err := enterAs(t, u, n, NTLM, "")
		wantError(t, err, "", "")
		wantBound(t, s, u)
	})
}

func wantBound(t *testing.T, s *Session, u *fakeUser) {
	t.Helper()
	if want := channelBindings(s.link.peer).ApplicationData; !slices.Equal(u.bindings, want) || !strings.HasPrefix(string(want), "tls-server-end-point:") {
		t.Errorf("bindings %q, want %q", u.bindings, want)
	}
}

// The account in the report is the one that was logged on, where that is known.
func TestCurrentUserAccount(t *testing.T) {
	u, n := ntlmUser(), ntlmNode()
	u.context.steps[1].token = string(ntlmAnswer("LAB", "ädmin", 200, strongFlags))
	s, err := enterAs(t, u, n, NTLM, "")
	wantError(t, err, "", "")
	if got, want := s.Account(), `current user LAB\ädmin`; got != want {
		t.Errorf("account %q, want %q", got, want)
	}
	if s, err = enterAs(t, kerberosUser(), kerberosNode(), Kerberos, ""); err != nil {
		t.Fatal(err)
	}
	if got, want := s.Account(), `current user CONTOSO\audit`; got != want {
		t.Errorf("account %q, want %q", got, want)
	}
	if got, want := (Credentials{CurrentUser: u.user()}).Account(), `current user CONTOSO\audit`; got != want {
		t.Errorf("account %q before the log-on, want %q", got, want)
	}
}

func TestCurrentUserNeedsKerberosOrNTLM(t *testing.T) {
	for _, auth := range []Auth{Basic, Certificate} {
		at := Target{Host: "127.0.0.1", Port: 1, HTTPS: true, Auth: auth}
		_, err := Open(t.Context(), at, Credentials{CurrentUser: kerberosUser().user()}, Options{Limits: DefaultLimits()})
		wantError(t, err, Refused, "kerberos or ntlm only")
	}
}
