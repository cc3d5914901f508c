package kdc

import (
	"slices"
	"time"

	"github.com/jcmturner/gofork/encoding/asn1"
	"github.com/jcmturner/gokrb5/v8/asn1tools"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana"
	"github.com/jcmturner/gokrb5/v8/iana/asnAppTag"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/flags"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// maxLifetime is how long a ticket is valid at most.
const maxLifetime = 10 * time.Hour

// granted is a ticket and what is in it.
type granted struct {
	ticket messages.Ticket
	part   messages.EncTicketPart
	now    time.Time
}

// grantTerms are what a ticket takes over from the request and from the ticket
// that the client shows.
type grantTerms struct {
	authenticated time.Time // zero: now
	till          time.Time // as asked; zero or the start of 1970: as long as possible
	notAfter      time.Time // zero: no limit
	flags         asn1.BitString
	realm         string // of the client
}

func initialFlags() asn1.BitString {
	f := laterFlags()
	types.SetFlag(&f, flags.Initial)
	return f
}

func laterFlags() asn1.BitString {
	f := types.NewKrbFlags()
	types.SetFlag(&f, flags.PreAuthent)
	return f
}

// sessionType is the type of session key for a ticket: the first that the service
// prefers of those that the client offers.
func sessionType(offered []int32, service *principal) (int32, error) {
	for _, k := range service.keys {
		if slices.Contains(offered, k.KeyType) {
			return k.KeyType, nil
		}
	}
	return 0, Refusal(errorcode.KDC_ERR_ETYPE_NOSUPP)
}

// grant makes a ticket for a service, with a fresh session key of the given type.
func (r *Realm) grant(client types.PrincipalName, service *principal, kind int32, terms grantTerms) (*granted, error) {
	key, err := randomKey(kind)
	if err != nil {
		return nil, err
	}
	now := r.now().UTC().Truncate(time.Second)
	end := now.Add(maxLifetime)
	if terms.till.Unix() > 0 && terms.till.Before(end) {
		end = terms.till
	}
	if !terms.notAfter.IsZero() && terms.notAfter.Before(end) {
		end = terms.notAfter
	}
	if !end.After(now) {
		return nil, Refusal(errorcode.KDC_ERR_NEVER_VALID)
	}
	if terms.authenticated.IsZero() {
		terms.authenticated = now
	}
	part := messages.EncTicketPart{
		Flags: terms.flags, Key: key, CRealm: terms.realm, CName: client,
		AuthTime: terms.authenticated, StartTime: now, EndTime: end,
	}
	plain, err := asn1.Marshal(part)
	if err != nil {
		return nil, err
	}
	plain = asn1tools.AddASNAppTag(plain, asnAppTag.EncTicketPart)
	sealed, err := crypto.GetEncryptedData(plain, service.keys[0], keyusage.KDC_REP_TICKET, 1)
	if err != nil {
		return nil, err
	}
	ticket := messages.Ticket{TktVNO: iana.PVNO, Realm: r.name, SName: service.name, EncPart: sealed}
	return &granted{ticket: ticket, part: part, now: now}, nil
}

// reply makes the answer that carries the ticket, and for the client alone its
// session key (RFC 4120, 5.4.2).
func (g *granted) reply(q messages.KDCReqBody, kind int, key types.EncryptionKey, usage uint32) (messages.KDCRepFields, error) {
	part := messages.EncKDCRepPart{
		Key: g.part.Key, LastReqs: []messages.LastReq{{LRValue: g.now}}, Nonce: q.Nonce, Flags: g.part.Flags,
		AuthTime: g.part.AuthTime, StartTime: g.part.StartTime, EndTime: g.part.EndTime,
		SRealm: g.ticket.Realm, SName: g.ticket.SName,
	}
	plain, err := part.Marshal()
	if err != nil {
		return messages.KDCRepFields{}, err
	}
	sealed, err := crypto.GetEncryptedData(plain, key, usage, 0)
	return messages.KDCRepFields{
		PVNO: iana.PVNO, MsgType: kind, CRealm: g.part.CRealm, CName: g.part.CName, Ticket: g.ticket, EncPart: sealed,
	}, err
}
