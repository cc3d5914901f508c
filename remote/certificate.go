package remote

import (
	"bytes"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
)

// leastRSA is how many bits an RSA key must have (NIST SP 800-131A, table 2).
const leastRSA = 2048

// CertificateWeaknesses says what of the certificates that a node presents, its
// own first, lets someone else pose as it, in words for a report; empty when
// nothing does. How a root signs itself proves nothing either way and is left out,
// unless it is the node's own certificate.
func CertificateWeaknesses(presented []*x509.Certificate) []string {
	var weak []string
	add := func(text string) {
		if !slices.Contains(weak, text) {
			weak = append(weak, text)
		}
	}
	for i, c := range presented {
		what := certificateName(i, c)
		if bits := rsaBits(c); bits > 0 && bits < leastRSA {
			add(fmt.Sprintf("%s has an RSA key of %d bits, which is too short: replace it with one of at least %d bits", what, bits, leastRSA))
		}
		selfSigned := bytes.Equal(c.RawSubject, c.RawIssuer)
		if hash := brokenHash(c); hash != "" && (i == 0 || !selfSigned) {
			add(fmt.Sprintf("%s is signed with %s, which can be forged: replace it with one signed with SHA-256", what, hash))
		}
	}
	return weak
}

// certificateName is how a report calls the certificate at a place of what a node
// presents.
func certificateName(place int, c *x509.Certificate) string {
	switch name := c.Subject.CommonName; {
	case place == 0:
		return "the node's certificate"
	case name == "":
		return "a certificate authority without a name that the node presents"
	default:
		return fmt.Sprintf("the certificate authority %q that the node presents", name)
	}
}

// rsaBits is the length of an RSA key; 0 for a key of another kind.
func rsaBits(c *x509.Certificate) int {
	if key, ok := c.PublicKey.(*rsa.PublicKey); ok {
		return key.N.BitLen()
	}
	return 0
}

// brokenHash names the hash of a signature that can be forged; empty for another.
func brokenHash(c *x509.Certificate) string {
	switch c.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return "SHA-1"
	case x509.MD5WithRSA:
		return "MD5"
	case x509.MD2WithRSA:
		return "MD2"
	}
	return ""
}

// refusedHash names the hash for which a certificate was not accepted, empty
// when that is not the reason.
func refusedHash(err error) string {
	var refused *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	if !errors.As(err, &refused) || !errors.As(err, &unknown) {
		return ""
	}
	for i, c := range refused.UnverifiedCertificates {
		if hash := brokenHash(c); hash != "" && (i == 0 || !bytes.Equal(c.RawSubject, c.RawIssuer)) {
			return hash
		}
	}
	return ""
}
