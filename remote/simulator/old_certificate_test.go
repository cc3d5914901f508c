package simulator

import (
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// presented is what a node shows to a client that accepts anything.
func presented(t *testing.T, e Endpoint) []*x509.Certificate {
	t.Helper()
	conn, err := tls.Dial("tcp", fmt.Sprintf("%s:%d", e.Host, e.Port), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates
}

// TestOldCertificates has a node for each kind.
func TestOldCertificates(t *testing.T) {
	type shown struct {
		Bits int // of an RSA key
		Hash x509.SignatureAlgorithm
	}
	strong, issuer := shown{2048, x509.SHA256WithRSA}, shown{2048, x509.ECDSAWithSHA256}
	want := map[string][]shown{
		CertificateRSA1024:       {{1024, x509.SHA256WithRSA}, issuer},
		CertificateSHA1:          {{2048, x509.SHA1WithRSA}, issuer},
		CertificateMD5:           {{2048, x509.MD5WithRSA}, issuer},
		CertificateIssuerRSA1024: {strong, {1024, x509.ECDSAWithSHA256}},
		CertificateIssuerSHA1:    {strong, {2048, x509.ECDSAWithSHA1}},
		CertificateRootSHA1:      {strong, {2048, x509.SHA1WithRSA}},
		CertificateSelfSHA1:      {{2048, x509.SHA1WithRSA}},
		CertificateNoSAN:         {strong, issuer},
	}
	for _, kind := range Certificates() {
		t.Run(kind, func(t *testing.T) {
			f := farmOf(t, &windows.Node{Conduct: windows.Conduct{Certificate: kind}}, &fakeWindows{}, Options{HTTPS: true})
			certificates := presented(t, f.Endpoints()[0])
			var got []shown
			for _, c := range certificates {
				got = append(got, shown{c.PublicKey.(*rsa.PublicKey).N.BitLen(), c.SignatureAlgorithm})
			}
			if diff := cmp.Diff(want[kind], got); diff != "" {
				t.Errorf("want - got +\n%s", diff)
			}
			if unnamed := len(certificates[0].DNSNames)+len(certificates[0].IPAddresses) == 0; unnamed != (kind == CertificateNoSAN) {
				t.Errorf("names %q and %v", certificates[0].DNSNames, certificates[0].IPAddresses)
			}
			if kind == CertificateMD5 {
				sum := md5.Sum(certificates[0].RawTBSCertificate)
				if err := rsa.VerifyPKCS1v15(certificates[1].PublicKey.(*rsa.PublicKey), crypto.MD5, sum[:], certificates[0].Signature); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestUnknownCertificate(t *testing.T) {
	n := windows.Healthy(1, "p")[0]
	n.Conduct.Certificate = "rsa-512"
	if f, err := Start([]*windows.Node{n}, Options{HTTPS: true}); err == nil {
		f.Close()
		t.Error("a certificate that no one has described")
	}
}
