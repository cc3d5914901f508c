package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
	"github.com/clusterdrift/clusterdrift/remote/sspi"
)

// osContext is one authentication by the operating system, which holds the credentials
// of whoever runs the program. Package sspi has the one of Windows.
type osContext interface {
	// Step takes the node's token, nil at first, and makes ours.
	Step(token []byte) (out []byte, complete bool, err error)
	// Established gives the properties of a complete context.
	Established() (sspi.Properties, error)
	Seal(plain []byte) (signature, sealed []byte, err error)
	Unseal(signature, sealed []byte) ([]byte, error)
}

// osScheme authenticates as the current user, with the one package that the target
// names. It exchanges the same messages as kerberosScheme and ntlmScheme.
type osScheme struct {
	user    *CurrentUser
	wanted  string // who is to log on; empty: whoever the current user is
	auth    Auth
	spn     string
	sealing bool

	context  osContext
	token    []byte // ours, until it is sent
	complete bool
	account  string // who was logged on; empty: not known
}

func (o *osScheme) op() string { return "authenticate with " + string(o.auth) + " as the current user" }

func (o *osScheme) handshake(ctx context.Context, l *link, g *logon) error {
	if err := o.begin(ctx, l); err != nil {
		return err
	}
	if o.auth == NTLM {
		if err := o.challenged(ctx, l); err != nil {
			return err
		}
		if err := g.enter(ctx); err != nil {
			return err
		}
	}
	if !o.sealing {
		return nil
	}
	a, err := l.leg(ctx, o.op(), o.authorization())
	switch {
	case err != nil:
		return err
	case a.status == http.StatusUnauthorized && o.auth == NTLM:
		return g.refuse(o.refused(a))
	case a.status == http.StatusUnauthorized:
		return o.refused(a)
	}
	if o.auth == NTLM {
		g.end(LogonUnproven)
	}
	return o.verify(a)
}

// begin opens the context and makes the first token.
func (o *osScheme) begin(ctx context.Context, l *link) error {
	var bindings []byte
	if cb := channelBindings(l.peer); cb != nil {
		bindings = cb.ApplicationData
	}
	return o.advance(ctx, l, func() (osContext, []byte, bool, error) {
		context, err := o.user.open(o.securityPackage(), o.spn, bindings)
		if err != nil {
			return nil, nil, false, err
		}
		out, complete, err := context.Step(nil)
		return context, out, complete, err
	})
}

func (o *osScheme) securityPackage() sspi.Package {
	if o.auth == NTLM {
		return sspi.NTLM
	}
	return sspi.Kerberos
}

// challenged sends the first token of NTLM and answers the challenge that it brings.
func (o *osScheme) challenged(ctx context.Context, l *link) error {
	if o.complete {
		return o.malformed("Windows made no NTLM exchange: it was complete before the challenge")
	}
	a, err := l.leg(ctx, o.op(), o.authorization())
	if err != nil {
		return err
	}
	challenge, err := ntlmChallenge(a, o.sealing)
	if err != nil {
		return err
	}
	context := o.context
	err = o.advance(ctx, l, func() (osContext, []byte, bool, error) {
		out, complete, err := context.Step(challenge)
		return context, out, complete, err
	})
	if err != nil {
		return err
	}
	if !o.complete {
		return o.malformed("Windows did not complete the NTLM exchange")
	}
	if o.account, err = ntlmAccount(o.token, o.sealing); err != nil {
		return err
	}
	return o.expected()
}

// advance takes one step. Windows may wait for a domain controller, and cannot be
// interrupted: a step that outlasts ctx or the time for a message is left behind, with
// the context that it works on, and ends when Windows answers.
func (o *osScheme) advance(ctx context.Context, l *link, step func() (osContext, []byte, bool, error)) error {
	type outcome struct {
		context  osContext
		token    []byte
		complete bool
		err      error
	}
	message, cancel := context.WithTimeout(ctx, l.limits.Message)
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		context, token, complete, err := step()
		done <- outcome{context, token, complete, err}
	}()
	select {
	case got := <-done:
		if got.err != nil {
			return o.failed(got.err)
		}
		o.context, o.token, o.complete = got.context, got.token, got.complete
	case <-message.Done():
		return o.late(ctx)
	}
	if len(o.token) == 0 {
		return o.malformed("Windows made no token")
	}
	if o.complete {
		return o.established()
	}
	return nil
}

