package fleet_test

import (
	"crypto/x509"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// TestWeaknesses has one node for each kind of weakness, one that is down, of which
// the settings are known, and one that does not let us in, of which the certificate
// is known as well.
func TestWeaknesses(t *testing.T) {
	const (
		old     = "TLS versions before 1.2 were allowed"
		short   = "the node's certificate has an RSA key of 1024 bits, which is too short: replace it with one of at least 2048 bits"
		forged  = "the node's certificate is signed with SHA-1, which can be forged: replace it with one signed with SHA-256"
		skipped = "the certificates of the nodes were not verified"
	)
	nodes := windows.Healthy(6, password)
	nodes[1].Conduct.Certificate = simulator.CertificateRSA1024
	nodes[2].Conduct.Certificate = simulator.CertificateSelfSHA1
	nodes[3].Conduct.Down = true
	nodes[4].Conduct.Fault = simulator.FaultEcho
	nodes[5].Conduct.Certificate, nodes[5].Conduct.Offers = simulator.CertificateRSA1024, []string{"Kerberos"}
	f, jobs := farm(t, nodes, simulator.Options{HTTPS: true})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(f.Endpoints()[0].CA)
	for i := range jobs {
		jobs[i].Target.HTTPS = true
		jobs[i].Target.TLS = remote.TLS{Roots: roots, MinVersion: 0x0301}
	}
	jobs[2].Target.TLS = remote.TLS{InsecureSkipVerify: true}
	want := [][]string{
		{old}, {old, short}, {skipped, forged}, {old},
		{old, "NODE0005 sent back the password; it is masked, and nothing that came with it counts: change the password"},
		{old, short},
	}
	for i, n := range fleet.Scan(t.Context(), jobs, options(6)) {
		if !slices.Equal(n.Weaknesses, want[i]) {
			t.Errorf("%s: weaknesses %q, want %q", n.Name, n.Weaknesses, want[i])
		}
	}
}
