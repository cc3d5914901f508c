package kdc

import (
	"slices"
	"strings"

	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/flags"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// Trust makes two realms trust each other. Each sends users of the other's on by
// referrals (RFC 6806): for services that it does not have, and for user principal
// names.
func (r *Realm) Trust(other *Realm) {
	r.sendTo(other)
	other.sendTo(r)
}

// sendTo makes the key that two realms share for users that go from one to the other.
func (r *Realm) sendTo(other *Realm) {
	name := other.ticketService()
	r.AddService(name)
	shared := r.service(name)
	r.mu.Lock()
	r.trusted = append(r.trusted, other)
	r.mu.Unlock()
	other.mu.Lock()
	defer other.mu.Unlock()
	other.incoming[r.name] = shared
}

// AddUPN gives a user a user principal name, "name@suffix", whose suffix need not be
// the realm.
func (r *Realm) AddUPN(upn, user string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.upns[strings.ToLower(upn)] = user
}

// WithoutPreauthentication lets a user log on without a proof, so that the reply is
// the first to show whether the password is right.
func (r *Realm) WithoutPreauthentication(name string) {
	user := r.user(name)
	r.mu.Lock()
	defer r.mu.Unlock()
	user.open = true
}

// client is the user that a request names, and the name that tickets are for.
func (r *Realm) client(q messages.KDCReqBody) (*principal, types.PrincipalName, error) {
	if q.CName.NameType != nametype.KRB_NT_ENTERPRISE {
		if user := r.user(q.CName.PrincipalNameString()); user != nil {
			return user, q.CName, nil
		}
		return nil, q.CName, Refusal(errorcode.KDC_ERR_C_PRINCIPAL_UNKNOWN)
	}
	upn := q.CName.PrincipalNameString()
	if user := r.byUPN(upn); user != nil {
		return user, user.name, nil
	}
	if home := r.way(nil, func(other *Realm) bool { return other.byUPN(upn) != nil }); home != nil && types.IsFlagSet(&q.KDCOptions, flags.Canonicalize) {
		return nil, q.CName, Error{Code: errorcode.KDC_ERR_WRONG_REALM, realm: home.name}
	}
	return nil, q.CName, Refusal(errorcode.KDC_ERR_C_PRINCIPAL_UNKNOWN)
}

func (r *Realm) byUPN(upn string) *principal {
	r.mu.Lock()
	name, ok := r.upns[strings.ToLower(upn)]
	r.mu.Unlock()
	if !ok {
		return nil
	}
	return r.user(name)
}

// serviceOrWay is the service that a request names, or the ticket-granting service of
// the realm that is next on the way to it; nil when there is none.
func (r *Realm) serviceOrWay(q messages.KDCReqBody) *principal {
	name := q.SName.PrincipalNameString()
	if service := r.service(name); service != nil {
		return service
	}
	if !types.IsFlagSet(&q.KDCOptions, flags.Canonicalize) {
		return nil
	}
	if next := r.way(nil, func(other *Realm) bool { return other.service(name) != nil }); next != nil {
		return r.service(next.ticketService())
	}
	return nil
}

// way is the trusted realm that is next on the way to one that has something; nil when
// none has.
func (r *Realm) way(seen []*Realm, has func(*Realm) bool) *Realm {
	r.mu.Lock()
	trusted := slices.Clone(r.trusted)
	r.mu.Unlock()
	seen = append(seen, r)
	for _, next := range trusted {
		if slices.Contains(seen, next) {
			continue
		}
		if has(next) || next.way(seen, has) != nil {
			return next
		}
	}
	return nil
}

// issuer has the keys of ticket-granting tickets that a realm issued for this one; nil
// when it is not trusted.
func (r *Realm) issuer(realm string) *principal {
	if realm == r.name {
		return r.service(r.ticketService())
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.incoming[realm]
}
