package remote

import (
	"bytes"
	"context"
	"crypto"
	_ "crypto/sha256" // for channel bindings
	_ "crypto/sha512" // for channel bindings
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"

	"github.com/bodgit/ntlmssp"
)

// ntlmScheme is NTLMv2. Over HTTP it costs two requests before the first
// message (negotiate, then authenticate with an empty body, as every known
// client does) and seals each message; over HTTPS it costs one, the
// authenticate token travels with the first message.
type ntlmScheme struct {
	credentials Credentials
	sealing     bool
	token       []byte // the authenticate token, until it is sent
	session     *ntlmssp.SecuritySession
}

const ntlmOp = "authenticate with ntlm"

// NTLM negotiate flags (MS-NLMP 2.2.2.5).
const (
	ntlmUnicode    = 1 << 0
	ntlmTarget     = 1 << 2 // the client wants to know the node's name
	ntlmSign       = 1 << 4
	ntlmSeal       = 1 << 5
	ntlmLocalCall  = 1 << 14 // client and node are one machine
	ntlmExtended   = 1 << 19 // extended session security
	ntlmTargetInfo = 1 << 23 // without it there is no NTLMv2
	ntlm128        = 1 << 29
	ntlmKeyExch    = 1 << 30
)

func (n *ntlmScheme) handshake(ctx context.Context, l *link, g *logon) error {
	client, negotiate, err := n.negotiate()
	if err != nil {
		return err
	}
	a, err := l.leg(ctx, ntlmOp, negotiateHeader(negotiate))
	if err != nil {
		return err
	}
	challenge, err := ntlmChallenge(a, n.sealing)
	if err != nil {
		return err
	}
	if n.token, err = n.authenticate(client, challenge, l.peer); err != nil {
		return err
	}
	if err := g.enter(ctx); err != nil || !n.sealing {
		return err
	}
	a, err = l.leg(ctx, ntlmOp, n.authorization())
	if err != nil {
		return err
	}
	if a.status == http.StatusUnauthorized {
		return g.refuse(refusal(NTLM, a))
	}
	g.end(LogonUnproven)
	return nil
}

func (n *ntlmScheme) negotiate() (*ntlmssp.Client, []byte, error) {
	domain, user := splitUser(n.credentials.User)
	client, err := ntlmssp.NewClient(ntlmssp.SetUserInfo(user, n.credentials.Password.Reveal()), ntlmssp.SetDomain(domain))
	if err != nil {
		return nil, nil, &Error{Kind: Refused, Text: "prepare NTLM", Err: err}
	}
	token, err := client.Authenticate(nil, nil)
	if err != nil {
		return nil, nil, &Error{Kind: Refused, Text: "write the NTLM negotiate message", Err: err}
	}
	// MS-NLMP 3.1.5.1.1 has the client ask for the node's name, which the library
	// leaves out; some nodes then send no target information. It has kept this
	// very slice for the integrity code over the exchange.
	token[ntlmNegotiateFlags] |= ntlmTarget
	return client, token, nil
}

// ntlmNegotiateFlags is where the flags begin in a negotiate message.
const ntlmNegotiateFlags = 12

