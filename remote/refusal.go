package remote

import (
	"fmt"
	"slices"
	"strings"
)

// noChallenge is the error for an answer other than the 401 by which a node asks
// for credentials.
func noChallenge(op string, a *answer) error {
	return &Error{Kind: Malformed, Op: op, Text: fmt.Sprintf("unexpected HTTP status %d instead of a challenge", a.status),
		Hint: "Check that WinRM listens on this port: winrm enumerate winrm/config/listener."}
}

// notTaken is the error for a 401 of a node that does not take the scheme, and so
// has not looked at any password.
func notTaken(auth Auth, a *answer) error {
	e := &Error{Kind: AuthFailed, Op: "authenticate with " + string(auth)}
	switch auth {
	case Basic:
		e.Text = "the node does not take Basic"
		e.Hint = "Use auth kerberos or ntlm."
	case NTLM:
		e.Text = "the node does not take NTLM"
		e.Hint = "Use auth kerberos. To allow it on the node: winrm set winrm/config/service/auth @{Negotiate=\"true\"}"
		switch {
		case len(offeredSchemes(a.challenges)) > 0 && !offers(a, "Negotiate", "Kerberos", "NTLM"):
			e.Hint = "To allow it on the node: winrm set winrm/config/service/auth @{Negotiate=\"true\"}; neither NTLM nor Kerberos is on there."
		case offers(a, "Negotiate"):
			e.Hint = "Use auth kerberos: NTLM is turned off on the node or in its domain."
		case offers(a, "NTLM"):
			e.Text = "what answers takes NTLM by itself, and not within Negotiate as WinRM does"
			e.Hint = notWinRM
		}
	case Kerberos:
		e.Text = "the node does not take Kerberos"
		e.Hint = "On the node: winrm set winrm/config/service/auth @{Kerberos=\"true\"}"
	}
	e.Text += offerText(a)
	return e
}

// refusal is the error for a 401 to credentials that were shown.
func refusal(auth Auth, a *answer) error {
	e := &Error{Kind: AuthRefused, Op: "authenticate with " + string(auth)}
	switch {
	case auth == Certificate:
		e.Text = "the node refused the client certificate"
		e.Hint = "On the node: winrm set winrm/config/service/auth @{Certificate=\"true\"}, and map the certificate to a user: winrm create winrm/config/service/certmapping."
	case auth == Kerberos && len(offeredSchemes(a.challenges)) > 0 && !offers(a, "Negotiate", "Kerberos"):
		return notTaken(Kerberos, a)
	case auth == Kerberos:
		e.Text = "the node refused the ticket"
		e.Hint = "Check that the SPN belongs to the node's own account (setspn -Q HTTP/node.domain), and that the user may use WinRM there."
	default:
		e.Text = "the node refused the credentials"
		e.Hint = "Check user and password; the account must be an administrator of the node or be allowed by its WinRM service. Where NTLM is off in the domain, use auth kerberos."
	}
	e.Text += offerText(a)
	return e
}

// offers reports whether the node takes one of the schemes.
func offers(a *answer, schemes ...string) bool {
	return slices.ContainsFunc(offeredSchemes(a.challenges), func(s string) bool { return slices.Contains(schemes, s) })
}

// offerText names the schemes that the node offers, from a fixed set, since the
// header is the node's text.
func offerText(a *answer) string {
	if offered := offeredSchemes(a.challenges); len(offered) > 0 {
		return " (it offers " + strings.Join(offered, ", ") + ")"
	}
	return " (it does not say what it offers)"
}

func offeredSchemes(challenges []string) []string {
	var offered []string
	for _, known := range []string{"Negotiate", "Kerberos", "NTLM", "CredSSP", "Digest", "Basic"} {
		if slices.ContainsFunc(challenges, func(c string) bool { return challenged(c, known) }) {
			offered = append(offered, known)
		}
	}
	return offered
}

// challenged reports whether a WWW-Authenticate header, which may hold several
// challenges with commas between them, has one of the scheme.
func challenged(header, scheme string) bool {
	quoted := false
	parts := strings.FieldsFunc(header, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
	return slices.ContainsFunc(parts, func(part string) bool {
		name, _, _ := strings.Cut(strings.TrimSpace(part), " ")
		return strings.EqualFold(name, scheme)
	})
}
