package kerberos

import (
	"crypto/rand"
	"math"
	"math/big"
	"time"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana"
	"github.com/jcmturner/gokrb5/v8/iana/flags"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/iana/msgtype"
	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// requestedLife is the lifetime that is requested for tickets: as long as Windows gives them.
const requestedLife = 10 * time.Hour

// requestBody is the part that both kinds of request have. Names may be replaced by
// those that the directory has for them, and another realm may be named, where
// canonicalize is set (RFC 6806).
func requestBody(realm string, service types.PrincipalName, canonicalize bool, now time.Time) (messages.KDCReqBody, error) {
	nonce, err := rand.Int(rand.Reader, big.NewInt(math.MaxInt32))
	if err != nil {
		return messages.KDCReqBody{}, err
	}
	options := types.NewKrbFlags()
	if canonicalize {
		types.SetFlag(&options, flags.Canonicalize)
	}
	return messages.KDCReqBody{
		KDCOptions: options, Realm: realm, SName: service, Nonce: int(nonce.Int64()),
		Till: now.UTC().Add(requestedLife).Truncate(time.Second), EType: ticketTypes(),
	}, nil
}

// logOnRequest requests a ticket-granting ticket.
func logOnRequest(p Principal, now time.Time) (messages.ASReq, error) {
	body, err := requestBody(p.Realm, ticketService(p.Realm), p.enterprise, now)
	body.CName = p.wire()
	return messages.ASReq{KDCReqFields: messages.KDCReqFields{PVNO: iana.PVNO, MsgType: msgtype.KRB_AS_REQ, ReqBody: body}}, err
}

// proof is a time that is encrypted with the user's key (RFC 4120 5.2.7.2).
func proof(key types.EncryptionKey, version uint32) (types.PAData, error) {
	stamp, err := types.GetPAEncTSEncAsnMarshalled()
	if err != nil {
		return types.PAData{}, err
	}
	sealed, err := crypto.GetEncryptedData(stamp, key, keyusage.AS_REQ_PA_ENC_TIMESTAMP, int(version))
	if err != nil {
		return types.PAData{}, err
	}
	value, err := sealed.Marshal()
	return types.PAData{PADataType: patype.PA_ENC_TIMESTAMP, PADataValue: value}, err
}

// ticketRequest asks the realm of a ticket-granting ticket for a ticket. Its
// authenticator names the user with the realm that the user is of, which is not that
// of the ticket when it came by a trust.
func ticketRequest(realm string, service types.PrincipalName, with *grant, user types.PrincipalName, userRealm string, now time.Time) (message []byte, nonce int, err error) {
	body, err := requestBody(realm, service, true, now)
	if err != nil {
		return nil, 0, err
	}
	plain, err := body.Marshal()
	if err != nil {
		return nil, 0, err
	}
	authenticator, err := types.NewAuthenticator(userRealm, user)
	if err != nil {
		return nil, 0, err
	}
	kind, err := crypto.GetEtype(with.key.KeyType)
	if err != nil {
		return nil, 0, err
	}
	sum, err := kind.GetChecksumHash(with.key.KeyValue, plain, keyusage.TGS_REQ_PA_TGS_REQ_AP_REQ_AUTHENTICATOR_CHKSUM)
	if err != nil {
		return nil, 0, err
	}
	authenticator.Cksum = types.Checksum{CksumType: kind.GetHashID(), Checksum: sum}
	shown, err := messages.NewAPReq(with.ticket, with.key, authenticator)
	if err != nil {
		return nil, 0, err
	}
	value, err := shown.Marshal()
	if err != nil {
		return nil, 0, err
	}
	q := messages.TGSReq{KDCReqFields: messages.KDCReqFields{PVNO: iana.PVNO, MsgType: msgtype.KRB_TGS_REQ, ReqBody: body,
		PAData: types.PADataSequence{{PADataType: patype.PA_TGS_REQ, PADataValue: value}}}}
	message, err = q.Marshal()
	return message, body.Nonce, err
}
