package kdc

import (
	"errors"
	"testing"
	"time"

	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/internal/krb5test"
)

// tgsRequest is a good request for a ticket, by a client with a ticket of its own
// whose session key is returned.
func tgsRequest(t testing.TB, r *Realm) (messages.TGSReq, types.EncryptionKey) {
	t.Helper()
	var c credentials.CCache
	b, err := r.CCache("Scan")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Unmarshal(b); err != nil {
		t.Fatal(err)
	}
	var tgt messages.Ticket
	if err := tgt.Unmarshal(c.Credentials[0].Ticket); err != nil {
		t.Fatal(err)
	}
	name, key := c.GetClientPrincipalName(), c.Credentials[0].Key
	service := types.NewPrincipalName(2, testService)
	q, err := messages.NewTGSReq(name, testRealm, krb5test.Config(t, r.Config()), tgt, key, service, false)
	if err != nil {
		t.Fatal(err)
	}
	return q, key
}

// A client may have the answer encrypted with a key of its own choice.
func TestTGSRequestWithSubkey(t *testing.T) {
	r := realmOf(t, time.Now)
	q, key := tgsRequest(t, r)
	var request messages.APReq
	if err := request.Unmarshal(q.PAData[0].PADataValue); err != nil {
		t.Fatal(err)
	}
	plain, err := crypto.DecryptEncPart(request.EncryptedAuthenticator, key, 7)
	if err != nil {
		t.Fatal(err)
	}
	var a types.Authenticator
	if err := a.Unmarshal(plain); err != nil {
		t.Fatal(err)
	}
	if a.SubKey, err = randomKey(etypeID.AES128_CTS_HMAC_SHA1_96); err != nil {
		t.Fatal(err)
	}
	if request, err = messages.NewAPReq(request.Ticket, key, a); err != nil {
		t.Fatal(err)
	}
	if q.PAData[0].PADataValue, err = request.Marshal(); err != nil {
		t.Fatal(err)
	}
	b, err := q.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var reply messages.TGSRep
	if err := reply.Unmarshal(r.answer(b)); err != nil {
		t.Fatal(err)
	}
	if plain, err = crypto.DecryptEncPart(reply.EncPart, a.SubKey, 9); err != nil {
		t.Fatal(err)
	}
	var part messages.EncKDCRepPart
	if err := part.Unmarshal(plain); err != nil || part.Nonce != q.ReqBody.Nonce {
		t.Errorf("nonce %d, %v", part.Nonce, err)
	}
}

func TestTGSRequestIsVerified(t *testing.T) {
	for _, tt := range []struct {
		name   string
		tamper func(*messages.TGSReq)
		want   int32
	}{
		{"as it is", func(*messages.TGSReq) {}, 0},
		{"another service", func(q *messages.TGSReq) { q.ReqBody.SName = types.NewPrincipalName(2, "krbtgt/"+testRealm) }, errorcode.KRB_AP_ERR_MODIFIED},
		{"another nonce", func(q *messages.TGSReq) { q.ReqBody.Nonce++ }, errorcode.KRB_AP_ERR_MODIFIED},
		{"no ticket", func(q *messages.TGSReq) { q.PAData = nil }, errorcode.KDC_ERR_PADATA_TYPE_NOSUPP},
		{"ticket changed", func(q *messages.TGSReq) {
			b := q.PAData[0].PADataValue
			b[len(b)/3] ^= 1
		}, errorcode.KRB_AP_ERR_BAD_INTEGRITY},
		{"authenticator changed", func(q *messages.TGSReq) {
			b := q.PAData[0].PADataValue
			b[len(b)-1] ^= 1
		}, errorcode.KRB_AP_ERR_BAD_INTEGRITY},
	} {
		r := realmOf(t, time.Now)
		q, _ := tgsRequest(t, r)
		tt.tamper(&q)
		b, err := q.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.ticketGrantingService(&q, b)
		var refusal Error
		if errors.As(err, &refusal); refusal.Code != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, errorcode.Lookup(tt.want))
		}
	}
}
