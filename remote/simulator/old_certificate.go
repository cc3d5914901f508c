package simulator

import (
	"bytes"
	"crypto"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"net"
	"slices"
)

// Certificates for Conduct.Certificate, as old listeners present them. All but
// CertificateSelfSHA1 are issued by an authority that the farm's own has signed, which the
// node presents, too.
const (
	CertificateRSA1024       = "rsa-1024"        // the node's key has 1024 bits
	CertificateSHA1          = "sha1"            // the node's certificate is signed with SHA-1
	CertificateMD5           = "md5"             // it is signed with MD5
	CertificateIssuerRSA1024 = "issuer-rsa-1024" // the key of its issuer has 1024 bits
	CertificateIssuerSHA1    = "issuer-sha1"     // the issuer's certificate is signed with SHA-1
	CertificateRootSHA1      = "root-sha1"       // the issuer is a root that has signed itself with SHA-1
	CertificateSelfSHA1      = "self-sha1"       // the node has signed its own with SHA-1
	CertificateNoSAN         = "no-san"          // the node's certificate names it by its common name alone
)

// Certificates returns what Conduct.Certificate may be.
func Certificates() []string {
	return []string{CertificateRSA1024, CertificateSHA1, CertificateMD5, CertificateIssuerRSA1024, CertificateIssuerSHA1,
		CertificateRootSHA1, CertificateSelfSHA1, CertificateNoSAN}
}

// signer is a certificate with its key, which may sign others.
type signer struct {
	certificate *x509.Certificate
	der         []byte
	key         crypto.Signer
}

// oldCertificate makes the certificates of a kind, the node's own first.
func (a *authority) oldCertificate(kind string) (*tls.Certificate, error) {
	if !slices.Contains(Certificates(), kind) {
		return nil, fmt.Errorf("unknown certificate %q", kind)
	}
	root := &signer{certificate: a.template, key: a.key}
	issuerBits, issuerHash := 2048, x509.ECDSAWithSHA256
	switch kind {
	case CertificateIssuerRSA1024:
		issuerBits = 1024
	case CertificateIssuerSHA1:
		issuerHash = x509.ECDSAWithSHA1
	case CertificateRootSHA1, CertificateSelfSHA1:
		root, issuerHash = nil, x509.SHA1WithRSA
	}
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "simulated issuer"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	if kind == CertificateSelfSHA1 {
		template = a.serverTemplate()
	}
	issuer, err := a.issueOld(template, root, issuerBits, issuerHash)
	if err != nil || kind == CertificateSelfSHA1 {
		return issuer.chain(nil), err
	}
	bits, hash := 2048, x509.SHA256WithRSA
	switch kind {
	case CertificateRSA1024:
		bits = 1024
	case CertificateSHA1:
		hash = x509.SHA1WithRSA
	case CertificateMD5:
		hash = x509.MD5WithRSA
	}
	server := a.serverTemplate()
	if kind == CertificateNoSAN {
		server.DNSNames, server.IPAddresses = nil, nil
	}
	leaf, err := a.issueOld(server, issuer, bits, hash)
	return leaf.chain(issuer), err
}

func (a *authority) serverTemplate() *x509.Certificate {
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
}

// issueOld makes a certificate with an RSA key; without an issuer it signs itself.
func (a *authority) issueOld(c *x509.Certificate, issuer *signer, bits int, algorithm x509.SignatureAlgorithm) (*signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, fmt.Errorf("make a key of %d bits: %w", bits, err)
	}
	a.issued++
	c.SerialNumber = big.NewInt(a.issued)
	c.NotBefore, c.NotAfter = a.template.NotBefore, a.template.NotAfter
	if issuer == nil {
		issuer = &signer{certificate: c, key: key}
	}
	c.SignatureAlgorithm = algorithm
	if algorithm == x509.MD5WithRSA {
		c.SignatureAlgorithm = x509.SHA256WithRSA // the library signs nothing with MD5
	}
	der, err := x509.CreateCertificate(rand.Reader, c, issuer.certificate, &key.PublicKey, issuer.key)
	if err == nil && algorithm == x509.MD5WithRSA {
		der, err = signedWithMD5(der, issuer.key)
	}
	if err != nil {
		return nil, fmt.Errorf("make the certificate of %s: %w", c.Subject.CommonName, err)
	}
	return &signer{c, der, key}, nil
}

// chain is what a node presents.
func (s *signer) chain(issuer *signer) *tls.Certificate {
	if s == nil {
		return nil
	}
	c := &tls.Certificate{Certificate: [][]byte{s.der}, PrivateKey: s.key}
	if issuer != nil {
		c.Certificate = append(c.Certificate, issuer.der)
	}
	return c
}

// signedCertificate is a Certificate of RFC 5280, section 4.1. The algorithm is
// named in it twice: inside what is signed, and next to it.
type signedCertificate struct {
	TBS       asn1.RawValue
	Algorithm pkix.AlgorithmIdentifier
	Signature asn1.BitString
}

// signedWithMD5 signs a certificate anew that was signed with SHA-256 and RSA.
// The identifiers of the two algorithms have the same length and differ in the
// last byte (RFC 8017, appendix C: 1.2.840.113549.1.1.4 and .11).
func signedWithMD5(der []byte, key crypto.Signer) ([]byte, error) {
	var c signedCertificate
	if _, err := asn1.Unmarshal(der, &c); err != nil {
		return nil, err
	}
	sha256, err := asn1.Marshal(c.Algorithm.Algorithm)
	if err != nil {
		return nil, err
	}
	const md5WithRSA = 4
	c.Algorithm.Algorithm[len(c.Algorithm.Algorithm)-1] = md5WithRSA
	algorithm, err := asn1.Marshal(c.Algorithm.Algorithm)
	if err != nil {
		return nil, err
	}
	at := bytes.Index(c.TBS.FullBytes, sha256)
	if at < 0 {
		return nil, errors.New("the certificate is not signed with SHA-256 and RSA")
	}
	copy(c.TBS.FullBytes[at:], algorithm)
	sum := md5.Sum(c.TBS.FullBytes)
	signature, err := key.Sign(rand.Reader, sum[:], crypto.MD5)
	if err != nil {
		return nil, err
	}
	c.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	return asn1.Marshal(c)
}
