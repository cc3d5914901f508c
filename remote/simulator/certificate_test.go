package simulator

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// presenting dials with a certificate of the client's own, or none.
func presenting(t *testing.T, f *Farm, version uint16, certificates ...tls.Certificate) *client {
	t.Helper()
	c := dial(t, f.Endpoints()[0])
	config := c.http.Transport.(*http.Transport).TLSClientConfig
	config.MinVersion, config.MaxVersion, config.Certificates = version, version, certificates
	return c
}

// clientCertificate is what the farm tells its clients to present.
func clientCertificate(t *testing.T, f *Farm) tls.Certificate {
	t.Helper()
	pair, err := tls.X509KeyPair(f.ClientCertificate())
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

func mutual() http.Header {
	return http.Header{
		"Authorization": {"http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"},
		"Content-Type":  {testSoapType},
	}
}

func TestClientCertificate(t *testing.T) {
	another, err := newAuthority(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := another.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "simulated client"}})
	if err != nil {
		t.Fatal(err)
	}
	none := func(*Farm) []tls.Certificate { return nil }
	right := func(f *Farm) []tls.Certificate { return []tls.Certificate{clientCertificate(t, f)} }
	for _, tt := range []struct {
		name    string
		account windows.Account
		present func(*Farm) []tls.Certificate
		header  http.Header
		want    int
	}{
		{"right", windows.Account{Certificate: true}, right, mutual(), 200},
		{"none", windows.Account{Certificate: true}, none, mutual(), 401},
		{"without the header", windows.Account{Certificate: true}, right, http.Header{"Content-Type": {testSoapType}}, 401},
		{"header of another profile", windows.Account{Certificate: true}, right, http.Header{"Authorization": {"http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/basic"}}, 401},
		{"of another account", windows.Account{Certificate: true}, func(*Farm) []tls.Certificate { return []tls.Certificate{stranger.tls} }, mutual(), 401},
		{"of the node itself", windows.Account{Certificate: true}, func(f *Farm) []tls.Certificate { return []tls.Certificate{f.identity.server.tls} }, mutual(), 401},
		{"node without it", windows.Account{}, right, mutual(), 401},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(tt.name+" "+tls.VersionName(version), func(t *testing.T) {
				f := farmOf(t, &windows.Node{Account: tt.account}, &fakeWindows{}, Options{HTTPS: true})
				c := presenting(t, f, version, tt.present(f)...)
				for range 2 { // each request has to say it
					resp, _ := c.post(tt.header, []byte(wqlMessage))
					if resp.StatusCode != tt.want {
						t.Errorf("status %d, want %d", resp.StatusCode, tt.want)
					}
				}
				if resp, _ := c.post(http.Header{}, []byte(wqlMessage)); resp.StatusCode != 401 {
					t.Errorf("the connection is authenticated: status %d", resp.StatusCode)
				}
			})
		}
	}
}

func TestClientCertificateNeedsHTTPS(t *testing.T) {
	f := farmOf(t, &windows.Node{Account: windows.Account{Certificate: true}}, &fakeWindows{}, Options{})
	if certificate, key := f.ClientCertificate(); certificate != nil || key != nil {
		t.Error("a certificate without HTTPS")
	}
	if resp, _ := dial(t, f.Endpoints()[0]).post(mutual(), []byte(wqlMessage)); resp.StatusCode != 401 {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestClientCertificateIsForClients(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{HTTPS: true})
	leaf, err := x509.ParseCertificate(clientCertificate(t, f).Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(f.Endpoints()[0].CA)
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		t.Error(err)
	}
	if slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageServerAuth) {
		t.Error("a client could pose as a node")
	}
}
