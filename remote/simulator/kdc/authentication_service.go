package kdc

import (
	"slices"
	"time"

	"github.com/jcmturner/gofork/encoding/asn1"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/iana/msgtype"
	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// authenticationService gives a user a ticket in exchange for a timestamp that
// only the user's key can have encrypted (RFC 4120, 3.1).
func (r *Realm) authenticationService(q *messages.ASReq) ([]byte, error) {
	if q.ReqBody.Realm != r.name {
		return nil, Refusal(errorcode.KDC_ERR_C_PRINCIPAL_UNKNOWN)
	}
	user, name, err := r.client(q.ReqBody)
	if err != nil {
		return nil, err
	}
	service := r.service(q.ReqBody.SName.PrincipalNameString())
	if service == nil {
		return nil, Refusal(errorcode.KDC_ERR_S_PRINCIPAL_UNKNOWN)
	}
	key, err := r.preauthenticate(q, user)
	if err != nil {
		return nil, err
	}
	kind, err := sessionType(q.ReqBody.EType, service)
	if err != nil {
		return nil, err
	}
	g, err := r.grant(name, service, kind, grantTerms{till: q.ReqBody.Till, flags: initialFlags(), realm: r.name})
	if err != nil {
		return nil, err
	}
	fields, err := g.reply(q.ReqBody, msgtype.KRB_AS_REP, key, keyusage.AS_REP_ENCPART)
	if err != nil {
		return nil, err
	}
	hint, err := r.encryptionHint(user, key.KeyType)
	if err != nil {
		return nil, err
	}
	fields.PAData = []types.PAData{hint}
	r.count(&r.as)
	reply := messages.ASRep{KDCRepFields: fields}
	return reply.Marshal()
}

// preauthenticate checks the encrypted timestamp and returns the key that it was
// encrypted with (RFC 4120, 5.2.7.2).
func (r *Realm) preauthenticate(q *messages.ASReq, user *principal) (types.EncryptionKey, error) {
	i := slices.IndexFunc(q.PAData, func(p types.PAData) bool { return p.PADataType == patype.PA_ENC_TIMESTAMP })
	if i < 0 && user.open {
		return user.first(q.ReqBody.EType)
	}
	if i < 0 {
		return types.EncryptionKey{}, r.demandTimestamp(q, user, errorcode.KDC_ERR_PREAUTH_REQUIRED)
	}
	var sealed types.EncryptedData
	if err := sealed.Unmarshal(q.PAData[i].PADataValue); err != nil {
		return types.EncryptionKey{}, err
	}
	key, ok := user.key(sealed.EType)
	if !ok {
		return key, Refusal(errorcode.KDC_ERR_ETYPE_NOSUPP)
	}
	plain, err := Decrypt(sealed, key, keyusage.AS_REQ_PA_ENC_TIMESTAMP)
	if err != nil {
		r.count(&r.failed)
		return key, r.demandTimestamp(q, user, errorcode.KDC_ERR_PREAUTH_FAILED)
	}
	var stamp types.PAEncTSEnc
	if err := stamp.Unmarshal(plain); err != nil {
		return key, err
	}
	written := stamp.PATimestamp.Add(time.Duration(stamp.PAUSec) * time.Microsecond)
	if r.now().Sub(written).Abs() > MaxSkew {
		return key, Refusal(errorcode.KRB_AP_ERR_SKEW)
	}
	return key, nil
}

// first is the user's key of the first encryption type that it has.
func (p *principal) first(etypes []int32) (types.EncryptionKey, error) {
	for _, kind := range etypes {
		if key, ok := p.key(kind); ok {
			return key, nil
		}
	}
	return types.EncryptionKey{}, Refusal(errorcode.KDC_ERR_ETYPE_NOSUPP)
}

// demandTimestamp shows the client how to make the timestamp that is missing or
// wrong.
func (r *Realm) demandTimestamp(q *messages.ASReq, user *principal, code int32) error {
	for _, kind := range q.ReqBody.EType {
		if _, ok := user.key(kind); !ok {
			continue
		}
		hint, err := r.encryptionHint(user, kind)
		if err != nil {
			return err
		}
		data, err := asn1.Marshal(types.PADataSequence{hint, {PADataType: patype.PA_ENC_TIMESTAMP}})
		if err != nil {
			return err
		}
		return Error{Code: code, data: data}
	}
	return Refusal(errorcode.KDC_ERR_ETYPE_NOSUPP)
}

// encryptionHint says how the password becomes a key (RFC 4120, 5.2.7.5).
func (r *Realm) encryptionHint(user *principal, kind int32) (types.PAData, error) {
	info, err := asn1.Marshal(types.ETypeInfo2{{EType: kind, Salt: user.name.GetSalt(r.name)}})
	return types.PAData{PADataType: patype.PA_ETYPE_INFO2, PADataValue: info}, err
}
