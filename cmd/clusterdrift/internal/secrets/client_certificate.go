package secrets

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// maxCertificateFile bounds a file with a certificate, in bytes.
const maxCertificateFile = 1 << 20

// ReadKeyPair reads a certificate and its key, each from a PEM file. Other users
// must not be able to read the key.
func ReadKeyPair(certFile, keyFile string) (*tls.Certificate, error) {
	cert, err := input.ReadFile(certFile, maxCertificateFile)
	if err != nil {
		return nil, cli.Usage(fmt.Sprintf("read the client certificate %s: %v", certFile, cli.Cause(err)), "check --client-cert")
	}
	f, err := openPrivate(keyFile, "the key file", asFileOnly)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	key, err := io.ReadAll(f)
	if err != nil {
		return nil, cli.Usage(fmt.Sprintf("read the key file %s: %v", keyFile, cli.Cause(err)), "check --client-key")
	}
	return keyPair(certFile, keyFile, cert, key)
}

// keyPair makes a certificate of what two files hold. What is wrong with them is
// said in words of its own: the library repeats what is in the files.
func keyPair(certFile, keyFile string, cert, key []byte) (*tls.Certificate, error) {
	refuse := func(problem, hint string) (*tls.Certificate, error) { return nil, cli.Usage(problem, hint) }
	certBlock, keyBlock := blockOf(cert, "CERTIFICATE"), blockOf(key, "PRIVATE KEY")
	switch {
	case certBlock == nil && blockOf(cert, "PRIVATE KEY") != nil:
		return refuse(certFile+" holds a key and no certificate", "give the certificate with --client-cert and the key with --client-key")
	case certBlock == nil:
		return refuse(certFile+" holds no certificate in PEM form", "convert a .pfx file: openssl pkcs12 -in FILE.pfx -nokeys -out client.pem")
	case keyBlock == nil && blockOf(key, "CERTIFICATE") != nil:
		return refuse(keyFile+" holds a certificate and no key", "give the certificate with --client-cert and the key with --client-key")
	case keyBlock == nil:
		return refuse(keyFile+" holds no private key in PEM form", "convert a .pfx file: openssl pkcs12 -in FILE.pfx -nocerts -noenc -out client.key")
	case keyBlock.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(keyBlock.Headers["Proc-Type"], "ENCRYPTED"):
		return refuse("the key in "+keyFile+" has a passphrase", "remove it: openssl pkey -in FILE -out client.key, and keep the result to yourself")
	}
	leaf, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return refuse("the certificate in "+certFile+" is damaged", "export it again, in PEM form")
	}
	pair, err := tls.X509KeyPair(cert, key)
	switch {
	case err == nil:
		return &pair, nil
	case !readableKey(keyBlock.Bytes):
		return refuse("the key in "+keyFile+" is damaged, or of a kind that is not supported", "export it again, in PEM form: RSA, ECDSA or Ed25519")
	}
	return refuse(fmt.Sprintf("the key in %s does not belong to the certificate in %s, which is for %q", keyFile, certFile, leaf.Subject.CommonName),
		"give both from the same export; the certificate of the client is the first in its file")
}

// blockOf is the first PEM block whose type ends in the given words; nil when there
// is none.
func blockOf(data []byte, ending string) *pem.Block {
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			return nil
		}
		if strings.HasSuffix(block.Type, ending) && len(bytes.TrimSpace(block.Bytes)) > 0 {
			return block
		}
	}
}

// readableKey reports whether a key is in one of the forms that TLS takes.
func readableKey(der []byte) bool {
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return true
	}
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return true
	}
	_, err := x509.ParseECPrivateKey(der)
	return err == nil
}
