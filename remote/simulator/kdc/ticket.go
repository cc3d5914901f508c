package kdc

import (
	"time"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// MaxSkew is how far the clocks of a client and a service may be apart.
const MaxSkew = 5 * time.Minute

// Error is a refusal by a node or by the key distribution centre.
type Error struct {
	Code int32  // RFC 4120, 7.5.9
	data []byte // METHOD-DATA for KDC_ERR_PREAUTH_REQUIRED

	realm string // of the user, for KDC_ERR_WRONG_REALM
}

func (e Error) Error() string { return errorcode.Lookup(e.Code) }

// Refusal is an Error with a code of RFC 4120 and no data.
func Refusal(code int32) error { return Error{Code: code} }

// Decrypt opens what was encrypted with the key. The library slices a cipher
// without a look at its length.
func Decrypt(e types.EncryptedData, key types.EncryptionKey, usage uint32) ([]byte, error) {
	kind, err := crypto.GetEtype(key.KeyType)
	if err != nil {
		return nil, Refusal(errorcode.KDC_ERR_ETYPE_NOSUPP)
	}
	least := kind.GetConfounderByteSize() + kind.GetHMACBitLength()/8
	if e.EType != key.KeyType || len(e.Cipher) < least {
		return nil, Refusal(errorcode.KRB_AP_ERR_BAD_INTEGRITY)
	}
	plain, err := crypto.DecryptEncPart(e, key, usage)
	if err != nil {
		return nil, Refusal(errorcode.KRB_AP_ERR_BAD_INTEGRITY)
	}
	return plain, nil
}

// ReadTicket decrypts the inner part of a ticket and refuses it before and after
// the time for which it is valid.
func ReadTicket(e types.EncryptedData, key types.EncryptionKey, now time.Time, ticket *messages.EncTicketPart) error {
	plain, err := Decrypt(e, key, keyusage.KDC_REP_TICKET)
	if err != nil {
		return err
	}
	if err := ticket.Unmarshal(plain); err != nil {
		return err
	}
	switch {
	case ticket.StartTime.Sub(now) > MaxSkew:
		return Refusal(errorcode.KRB_AP_ERR_TKT_NYV)
	case now.Sub(ticket.EndTime) > MaxSkew:
		return Refusal(errorcode.KRB_AP_ERR_TKT_EXPIRED)
	}
	return nil
}

// MatchAuthenticator refuses an authenticator that is not by the owner of the
// ticket, or not of now.
func MatchAuthenticator(a types.Authenticator, ticket messages.EncTicketPart, now time.Time) error {
	if a.CRealm != ticket.CRealm || !a.CName.Equal(ticket.CName) {
		return Refusal(errorcode.KRB_AP_ERR_BADMATCH)
	}
	written := a.CTime.Add(time.Duration(a.Cusec) * time.Microsecond)
	if now.Sub(written).Abs() > MaxSkew {
		return Refusal(errorcode.KRB_AP_ERR_SKEW)
	}
	return nil
}
