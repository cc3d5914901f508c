package remote

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strings"
)

// scheme authenticates one link, once.
type scheme interface {
	// handshake exchanges what must precede the first message.
	handshake(ctx context.Context, l *link) error
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

// newScheme prepares the scheme that the target asks for, and no other.
func newScheme(t Target, c Credentials) (scheme, error) {
	refuse := func(text, hint string) (scheme, error) {
		return nil, &Error{Kind: Refused, Text: text, Hint: hint}
	}
	switch {
	case t.Auth == Basic && !t.HTTPS:
		return refuse("Basic authentication over HTTP would send the password in clear", "Use transport https for this node, or auth kerberos or ntlm.")
	case t.Auth == Certificate && !t.HTTPS:
		return refuse("a client certificate needs TLS", "Use transport https for this node.")
	case t.Auth == Certificate && c.Client == nil:
		return refuse("there is no client certificate", "Give one with --client-cert and --client-key.")
	case t.Auth == Kerberos && c.Tickets == nil:
		return refuse("there are no Kerberos tickets", "Give a password, --keytab FILE or a credential cache.")
	case (t.Auth == Basic || t.Auth == NTLM) && c.Password.Empty():
		return refuse("there is no password", "Give one with --password-file, --password-stdin or CLUSTERDRIFT_PASSWORD.")
	}
	switch t.Auth {
	case Basic:
		pair := c.User + ":" + c.Password.Reveal()
		return &headerScheme{Basic, "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))}, nil
	case Certificate:
		return &headerScheme{Certificate, "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"}, nil
	case NTLM:
		return &ntlmScheme{credentials: c, sealing: !t.HTTPS}, nil
	case Kerberos:
		return &kerberosScheme{tickets: c.Tickets, spn: cmp.Or(t.SPN, "HTTP/"+t.Host), sealing: !t.HTTPS}, nil
	}
	return refuse("unknown authentication "+string(t.Auth), "Use kerberos, ntlm, certificate or basic.")
}

// headerScheme sends the same header with every request, over TLS: user and
// password, or the word that the client certificate is meant to authenticate.
type headerScheme struct {
	auth   Auth
	header string
}

func (h *headerScheme) handshake(context.Context, *link) error { return nil }
func (h *headerScheme) authorization() string                  { return h.header }
func (h *headerScheme) verify(*answer) error                   { return nil }
func (h *headerScheme) refused(a *answer) error                { return refusal(h.auth, a) }
func (h *headerScheme) sealer() sealer                         { return nil }

// refusal is the error for a 401. It names the schemes that the node offered,
// from a fixed set, since the header is the node's text.
func refusal(auth Auth, a *answer) error {
	e := &Error{Kind: AuthRefused, Op: "authenticate with " + string(auth)}
	offered := offeredSchemes(a.challenges)
	offers := "it offers " + strings.Join(offered, ", ")
	if len(offered) == 0 {
		offers = "it does not say what it offers"
	}
	takes := func(schemes ...string) bool {
		return slices.ContainsFunc(offered, func(s string) bool { return slices.Contains(schemes, s) })
	}
	switch {
	case auth == Certificate:
		e.Text = "the node refused the client certificate (" + offers + ")"
		e.Hint = "On the node: winrm set winrm/config/service/auth @{Certificate=\"true\"}, and map the certificate to a user: winrm create winrm/config/service/certmapping."
	case auth == Basic && len(offered) > 0 && !takes("Basic"):
		e.Text = "the node does not take Basic (" + offers + ")"
		e.Hint = "Use auth kerberos or ntlm."
	case auth == NTLM && len(offered) > 0 && !takes("Negotiate"):
		e.Text = "the node does not take NTLM (" + offers + ")"
		e.Hint = "Use auth kerberos. To allow it on the node: winrm set winrm/config/service/auth @{Negotiate=\"true\"}"
	case auth == Kerberos && len(offered) > 0 && !takes("Negotiate", "Kerberos"):
		e.Text = "the node does not take Kerberos (" + offers + ")"
		e.Hint = "On the node: winrm set winrm/config/service/auth @{Kerberos=\"true\"}"
	case auth == Kerberos:
		e.Text = "the node refused the ticket (" + offers + ")"
		e.Hint = "Check that the SPN belongs to the node's own account (setspn -Q HTTP/node.domain), and that the user may use WinRM there."
	default:
		e.Text = "the node refused the credentials (" + offers + ")"
		e.Hint = "Check user and password; the account must be an administrator of the node or be allowed by its WinRM service. Where NTLM is off in the domain, use auth kerberos."
	}
	return e
}

func offeredSchemes(challenges []string) []string {
	var offered []string
	for _, known := range []string{"Negotiate", "Kerberos", "CredSSP", "Basic"} {
		for _, c := range challenges {
			name, _, _ := strings.Cut(strings.TrimSpace(c), " ")
			if strings.EqualFold(name, known) {
				offered = append(offered, known)
				break
			}
		}
	}
	return offered
}