func (o *osScheme) late(ctx context.Context) error {
	if ctx.Err() != nil {
		return interrupted(ctx)
	}
	return &Error{Kind: Timeout, Op: o.op(), Text: "Windows did not log on in time",
		Hint: "Check the way to a domain controller: nltest /dsgetdc:DOMAIN, and port 88."}
}

func (o *osScheme) authorization() string {
	if o.token == nil {
		return ""
	}
	header := negotiateHeader(o.token)
	o.token = nil
	return header
}

// verify gives Windows the node's proof, which comes with the first answer.
func (o *osScheme) verify(a *answer) error {
	if o.complete {
		return nil
	}
	token := negotiateToken(a.challenges)
	if len(token) == 0 {
		return o.notSealed("the node did not prove who it is", nil)
	}
	proof, err := kerberos.Bare(token)
	if err != nil || len(proof) == 0 {
		return o.notSealed("the node's proof is damaged", err)
	}
	_, complete, err := o.context.Step(proof)
	var status sspi.Status
	switch {
	case errors.As(err, &status) && status != sspi.InvalidToken && status != sspi.MessageAltered:
		return o.failed(err)
	case err != nil || !complete:
		return o.notSealed("the node's proof does not hold", err)
	}
	o.complete = true
	return o.established()
}

// established refuses a complete context that lacks what is demanded of it, whichever
// step completed it.
func (o *osScheme) established() error {
	p, err := o.context.Established()
	if err != nil {
		return o.failed(err)
	}
	demanded := sspi.Wanted
	if o.auth == NTLM {
		// It has no mutual proof. Its extended session security, which ntlmAccount
		// demands, numbers every message ([MS-NLMP] 3.4.4.2), whatever the flags say.
		demanded = sspi.Confidentiality | sspi.Integrity
	}
	if missing := demanded &^ p.Flags; missing != 0 {
		return o.notSealed(fmt.Sprintf("the session lacks protection that we demand (flags %08x of %08x)", p.Flags&demanded, demanded), nil)
	}
	if p.Block > 1 {
		return o.notSealed("the ticket is for a cipher that pads messages, and only AES is accepted", nil)
	}
	o.account = p.Account
	return o.expected()
}

// expected refuses credentials of another account than the one that is to log on: those
// that Windows has saved for the node, or that runas /netonly gave.
func (o *osScheme) expected() error {
	if o.wanted == "" || o.account == "" || sameAccount(o.wanted, o.account) {
		return nil
	}
	return &Error{Kind: Refused, Op: o.op(), Text: fmt.Sprintf("Windows logs on as %q, not as %q", o.account, o.wanted),
		Hint: "See what it has saved for the node: cmdkey /list. Or leave the user out of the inventory."}
}

// refused explains a 401.
func (o *osScheme) refused(a *answer) error {
	if o.auth == Kerberos {
		return (&kerberosScheme{}).refused(a)
	}
	refused := refusal(NTLM, a)
	var e *Error
	if errors.As(refused, &e) && e.Kind == AuthRefused {
		e.Hint = "Check that the current user may log on to the node over the network, and is an administrator of it or allowed by its WinRM service. " +
			"A local account, and a service without an account of the domain, is not known there. Where NTLM is off in the domain, use auth kerberos."
	}
	return refused
}

func (o *osScheme) sealer() sealer {
	if !o.sealing {
		return nil
	}
	return osSealer{o.context, o.auth}
}

func (o *osScheme) notSealed(text string, cause error) error {
	return &Error{Kind: NotSealed, Op: o.op(), Text: text, Err: cause,
		Hint: "Check what answers on this port, and that the node's account has AES keys; the node must hold the key of " + o.spn + "."}
}

func (o *osScheme) malformed(text string) error {
	return &Error{Kind: AuthFailed, Op: o.op(), Text: text, Hint: "Give a user and a password instead."}
}

// loggedOn is who was logged on, as Session.Account says it.
func (o *osScheme) loggedOn() string {
	if o.account != "" {
		return currentUser + o.account
	}
	return currentUser + o.user.Name()
}

// currentUser precedes the name of an account that Windows logged on by itself.
const currentUser = "current user "
