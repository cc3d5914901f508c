package simulator

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"time"
)

// identity is what a farm proves itself with: an authority of its own, and
// certificates signed by it.
type identity struct {
	authority []byte       // PEM
	issuer    *authority   // whose certificate that is
	server    *certificate // of every node, for loopback
	renewed   *certificate // in place of it, for FaultChangedCertificate
	client    *certificate // of the user of nodes with Account.Certificate
}

// newIdentity makes an identity that is valid around the given time.
func newIdentity(now time.Time) (*identity, error) {
	a, err := newAuthority(now)
	if err != nil {
		return nil, err
	}
	id := &identity{authority: a.pem, issuer: a}
	for _, one := range []struct {
		to    **certificate
		name  string
		usage x509.ExtKeyUsage
	}{
		{&id.server, "localhost", x509.ExtKeyUsageServerAuth},
		{&id.renewed, "localhost", x509.ExtKeyUsageServerAuth},
		{&id.client, "simulated client", x509.ExtKeyUsageClientAuth},
	} {
		template := &x509.Certificate{Subject: pkix.Name{CommonName: one.name}, ExtKeyUsage: []x509.ExtKeyUsage{one.usage}}
		if one.usage == x509.ExtKeyUsageServerAuth {
			template.DNSNames = []string{one.name}
			template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
		}
		if *one.to, err = a.issue(template); err != nil {
			return nil, err
		}
	}
	return id, nil
}

// leaf is the certificate that clients see, in DER.
func (id *identity) leaf() []byte { return id.server.tls.Certificate[0] }

// certificate is the one for a new connection.
func (h *host) certificate() *tls.Certificate {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.old != nil {
		return h.old
	}
	if h.faulty(FaultChangedCertificate) && h.stats.Messages > 0 {
		return &h.identity.renewed.tls
	}
	return &h.identity.server.tls
}

// tlsConfig presents the connection's certificate. A node that logs users on by
// certificate requests theirs, and leaves it to the request to show which it wants.
func (h *host) tlsConfig() *tls.Config {
	config := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		return connectionOf(hello.Context()).certificate, nil
	}}
	if h.node.Account.Certificate {
		config.ClientAuth = tls.RequestClientCert
	}
	return config
}
