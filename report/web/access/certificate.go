package access

import (
	"crypto/tls"
	"fmt"
	"time"
)

// maxPEM bounds a file of certificates or a key, in bytes.
const maxPEM = 1 << 20

// TLS is how the server proves who it is: from TLS 1.2 on, by the certificate of the
// configuration. The files are read again when they change. What is wrong with them is an
// *Error; what the library says of a key is in none.
func (c *Config) TLS(now func() time.Time, complain func(string)) (*tls.Config, error) {
	w, err := watch([]string{c.Certificate, c.Key}, maxPEM, now, complain, func(data [][]byte) (*tls.Certificate, error) {
		pair, err := tls.X509KeyPair(data[0], data[1])
		if err != nil {
			return nil, &Error{fmt.Sprintf("%s and %s are not a certificate and its key in PEM", c.Certificate, c.Key), "write both in PEM, the certificate of the server first and its intermediates after it"}
		}
		return &pair, nil
	})
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return w.get(), nil },
	}, nil
}
