package remote

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// scheme authenticates one link, once.
type scheme interface {
	// handshake exchanges what must precede the first message. It enters the logon
	// before the password, or anything derived from it, goes out.
	handshake(ctx context.Context, l *link, g *logon) error
	// authorization is the header of the next request, empty when the
	// connection itself is authenticated.
	authorization() string
	// verify looks at the answer to a message for the node's own proof, where
	// the scheme has one that comes with the first answer.
	verify(a *answer) error
	// refused is the error for a 401.
	refused(a *answer) error
	// sealer protects the messages; nil when TLS does.
	sealer() sealer
}

// sealer encrypts requests and decrypts answers in the order they are sent.
type sealer interface {
	seal(plain []byte) (signature, sealed []byte, err error)
	unseal(signature, sealed []byte) ([]byte, error)
}

// newScheme prepares the scheme that the target names, and no other.
func newScheme(t Target, c Credentials) (scheme, error) {
	refuse := func(text, hint string) (scheme, error) {
		return nil, &Error{Kind: Refused, Text: text, Hint: hint}
	}
	switch {
	case c.CurrentUser != nil && t.Auth != Kerberos && t.Auth != NTLM:
		return refuse("the current user logs on with kerberos or ntlm only", "Use auth kerberos or ntlm, or give credentials for "+string(t.Auth)+".")
	case c.CurrentUser != nil:
		return &osScheme{user: c.CurrentUser, wanted: c.User, auth: t.Auth, spn: cmp.Or(t.SPN, "HTTP/"+t.Host), sealing: !t.HTTPS}, nil
	case t.Auth == Basic && !t.HTTPS:
		return refuse("Basic authentication over HTTP would send the password in clear", "Use transport https for this node, or auth kerberos or ntlm.")
	case t.Auth == Certificate && !t.HTTPS:
		return refuse("a client certificate needs TLS", "Use transport https for this node.")
	case t.Auth == Certificate && c.Client == nil:
		return refuse("there is no client certificate", fmt.Sprintf("Give one with %s and %s.", setting.ClientCert, setting.ClientKey))
	case t.Auth == Kerberos && c.Tickets == nil:
		return refuse("there are no Kerberos tickets", fmt.Sprintf("Give a password, %s or a credential cache.", setting.Keytab))
	case (t.Auth == Basic || t.Auth == NTLM) && c.Password.Empty():
		return refuse("there is no password", fmt.Sprintf("Give one with %s, %s or CLUSTERDRIFT_PASSWORD.", setting.PasswordFile, setting.PasswordStdin))
	}
	switch t.Auth {
	case Basic:
		pair := c.User + ":" + c.Password.Reveal()
		return &basicScheme{"Basic " + base64.StdEncoding.EncodeToString([]byte(pair))}, nil
	case Certificate:
		return certificateScheme{}, nil
	case NTLM:
		return &ntlmScheme{credentials: c, sealing: !t.HTTPS}, nil
	case Kerberos:
		return &kerberosScheme{tickets: c.Tickets, spn: cmp.Or(t.SPN, "HTTP/"+t.Host), sealing: !t.HTTPS}, nil
	}
	return refuse("unknown authentication "+string(t.Auth), "Use kerberos, ntlm, certificate or basic.")
}

// certificateScheme says in each request that the client certificate, which TLS
// has shown already, is meant to authenticate.
type certificateScheme struct{}

func (certificateScheme) handshake(context.Context, *link, *logon) error { return nil }
func (certificateScheme) authorization() string {
	return "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"
}
func (certificateScheme) verify(*answer) error    { return nil }
func (certificateScheme) refused(a *answer) error { return refusal(Certificate, a) }
func (certificateScheme) sealer() sealer          { return nil }
