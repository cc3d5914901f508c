package remote

import (
	"context"
	"encoding/base64"
	"strings"
)

// scheme authenticates one link.
type scheme interface {
	// handshake exchanges what must precede the first message.
	handshake(ctx context.Context, l *link) error
	// authorization is the header of the next request, empty when the
	// connection itself is authenticated.
	authorization() string
	// sealer protects the messages; nil when TLS does.
	sealer() sealer
}

// sealer encrypts requests and decrypts answers in the order they are sent.
type sealer interface {
	seal(plain []byte) (signature, sealed []byte, err error)
	unseal(signature, sealed []byte) ([]byte, error)
}

func newScheme(t Target, c Credentials) (scheme, error) {
	switch {
	case t.Auth == Basic && !t.HTTPS:
		return nil, &Error{Kind: Refused, Text: "Basic authentication over HTTP would send the password in clear",
			Hint: "Use transport https for this node, or auth ntlm."}
	case t.Auth == Basic:
		return &basicScheme{c}, nil
	case t.Auth == NTLM && c.Password.Empty():
		return nil, &Error{Kind: Refused, Text: "there is no password", Hint: "Give one with --password-file, --password-stdin or CLUSTERDRIFT_PASSWORD."}
	case t.Auth == NTLM:
		return &ntlmScheme{credentials: c, sealing: !t.HTTPS}, nil
	}
	return nil, &Error{Kind: Refused, Text: "unknown authentication " + string(t.Auth), Hint: "Use ntlm or basic."}
}

// basicScheme sends user and password with every request, over TLS.
type basicScheme struct{ credentials Credentials }

func (b *basicScheme) handshake(context.Context, *link) error { return nil }

func (b *basicScheme) authorization() string {
	pair := b.credentials.User + ":" + b.credentials.Password.Reveal()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))
}

func (b *basicScheme) sealer() sealer { return nil }

// refusal is the error for a 401. It names the schemes that the node offered,
// from a fixed set, since the header is the node's text.
func refusal(auth Auth, a *answer) error {
	e := &Error{Kind: AuthRefused, Op: "authenticate with " + string(auth)}
	offered := offeredSchemes(a.challenges)
	switch {
	case len(offered) == 0:
		e.Text = "the node refused the credentials"
	case auth == Basic && !contains(offered, "Basic"):
		e.Text = "the node does not offer Basic, only " + strings.Join(offered, ", ")
		e.Hint = "Use auth ntlm."
		return e
	case auth == NTLM && !contains(offered, "Negotiate"):
		e.Text = "the node does not offer Negotiate, only " + strings.Join(offered, ", ")
		e.Hint = "On the node: winrm set winrm/config/service/auth @{Negotiate=\"true\"}"
		return e
	default:
		e.Text = "the node refused the credentials (it offers " + strings.Join(offered, ", ") + ")"
	}
	e.Hint = "Check user and password; the account must be an administrator of the node or be allowed by its WinRM service."
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

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
