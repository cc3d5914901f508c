package remote

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// TLS says which certificate a node may present. The zero value verifies it
// against the system's authorities and the host, with TLS 1.2 or later.
type TLS struct {
	Roots      *x509.CertPool // nil: the system's
	ServerName string         // empty: the host
	// Pin is the SHA-256 of the node's certificate (DER). It takes the place of
	// the verification by authority, name and date.
	Pin *Pin
	// MinVersion is a tls.Version constant; zero means TLS 1.2. Windows Server
	// 2008 R2 without its TLS 1.2 update speaks 1.0 only.
	MinVersion uint16
	// InsecureSkipVerify accepts any certificate: anyone could impersonate the node.
	InsecureSkipVerify bool
}

// Pin is the SHA-256 of a certificate.
type Pin [sha256.Size]byte

// ParsePin reads "sha256:" and 64 hex digits, which may be parted by colons.
func ParsePin(s string) (Pin, error) {
	var p Pin
	digits, ok := strings.CutPrefix(strings.ToLower(s), "sha256:")
	b, err := hex.DecodeString(strings.ReplaceAll(digits, ":", ""))
	if !ok || err != nil || len(b) != len(p) {
		return p, fmt.Errorf("%q is not sha256: and 64 hex digits", s)
	}
	copy(p[:], b)
	return p, nil
}

// PinOf is the pin of a certificate.
func PinOf(c *x509.Certificate) Pin { return sha256.Sum256(c.Raw) }

// String is the form that ParsePin reads.
func (p Pin) String() string { return "sha256:" + hex.EncodeToString(p[:]) }

// Weaknesses says what of the settings lets someone else pose as the node, or
// read along, in words for a report; empty when nothing does.
func (t TLS) Weaknesses() []string {
	var w []string
	if t.InsecureSkipVerify && t.Pin == nil {
		w = append(w, "the certificates of the nodes were not verified")
	}
	if t.MinVersion != 0 && t.MinVersion < tls.VersionTLS12 {
		w = append(w, "TLS versions before 1.2 were allowed")
	}
	return w
}

// Weaknesses are those of the settings that matter on the way to the node.
func (t Target) Weaknesses() []string {
	if !t.HTTPS {
		return nil
	}
	return t.TLS.Weaknesses()
}

func (t Target) tlsConfig(client *tls.Certificate) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: t.TLS.Roots, ServerName: t.Host}
	if t.TLS.ServerName != "" {
		config.ServerName = t.TLS.ServerName
	}
	if t.TLS.MinVersion != 0 {
		config.MinVersion = t.TLS.MinVersion
	}
	if client != nil {
		config.Certificates = []tls.Certificate{*client}
		// http.sys requests a client certificate by renegotiation, which TLS 1.3 does not have.
		config.MaxVersion = tls.VersionTLS12
		config.Renegotiation = tls.RenegotiateOnceAsClient
	}
	if pin := t.TLS.Pin; pin != nil {
		config.InsecureSkipVerify = true
		config.VerifyConnection = func(s tls.ConnectionState) error {
			if PinOf(s.PeerCertificates[0]) != *pin {
				return errPin
			}
			return nil
		}
	}
	if t.TLS.InsecureSkipVerify {
		config.InsecureSkipVerify = true
	}
	return config
}

const anotherCertificate = "the certificate is not the pinned one"

var errPin = errors.New(anotherCertificate)

func tlsError(ctx context.Context, addr string, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return interrupted(ctx)
	}
	e := &Error{Kind: TLSFailed, Op: "TLS with " + addr, Err: err,
		Hint: "Check the certificate of the WinRM HTTPS listener: winrm enumerate winrm/config/listener."}
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, errPin):
		e.Text = anotherCertificate
		e.Hint = "If the node has a new certificate, pin that; if not, another machine answers."
	case refusedHash(err) != "":
		e.Text = "the certificate is signed with " + refusedHash(err) + ", which can be forged"
		e.Hint = fmt.Sprintf("Replace it with one signed with SHA-256, or pin the node's own with %s.", setting.TLSPin)
	case errors.As(err, &unknown):
		e.Text = "the certificate is signed by an authority that is not trusted here"
		e.Hint = fmt.Sprintf("Give the authority's certificate with %s, or pin the node's own with %s.", setting.CAFile, setting.TLSPin)
	case errors.As(err, &host) && unnamed(host.Certificate):
		e.Text = "the certificate has no subject alternative name (SAN), and its common name is not compared"
		e.Hint = fmt.Sprintf("Give the listener a certificate with the node's name as a DNS name in the SAN, or pin the node's own with %s.", setting.TLSPin)
	case errors.As(err, &host):
		e.Text = "the certificate is not for this name"
		e.Hint = fmt.Sprintf("Name the node as its certificate does, or give that name with %s.", setting.TLSServerName)
	case errors.As(err, &invalid):
		e.Text = "the certificate is not valid (expired, or not for servers)"
	case errors.As(err, &record):
		e.Text = "the node does not speak TLS on this port"
		e.Hint = "Use transport http (port 5985), or the port of the HTTPS listener."
	case strings.Contains(err.Error(), "protocol version"):
		e.Text = "the node speaks only TLS versions that are refused here"
		e.Hint = fmt.Sprintf("Install the TLS 1.2 update on the node, or allow an older version with %s.", setting.TLSMin)
	default:
		e.Text = "the handshake failed"
	}
	return e
}

// unnamed reports whether a certificate has no name that a client compares (RFC 9525,
// section 2): the common name is none.
func unnamed(c *x509.Certificate) bool {
	return c != nil && len(c.DNSNames) == 0 && len(c.IPAddresses) == 0
}
