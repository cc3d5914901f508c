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

// connection is what the node knows of one TCP connection. NTLM authenticates
// connections, not requests. The requests of a connection come one by one, so
// that it needs no lock.
type connection struct {
	raw           net.Conn  // below TLS
	handshake     *acceptor // waits for an AUTHENTICATE message
	authenticated bool      // by NTLM
	security      *security // nil when the client did not negotiate sealing
}

type connectionKey struct{}

func withConnection(ctx context.Context, raw net.Conn) context.Context {
	if t, ok := raw.(*tls.Conn); ok {
		raw = t.NetConn()
	}
	return context.WithValue(ctx, connectionKey{}, &connection{raw: raw})
}

func connectionOf(r *http.Request) *connection {
	return r.Context().Value(connectionKey{}).(*connection)
}

// authenticate returns nil when the request may go on, or the answer that
// refuses it or asks for the next leg of a handshake.
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
		if h.offersBasic() && h.checkBasic(credentials) {
			return nil
		}
	case "negotiate", "ntlm":
		if h.offersNegotiate() {
			return h.negotiate(c, scheme, credentials)
		}
	}
	return h.unauthorized()
}

// offersBasic: Windows refuses Basic where the password would travel in clear.
func (h *host) offersBasic() bool { return h.identity != nil || h.faulty(FaultDowngradeBasic) }

func (h *host) offersNegotiate() bool { return !h.faulty(FaultDowngradeBasic) }

// unauthorized asks for one of the schemes on offer.
func (h *host) unauthorized() *answer {
	var schemes []string
	if h.offersNegotiate() {
		schemes = append(schemes, "Negotiate")
	}
	if h.offersBasic() {
		schemes = append(schemes, `Basic realm="WSMAN"`)
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
	if domain, name, qualified := strings.Cut(user, `\`); qualified {
		ok = ok && strings.EqualFold(domain, h.node.Account.Domain)
		user = name
	}
	sent, want := sha256.Sum256([]byte(password)), sha256.Sum256([]byte(h.node.Account.Password))
	same := subtle.ConstantTimeCompare(sent[:], want[:]) == 1
	return ok && strings.EqualFold(user, h.node.Account.User) && same
}

// negotiate takes one leg of an NTLM handshake, under the name that the client
// gives it. A new handshake ends what the connection was before.
func (h *host) negotiate(c *connection, scheme, token string) *answer {
	message, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		return h.unauthorized()
	}
	handshake := c.handshake
	c.handshake, c.authenticated, c.security = nil, false, nil
	switch messageType(message) {
	case 1:
		c.handshake = h.newAcceptor()
		challenge := c.handshake.challengeTo(message, h.now())
		return challengeWith(scheme + " " + base64.StdEncoding.EncodeToString(challenge))
	case 3:
		if handshake == nil {
			break
		}
		if security, err := handshake.accept(message); err == nil {
			c.authenticated, c.security = true, security
			return nil
		}
	}
	return h.unauthorized()
}

func (h *host) newAcceptor() *acceptor {
	a := &acceptor{account: h.node.Account, computer: h.computer(), noSeal: h.faulty(FaultNoSeal)}
	if h.identity != nil {
		a.bindings = endpointBindings(h.identity.leaf())
	}
	return a
}