// splitUser separates DOMAIN\user; user@realm stays whole with an empty
// domain, which Windows looks up as a user principal name.
func splitUser(s string) (domain, user string) {
	if d, u, ok := strings.Cut(s, `\`); ok {
		return d, u
	}
	return "", s
}

// ntlmChallenge reads the node's challenge and refuses one that would leave the
// messages readable: what makes the answer takes the flags as they come.
func ntlmChallenge(a *answer, sealing bool) ([]byte, error) {
	if a.status != http.StatusUnauthorized {
		return nil, noChallenge(ntlmOp, a)
	}
	token := negotiateToken(a.challenges)
	if token == nil {
		return nil, notTaken(NTLM, a)
	}
	if len(token) < 48 || !bytes.HasPrefix(token, []byte("NTLMSSP\x00\x02\x00\x00\x00")) {
		return nil, &Error{Kind: Malformed, Op: ntlmOp, Text: "the challenge is not an NTLM challenge"}
	}
	want := ntlmDemanded(sealing) | ntlmTargetInfo
	if flags := binary.LittleEndian.Uint32(token[20:24]); flags&want != want {
		return nil, &Error{Kind: NotSealed, Op: ntlmOp,
			Text: fmt.Sprintf("the node's challenge leaves out protection that we demand (flags %08x of %08x)", flags&want, want),
			Hint: "Something weakens the exchange: use transport https, and look at what sits between here and the node."}
	}
	return token, nil
}

// ntlmDemanded are the flags without which the session would be weaker than we allow.
func ntlmDemanded(sealing bool) uint32 {
	want := uint32(ntlmUnicode | ntlmExtended)
	if sealing {
		want |= ntlmSign | ntlmSeal | ntlm128 | ntlmKeyExch
	}
	return want
}

// authenticate answers the challenge. The library slices the node's bytes
// without checking every length, so that a panic is an error here.
func (n *ntlmScheme) authenticate(client *ntlmssp.Client, challenge []byte, peer *x509.Certificate) (token []byte, err error) {
	malformed := func(why string) error {
		return &Error{Kind: Malformed, Op: ntlmOp, Text: "the challenge is damaged: " + why}
	}
	defer func() {
		if p := recover(); p != nil {
			token, err = nil, malformed("field out of range")
		}
	}()
	token, err = client.Authenticate(challenge, channelBindings(peer))
	if err != nil {
		return nil, malformed("it cannot be decoded")
	}
	if n.session = client.SecuritySession(); n.sealing && n.session == nil {
		return nil, &Error{Kind: NotSealed, Op: ntlmOp, Text: "the exchange gives no session key"}
	}
	return token, nil
}

func (n *ntlmScheme) authorization() string {
	if n.token == nil {
		return ""
	}
	header := negotiateHeader(n.token)
	n.token = nil
	return header
}

func (n *ntlmScheme) verify(*answer) error    { return nil }
func (n *ntlmScheme) refused(a *answer) error { return refusal(NTLM, a) }

func (n *ntlmScheme) sealer() sealer {
	if !n.sealing {
		return nil
	}
	return ntlmSealer{n.session}
}

// ntlmSealer seals with the keys of an NTLM session.
type ntlmSealer struct{ session *ntlmssp.SecuritySession }

func (s ntlmSealer) seal(plain []byte) (signature, sealed []byte, err error) {
	sealed, signature, err = s.session.Wrap(plain)
	return signature, sealed, err
}

const ntlmSignatureLength = 16

func (s ntlmSealer) unseal(signature, sealed []byte) ([]byte, error) {
	if len(signature) != ntlmSignatureLength {
		return nil, fmt.Errorf("signature of %d bytes instead of %d", len(signature), ntlmSignatureLength)
	}
	return s.session.Unwrap(sealed, signature)
}

func negotiateHeader(token []byte) string {
	return "Negotiate " + base64.StdEncoding.EncodeToString(token)
}

// negotiateToken is the token of the first Negotiate challenge that has one.
func negotiateToken(challenges []string) []byte {
	for _, c := range challenges {
		name, value, _ := strings.Cut(strings.TrimSpace(c), " ")
		if !strings.EqualFold(name, "Negotiate") || value == "" {
			continue
		}
		if token, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value)); err == nil {
			return token
		}
	}
	return nil
}

// channelBindings ties the authentication to the TLS connection by the hash of
// the node's certificate (RFC 5929, tls-server-end-point); nil without TLS.
func channelBindings(peer *x509.Certificate) *ntlmssp.ChannelBindings {
	if peer == nil {
		return nil
	}
	hash := crypto.SHA256 // also where the certificate is signed with MD5 or SHA-1
	switch peer.SignatureAlgorithm {
	case x509.SHA384WithRSA, x509.ECDSAWithSHA384, x509.SHA384WithRSAPSS:
		hash = crypto.SHA384
	case x509.SHA512WithRSA, x509.ECDSAWithSHA512, x509.SHA512WithRSAPSS:
		hash = crypto.SHA512
	case x509.PureEd25519:
		return nil // RFC 5929 names no hash for it
	}
	h := hash.New()
	h.Write(peer.Raw)
	return &ntlmssp.ChannelBindings{ApplicationData: h.Sum([]byte(ntlmssp.TLSServerEndPoint + ":"))}
}
