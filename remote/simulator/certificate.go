package simulator

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"time"
)

// secprofileMutual is what a client says in place of credentials when its
// certificate stands for it (DSP0226, appendix on security profiles).
const secprofileMutual = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"

// ClientCertificate returns the certificate that logs on to nodes with
// Account.Certificate, and its key, both in PEM; nil without HTTPS.
func (f *Farm) ClientCertificate() (certPEM, keyPEM []byte) {
	if f.identity == nil {
		return nil, nil
	}
	return f.identity.client.certPEM, f.identity.client.keyPEM
}

// checkCertificate reports whether the request came over a connection on which
// the farm's client has proved itself. Only nodes with Account.Certificate ask
// their clients to.
func (h *host) checkCertificate(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return false
	}
	return bytes.Equal(r.TLS.PeerCertificates[0].Raw, h.identity.client.tls.Certificate[0])
}

// authority signs certificates. It lives in memory only.
type authority struct {
	template *x509.Certificate
	key      *ecdsa.PrivateKey
	pem      []byte
	issued   int64
}

// newAuthority makes an authority whose certificates are valid around the given time.
func newAuthority(now time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the authority's key: %w", err)
	}
	a := &authority{key: key, template: &x509.Certificate{
		Subject:               pkix.Name{CommonName: "simulated authority"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(90 * 24 * time.Hour),
		KeyUsage:              x509.KeyUsageCertSign,
		IsCA:                  true,
		BasicConstraintsValid: true,
	}}
	der, err := a.sign(a.template, &key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("make the authority: %w", err)
	}
	a.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return a, nil
}

func (a *authority) sign(c *x509.Certificate, key *ecdsa.PublicKey) ([]byte, error) {
	a.issued++
	c.SerialNumber = big.NewInt(a.issued)
	c.SignatureAlgorithm = x509.ECDSAWithSHA256
	return x509.CreateCertificate(rand.Reader, c, a.template, key, a.key)
}

// certificate is one that the authority has issued.
type certificate struct {
	tls             tls.Certificate
	certPEM, keyPEM []byte
}

// issue makes a certificate with a key of its own. The description gives its
// subject, names and usage.
func (a *authority) issue(c *x509.Certificate) (*certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the key of %s: %w", c.Subject.CommonName, err)
	}
	c.NotBefore, c.NotAfter = a.template.NotBefore, a.template.NotAfter
	c.KeyUsage = x509.KeyUsageDigitalSignature
	der, err := a.sign(c, &key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("make the certificate of %s: %w", c.Subject.CommonName, err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("write the key of %s: %w", c.Subject.CommonName, err)
	}
	return &certificate{
		tls:     tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		certPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		keyPEM:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}),
	}, nil
}
