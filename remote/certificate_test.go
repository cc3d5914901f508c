package remote_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// TestCertificateWeaknesses goes into nodes with old certificates, which are
// pinned where no authority vouches for them.
func TestCertificateWeaknesses(t *testing.T) {
	const (
		shortKey  = "the node's certificate has an RSA key of 1024 bits, which is too short: replace it with one of at least 2048 bits"
		shortCA   = `the certificate authority "simulated issuer" that the node presents has an RSA key of 1024 bits, which is too short: replace it with one of at least 2048 bits`
		sha1      = "the node's certificate is signed with SHA-1, which can be forged: replace it with one signed with SHA-256"
		md5       = "the node's certificate is signed with MD5, which can be forged: replace it with one signed with SHA-256"
		sha1CA    = `the certificate authority "simulated issuer" that the node presents is signed with SHA-1, which can be forged: replace it with one signed with SHA-256`
		notPinned = "TLS versions before 1.2 were allowed"
	)
	want := map[string][]string{
		"":                                 nil,
		simulator.CertificateRSA1024:       {shortKey},
		simulator.CertificateSHA1:          {sha1},
		simulator.CertificateMD5:           {md5},
		simulator.CertificateIssuerRSA1024: {shortCA},
		simulator.CertificateIssuerSHA1:    {sha1CA},
		simulator.CertificateRootSHA1:      nil,
		simulator.CertificateSelfSHA1:      {sha1},
	}
	for _, kind := range append(simulator.Certificates(), "") {
		t.Run(kind, func(t *testing.T) {
			node := windows.Healthy(1, password)[0]
			node.Conduct.Certificate = kind
			farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{HTTPS: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(farm.Close)
			to := target(farm)
			to.TLS.InsecureSkipVerify = true
			pin := remote.PinOf(open(t, to).Node().Certificate)
			to.TLS = remote.TLS{Pin: &pin}
			if got := open(t, to).Weaknesses(); !slices.Equal(got, want[kind]) {
				t.Errorf("weaknesses %q, want %q", got, want[kind])
			}
			to.TLS.MinVersion = 0x0302
			if got := open(t, to).Weaknesses(); !slices.Equal(got, append([]string{notPinned}, want[kind]...)) {
				t.Errorf("weaknesses %q, want those of the settings first", got)
			}
		})
	}
}

// TestBrokenSignatureIsRefused: an authority that is trusted does not help when
// the signature can be forged.
func TestBrokenSignatureIsRefused(t *testing.T) {
	node := windows.Healthy(1, password)[0]
	node.Conduct.Certificate = simulator.CertificateSHA1
	farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	_, err = remote.Open(t.Context(), target(farm), credentials(), options())
	checkError(t, err, remote.TLSFailed)
	if !strings.Contains(err.Error(), "signed with SHA-1") {
		t.Errorf("error %v", err)
	}
}
