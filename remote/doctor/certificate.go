package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
)

// expirySoon is how long before its end a certificate is worth a warning.
const expirySoon = 30 * 24 * time.Hour

// tls notes what protects the connection and whom the node says it is.
func (e *examination) tls(s session) {
	switch {
	case !e.target.HTTPS:
		e.note(Step{Name: TLS, Status: Skipped, Text: "transport http: the messages themselves are sealed"})
		return
	case len(s.presented) == 0:
		e.note(Step{Name: TLS, Status: Skipped, Text: "the certificate could not be seen"})
		return
	}
	step := Step{Name: TLS, Status: OK, Text: tls.VersionName(s.version) + ", " + s.cipher, Details: s.describe()}
	for _, weakness := range append(e.target.TLS.Weaknesses(), remote.CertificateWeaknesses(s.presented)...) {
		step.Status = Warning
		step.Details = append(step.Details, "weak: "+weakness)
	}
	if left := s.presented[0].NotAfter.Sub(e.now()); left < expirySoon {
		step.Status = Warning
		step.Details = append(step.Details, expiry(left))
		step.Fix = append(step.Fix, "Renew the certificate of the node's HTTPS listener: winrm enumerate winrm/config/listener names it.")
	}
	e.note(step)
}

func expiry(left time.Duration) string {
	const day = 24 * time.Hour
	if left < 0 {
		return "the certificate has expired"
	}
	return fmt.Sprintf("the certificate expires within %d days", int((left+day-1)/day))
}

// mostNames is how many names of a certificate are shown.
const mostNames = 10

// names are those of a certificate that a client compares.
func names(c *x509.Certificate) string {
	all := slices.Clone(c.DNSNames)
	for _, address := range c.IPAddresses {
		all = append(all, address.String())
	}
	if len(all) == 0 {
		return "none: the certificate has no subject alternative name (SAN)"
	}
	if more := len(all) - mostNames; more > 0 {
		all = append(all[:mostNames], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(all, ", ")
}

// describe shows what a person compares to know the node; nothing when it
// showed no certificate.
func (s session) describe() []string {
	if len(s.presented) == 0 {
		return nil
	}
	c := s.presented[0]
	return []string{
		"subject  " + c.Subject.String(),
		"issuer   " + c.Issuer.String(),
		"names    " + names(c),
		"expires  " + c.NotAfter.UTC().Format(time.DateOnly),
		"pin      " + remote.PinOf(c).String(),
	}
}
