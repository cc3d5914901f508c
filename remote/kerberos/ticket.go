package kerberos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// purse has the ticket-granting tickets of a user, by the realm that they are for.
type purse interface {
	of(realm string) *grant
	keep(realm string, g *grant)
}

// serviceTicket gets a ticket for a service. Where no realm is named it is that of
// [domain_realm], else the user's: a key distribution centre sends us on to the realm
// that has the service (RFC 6806 8). A realm that is not the user's is reached by the
// trusts on the way.
func (n *network) serviceTicket(ctx context.Context, s *session, own purse, spn string) (*grant, error) {
	name, realm := splitService(spn)
	op := "get a ticket for " + spn
	named := realm != ""
	if !named {
		realm = n.config.realmOf(hostOf(name))
	}
	service := types.NewPrincipalName(nametype.KRB_NT_SRV_INST, name)
	g, err := n.ticketIn(ctx, op, s, own, service, realm)
	var e *Error
	if !named && errors.As(err, &e) && e.Code == codeServiceUnknown {
		// MIT's library, too, takes the domain of a host for its realm at last.
		if _, domain, ok := strings.Cut(hostOf(name), "."); ok && n.config.knows(domain) && !strings.EqualFold(domain, realm) {
			return n.ticketIn(ctx, op, s, own, service, n.config.realm(domain))
		}
	}
	return g, err
}

// ticketIn gets a ticket for a service of a realm; empty: of that of the user.
func (n *network) ticketIn(ctx context.Context, op string, s *session, own purse, service types.PrincipalName, realm string) (*grant, error) {
	if realm == "" {
		realm = s.owner.Realm
	}
	with, err := n.grantFor(ctx, op, s, own, realm)
	if err != nil {
		return nil, err
	}
	for seen := []string{realm}; len(seen) <= maxReferrals; {
		g, err := n.request(ctx, op, s, with, realm, service)
		if err != nil {
			return nil, err
		}
		next, granting := isTicketService(g.ticket.SName)
		if !granting {
			return g, nil
		}
		if slices.Contains(seen, next) {
			return nil, forged(op, "the KDCs of the realms "+quoted(append(seen, next))+" send us in a circle")
		}
		own.keep(next, g)
		with, realm, seen = g, next, append(seen, next)
	}
	return nil, forged(op, "the KDCs send us from realm to realm")
}

// grantFor gets a ticket that grants those of a realm. Each key distribution centre
// on the way gives one for the realm, or for one that is nearer to it.
func (n *network) grantFor(ctx context.Context, op string, s *session, own purse, realm string) (*grant, error) {
	if g := own.of(realm); g != nil {
		return g, nil
	}
	at, with := s.owner.Realm, own.of(s.owner.Realm)
	for seen := []string{at}; len(seen) <= maxReferrals; {
		g, err := n.request(ctx, op, s, with, at, ticketService(realm))
		var e *Error
		if errors.As(err, &e) && e.Code == codeServiceUnknown {
			e.Text = fmt.Sprintf("the KDC of %s knows no way to the realm %q", at, realm)
			e.Hint = fmt.Sprintf("Check the realm of the node (%s, or [domain_realm] in krb5.conf) and the trust between the realms.", setting.SPN)
		}
		if err != nil {
			return nil, err
		}
		next, granting := isTicketService(g.ticket.SName)
		if !granting || slices.Contains(seen, next) {
			return nil, forged(op, fmt.Sprintf("the way to the realm %q leads in a circle", realm))
		}
		own.keep(next, g)
		if next == realm {
			return g, nil
		}
		at, with, seen = next, g, append(seen, next)
	}
	return nil, forged(op, fmt.Sprintf("the way to the realm %q is too long", realm))
}

// request asks the key distribution centre of a realm for a ticket. What it gives is
// one for the service, or one that grants those of another realm.
func (n *network) request(ctx context.Context, op string, s *session, with *grant, realm string, service types.PrincipalName) (*grant, error) {
	if with == nil || !n.now().Before(with.end) {
		return nil, &Error{Reason: Failed, Op: op, Code: codeTicketExpired, Text: "the ticket-granting ticket has expired", Hint: "Get a new one with kinit."}
	}
	var question []byte
	var nonce int
	err := guarded(func() (err error) {
		question, nonce, err = ticketRequest(realm, service, with, s.name, s.owner.Realm, n.now())
		return err
	})
	if err != nil {
		return nil, internal(op, err)
	}
	answer, _, err := n.ask(ctx, op, realm, question)
	if err != nil {
		return nil, err
	}
	if isError(answer) {
		e, err := parseError(answer)
		if err != nil {
			return nil, forged(op, "the reply of the KDC is damaged")
		}
		return nil, refusal(op, e, n.now())
	}
	r, err := parseReply(op, answer, tagTGSReply)
	if err != nil {
		return nil, err
	}
	a := asked{op: op, nonce: nonce, realm: realm, now: n.now()}
	return a.ticket(r, s, with, service)
}

// ticket takes the ticket out of a reply.
func (a asked) ticket(r messages.KDCRepFields, s *session, with *grant, service types.PrincipalName) (*grant, error) {
	next, granting := isTicketService(r.Ticket.SName)
	if granting {
		a.kinds = sessionTypes()
	} else {
		a.kinds = ticketTypes()
	}
	switch {
	case r.CRealm != s.owner.Realm || !r.CName.Equal(s.name):
		return nil, forged(a.op, "the ticket is one of another user")
	case !granting && !same(r.Ticket.SName, service):
		return nil, forged(a.op, "the ticket is one for another service")
	case granting && (next == "" || next == a.realm || len(next) > maxSalt):
		return nil, forged(a.op, "the ticket is one for the KDC itself")
	}
	g, err := a.open(r, with.key, keyusage.TGS_REP_ENCPART_SESSION_KEY)
	if errors.Is(err, errNotDecrypted) {
		return nil, forged(a.op, "the reply of the KDC cannot be decrypted")
	}
	return g, err
}
