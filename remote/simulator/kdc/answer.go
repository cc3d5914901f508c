package kdc

import (
	"errors"

	"github.com/jcmturner/gokrb5/v8/iana/asnAppTag"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// answer answers one message to the key distribution centre; nil when it is not
// one that can be answered. The library that takes requests apart panics on some
// that are cut short.
func (r *Realm) answer(message []byte) (reply []byte) {
	const application = 0x60 // class and constructed bit of the tag
	if len(message) == 0 {
		return nil
	}
	defer func() {
		if recover() != nil {
			reply = nil
		}
	}()
	var err error
	var service types.PrincipalName
	switch message[0] {
	case application | asnAppTag.ASREQ:
		var q messages.ASReq
		if q.Unmarshal(message) != nil {
			return nil
		}
		service = q.ReqBody.SName
		reply, err = r.authenticationService(&q)
	case application | asnAppTag.TGSREQ:
		var q messages.TGSReq
		if q.Unmarshal(message) != nil {
			return nil
		}
		service = q.ReqBody.SName
		reply, err = r.ticketGrantingService(&q, message)
	default:
		return nil
	}
	if err != nil {
		return r.refusal(err, service)
	}
	return reply
}

// refusal makes a KRB-ERROR (RFC 4120, 5.9.1).
func (r *Realm) refusal(err error, service types.PrincipalName) []byte {
	var refusal Error
	if !errors.As(err, &refusal) {
		refusal.Code = errorcode.KRB_ERR_GENERIC
	}
	now := r.now().UTC()
	e := messages.NewKRBError(service, r.name, refusal.Code, "")
	e.STime, e.Susec = now, now.Nanosecond()/1000
	e.EData, e.CRealm = refusal.data, refusal.realm
	b, err := e.Marshal()
	if err != nil {
		return nil
	}
	return b
}

// count adds one to a counter of the realm.
func (r *Realm) count(counter *int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*counter++
}
