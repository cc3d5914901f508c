package simulator

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/base64"
	"net"
	"net/http"
	"strings"
)

// connection is what the node knows of one TCP connection. NTLM and Kerberos
// authenticate connections, not requests. The requests of a connection come one by
// one, so that it needs no lock.
type connection struct {
	raw           net.Conn         // below TLS
	certificate   *tls.Certificate // of the node; nil over HTTP
	handshake     *acceptor        // waits for an AUTHENTICATE message
	authenticated bool             // by NTLM or Kerberos
	security      sealer           // nil when the client did not negotiate sealing
	proof         string           // WWW-Authenticate of the next answer, from Kerberos
	shown         bool             // the client has shown a password, or an answer made of it
	later         bool             // it is not the first of the node
}

type connectionKey struct{}

func (h *host) withConnection(ctx context.Context, raw net.Conn) context.Context {
	h.mu.Lock()
	c := &connection{raw: raw, later: h.connected}
	h.connected = true
	h.mu.Unlock()
	if t, ok := raw.(*tls.Conn); ok {
		c.raw, c.certificate = t.NetConn(), h.certificate()
	}
	return context.WithValue(ctx, connectionKey{}, c)
}

func connectionOf(ctx context.Context) *connection {
	return ctx.Value(connectionKey{}).(*connection)
}

// bindings is the hash of the channel that the client should bind to; nil over
// HTTP, where there is none.
func (c *connection) bindings() []byte {
	if c.certificate == nil {
		return nil
	}
	return endpointBindings(c.certificate.Certificate[0])
}

// authenticate returns nil when the request may go on, or the answer that
// refuses it or requests the next leg of a handshake.
func (h *host) authenticate(c *connection, r *http.Request, empty bool) *answer {
	if h.unauthorizedByNow() {
		return h.unauthorized()
	}
	scheme, credentials, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch strings.ToLower(scheme) {
	case "":
		if c.authenticated && !empty {
			return nil
		}
	case "basic":
		h.seePassword(c)
		switch {
		case !h.offersBasic(): // nothing looks at the password
		case !h.refuses(c) && (h.checkBasic(credentials) || h.faulty(FaultAnyPassword)):
			return nil
		default:
			h.refusePassword()
		}
	case "negotiate", "ntlm", "kerberos":
		return h.negotiate(c, scheme, credentials)
	case secprofileMutual:
		if h.checkCertificate(r) {
			return nil
		}
	}
	return h.unauthorized()
}

// offersBasic: Windows refuses Basic where the password would travel in clear.
func (h *host) offersBasic() bool {
	return h.faulty(FaultDowngradeBasic) || h.identity != nil && !h.node.Account.NoNTLM && h.offers(schemeBasic)
}

func (h *host) offersNTLM() bool {
	return !h.faulty(FaultDowngradeBasic) && !h.node.Account.NoNTLM && h.offers(schemeNegotiate)
}

func (h *host) offersKerberos() bool {
	return !h.faulty(FaultDowngradeBasic) && (h.realm != nil || h.node.Account.NoNTLM || len(h.node.Conduct.Offers) > 0) && h.offers(schemeKerberos)
}

// unauthorized requests one of the schemes on offer.
func (h *host) unauthorized() *answer {
	var schemes []string
	if h.offersNTLM() {
		schemes = append(schemes, "Negotiate")
	}
	if h.offersKerberos() {
		schemes = append(schemes, "Kerberos")
	}
	if h.offersBasic() {
		schemes = append(schemes, `Basic realm="WSMAN"`)
	}
	if h.namesCredSSP() {
		schemes = append(schemes, schemeCredSSP)
	}
	return challengeWith(schemes...)
}

func challengeWith(schemes ...string) *answer {
	return &answer{status: http.StatusUnauthorized, headers: http.Header{"Www-Authenticate": schemes}}
}

// checkBasic compares in a time that does not depend on the credentials.
func (h *host) checkBasic(credentials string) bool {
	plain, err := base64.StdEncoding.DecodeString(credentials)
	if err != nil {
		return false
	}
	user, password, ok := strings.Cut(string(plain), ":")
	domain, name, qualified := strings.Cut(user, `\`)
	if !qualified {
		domain, name = "", user
	}
	sent, want := sha256.Sum256([]byte(password)), sha256.Sum256([]byte(h.node.Account.Password))
	same := subtle.ConstantTimeCompare(sent[:], want[:]) == 1
	return ok && h.newAcceptor(&connection{}).knows(domain, name) && same
}

// negotiate takes one leg of an NTLM handshake, or the one of a Kerberos
// handshake, under a name that the client gives it. A new handshake ends what the
// connection was before.
func (h *host) negotiate(c *connection, scheme, credentials string) *answer {
	token, err := base64.StdEncoding.DecodeString(credentials)
	if err != nil {
		return h.unauthorized()
	}
	handshake := c.handshake
	c.handshake, c.authenticated, c.security = nil, false, nil
	switch kind := messageType(token); {
	case kind == 0:
		if h.realm != nil && h.offersKerberos() && !strings.EqualFold(scheme, "NTLM") && h.acceptTicket(c, scheme, token) == nil {
			return nil
		}
	case !h.offersNTLM() || strings.EqualFold(scheme, "Kerberos"):
	case kind == 1:
		c.handshake = h.newAcceptor(c)
		challenge := c.handshake.challengeTo(token, h.now())
		a := challengeWith(scheme + " " + base64.StdEncoding.EncodeToString(challenge))
		if h.faulty(FaultCloseAfterChallenge) {
			a.headers.Set("Connection", "close")
		}
		return a
	case kind == 3 && handshake != nil:
		h.seePassword(c)
		security, err := handshake.accept(token)
		if !h.refuses(c) && (err == nil || h.faulty(FaultAnyPassword)) {
			h.admit(c)
			if security != nil {
				c.security = security
			}
			return nil
		}
		h.refusePassword()
	}
	return h.unauthorized()
}

// refuses reports whether the node refuses any password on a connection.
func (h *host) refuses(c *connection) bool { return c.later && h.node.Conduct.RefusesSecond }

// admit notes that a handshake has succeeded.
func (h *host) admit(c *connection) {
	c.authenticated = true
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stats.Handshakes++
}

func (h *host) newAcceptor(c *connection) *acceptor {
	return &acceptor{account: h.node.Account, computer: h.computer(), dns: h.node.OS.Domain, bindings: c.bindings(), noSeal: h.faulty(FaultNoSeal)}
}
