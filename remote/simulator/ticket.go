package simulator

import (
	"time"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// maxSkew is how far the clocks of a client and a service may be apart.
const maxSkew = 5 * time.Minute

// kerberosError is a refusal by a node or by the key distribution centre.
type kerberosError struct {
	code int32  // RFC 4120, 7.5.9
	data []byte // METHOD-DATA for KDC_ERR_PREAUTH_REQUIRED
}

func (e kerberosError) Error() string { return errorcode.Lookup(e.code) }

func refused(code int32) error { return kerberosError{code: code} }

// decrypt opens what was encrypted with the key. The library slices a cipher
// without a look at its length.
func decrypt(e types.EncryptedData, key types.EncryptionKey, usage uint32) ([]byte, error) {
	kind, err := crypto.GetEtype(key.KeyType)
	if err != nil {
		return nil, refused(errorcode.KDC_ERR_ETYPE_NOSUPP)
	}
	least := kind.GetConfounderByteSize() + kind.GetHMACBitLength()/8
	if e.EType != key.KeyType || len(e.Cipher) < least {
		return nil, refused(errorcode.KRB_AP_ERR_BAD_INTEGRITY)
	}
	plain, err := crypto.DecryptEncPart(e, key, usage)
	if err != nil {
		return nil, refused(errorcode.KRB_AP_ERR_BAD_INTEGRITY)
	}
	return plain, nil
}

// readTicket decrypts the inner part of a ticket and checks when it is valid.
func readTicket(e types.EncryptedData, key types.EncryptionKey, now time.Time, ticket *messages.EncTicketPart) error {
	plain, err := decrypt(e, key, keyusage.KDC_REP_TICKET)
	if err != nil {
		return err
	}
	if err := ticket.Unmarshal(plain); err != nil {
		return err
	}
	switch {
	case ticket.StartTime.Sub(now) > maxSkew:
		return refused(errorcode.KRB_AP_ERR_TKT_NYV)
	case now.Sub(ticket.EndTime) > maxSkew:
		return refused(errorcode.KRB_AP_ERR_TKT_EXPIRED)
	}
	return nil
}

// matchAuthenticator tells whether the authenticator is by the owner of the
// ticket and of now.
func matchAuthenticator(a types.Authenticator, ticket messages.EncTicketPart, now time.Time) error {
	if a.CRealm != ticket.CRealm || !a.CName.Equal(ticket.CName) {
		return refused(errorcode.KRB_AP_ERR_BADMATCH)
	}
	written := a.CTime.Add(time.Duration(a.Cusec) * time.Microsecond)
	if now.Sub(written).Abs() > maxSkew {
		return refused(errorcode.KRB_AP_ERR_SKEW)
	}
	return nil
}
