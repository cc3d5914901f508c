package doctor

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
)

// enter goes as far into the node as it can.
func (e *examination) enter(ctx context.Context) {
	if !e.resolve(ctx) {
		return
	}
	session, err := remote.Open(ctx, e.target, e.credentials, e.progress.watch(e.options))
	if err != nil {
		e.refused(ctx, e.failedAt(err), err)
		return
	}
	defer session.Close(ctx)
	e.session = session
	// Some schemes send the credentials with the first message only.
	rows, err := session.Query(ctx, "root/cimv2", "SELECT BuildNumber, Caption, CSName FROM Win32_OperatingSystem")
	if err != nil {
		if step := e.failedAt(err); step != WQL || remote.IsKind(err, remote.Interrupted) {
			e.refused(ctx, step, err)
			return
		}
	}
	e.entered(session.Node())
	e.wql(rows, err)
	if lost(err) {
		return
	}
	e.read(ctx, session)
}

// resolve looks the host up, as connecting will.
func (e *examination) resolve(ctx context.Context) bool {
	if _, err := netip.ParseAddr(e.target.Host); err == nil {
		e.note(Step{Name: Resolve, Status: Skipped, Text: e.target.Host + " is an address"})
		return true
	}
	limited, cancel := context.WithTimeout(ctx, e.options.Limits.Connect)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(limited, e.target.Host)
	local := remote.LocalError("", err)
	switch {
	case ctx.Err() != nil:
		return false
	case local != nil:
		e.note(failure(Resolve, local))
		return false
	case err != nil:
		e.note(Step{Name: Resolve, Status: Failed, Text: "the name " + e.target.Host + " does not resolve",
			Fix: []string{"Check the spelling, or give the node an address in the inventory."}})
		return false
	}
	e.note(Step{Name: Resolve, Status: OK, Text: strings.Join(addresses, ", ")})
	return true
}

// refused notes the step that failed on the way in and those before it.
func (e *examination) refused(ctx context.Context, step string, err error) {
	if remote.IsKind(err, remote.Interrupted) {
		return
	}
	if remote.IsKind(err, remote.Local) {
		e.note(failure(step, err))
		return
	}
	if step == Connect {
		e.note(failure(step, err, e.connectAdvice()...))
		return
	}
	e.connected()
	seen := e.look(ctx)
	if step == TLS {
		failed := failure(step, err, tlsAdvice(seen.tls)...)
		failed.Details = seen.tls.describe()
		for _, weakness := range remote.CertificateWeaknesses(seen.tls.presented) {
			failed.Details = append(failed.Details, "weak: "+weakness)
		}
		e.note(failed)
		return
	}
	e.tls(seen.tls)
	e.clock(seen.date, seen.at)
	if step != Ticket {
		e.ticket()
	}
	if step == Seal {
		e.note(Step{Name: Authenticate, Status: Skipped, Text: "not completed, since seal failed"})
	}
	e.note(failure(step, err, e.advice(step, err)...))
}

// entered notes the steps of a way in that is open.
func (e *examination) entered(n remote.NodeInfo) {
	e.connected()
	e.tls(session{n.TLSVersion, n.Cipher, n.Presented})
	e.ticket()
	e.note(Step{Name: Authenticate, Status: OK, Text: e.authenticated()})
	e.note(Step{Name: Seal, Status: OK, Text: e.sealed(n)})
	e.clock(n.Date, n.DateAt)
}

// ticket notes the log-on at the key distribution centre, which precedes that on the
// node.
func (e *examination) ticket() {
	if e.target.Auth != remote.Kerberos {
		e.note(Step{Name: Ticket, Status: Skipped, Text: "auth " + string(e.target.Auth) + " needs no ticket"})
		return
	}
	e.note(Step{Name: Ticket, Status: OK, Text: "there is a ticket for " + e.principal()})
}

// principal is the service of which the node must hold the key, without its realm.
func (e *examination) principal() string {
	spn, _, _ := strings.Cut(cmp.Or(e.target.SPN, "HTTP/"+e.target.Host), "@")
	return spn
}

func (e *examination) connected() {
	e.note(Step{Name: Connect, Status: OK, Text: e.address() + " answers"})
}

// account is who was logged on, as far as that is known.
func (e *examination) account() string {
	if e.session != nil {
		return e.session.Account()
	}
	return e.credentials.Account()
}

func (e *examination) authenticated() string {
	user := e.account()
	switch {
	case e.target.Auth == remote.Certificate:
		return "the node takes the client certificate"
	case user == "":
		return "the node takes the ticket (" + string(e.target.Auth) + ")"
	}
	return "the node lets " + user + " in (" + string(e.target.Auth) + ")"
}

func (e *examination) sealed(n remote.NodeInfo) string {
	switch {
	case n.Sealed:
		return "every message is sealed"
	case e.target.Auth == remote.NTLM, e.target.Auth == remote.Kerberos:
		return "TLS protects every message, and the authentication is bound to the certificate"
	}
	return "TLS protects every message"
}

// lost reports whether a session can be used no more after an error.
func lost(err error) bool {
	return remote.IsKind(err, remote.Unreachable, remote.TLSFailed, remote.AuthRefused, remote.KDCRefused, remote.AuthFailed, remote.NotTried, remote.NotSealed,
		remote.Local, remote.Timeout, remote.TooBig, remote.Malformed, remote.Interrupted)
}

// failure is a step that ended with an error.
func failure(step string, err error, fix ...string) Step {
	s := Step{Name: step, Status: Failed, Text: remote.Problem(err).Message, denied: remote.IsKind(err, remote.AccessDenied), local: remote.IsKind(err, remote.Local)}
	var known *remote.Error
	if errors.As(err, &known) {
		said := *known
		said.Op = "" // the step names it
		s.Text = remote.Problem(&said).Message
		if said.Hint != "" {
			fix = append([]string{said.Hint}, fix...)
		}
	}
	if remote.IsKind(err, remote.Interrupted) {
		return Step{Name: step, Status: Skipped, Text: "interrupted"}
	}
	s.Fix = fix
	return s
}
