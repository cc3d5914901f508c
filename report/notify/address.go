package notify

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// checkURL reads the URL of a webhook. The problem, empty when there is none, repeats nothing
// of it.
func checkURL(text string) (u *url.URL, problem string) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, "it is not a URL that begins with https://"
	case u.Scheme == "http" && !loopback(net.JoinHostPort(u.Hostname(), "80")):
		return nil, "without TLS, others could read the notices: the URL begins with http:// and is not of this machine"
	case u.User != nil:
		return nil, "the URL has a user or a password in it, which other users can read"
	}
	return u, ""
}

// loopback reports whether an address, HOST:PORT, is of this machine.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// maxCAFile bounds a file of certificates, in bytes.
const maxCAFile = 1 << 20

// tlsConfig is how a server proves who it is: by a certificate for its name. The failure is
// nil when there is none.
func tlsConfig(host, caFile string) (*tls.Config, *Failure) {
	c := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if caFile == "" {
		return c, nil
	}
	data, err := input.ReadFile(caFile, maxCAFile)
	if err != nil {
		return nil, &Failure{Problem: "the file of ca_file cannot be read"}
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(data) {
		return nil, &Failure{Problem: "the file of ca_file has no certificate in PEM"}
	}
	return c, nil
}
