package kdc

import (
	"slices"

	"github.com/jcmturner/gofork/encoding/asn1"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/iana/msgtype"
	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// ticketGrantingService gives the owner of a ticket for it a ticket for another
// service (RFC 4120, 3.3). It neither renews nor forwards.
func (r *Realm) ticketGrantingService(q *messages.TGSReq, message []byte) ([]byte, error) {
	ticket, authenticator, err := r.openTGSRequest(q, message)
	if err != nil {
		return nil, err
	}
	service := r.serviceOrWay(q.ReqBody)
	if service == nil || q.ReqBody.Realm != r.name {
		return nil, Refusal(errorcode.KDC_ERR_S_PRINCIPAL_UNKNOWN)
	}
	kind, err := sessionType(q.ReqBody.EType, service)
	if err != nil {
		return nil, err
	}
	g, err := r.grant(ticket.CName, service, kind, grantTerms{
		authenticated: ticket.AuthTime, notAfter: ticket.EndTime, till: q.ReqBody.Till, flags: laterFlags(), realm: ticket.CRealm})
	if err != nil {
		return nil, err
	}
	key, usage := ticket.Key, uint32(keyusage.TGS_REP_ENCPART_SESSION_KEY)
	if authenticator.SubKey.KeyType != 0 {
		key, usage = authenticator.SubKey, keyusage.TGS_REP_ENCPART_AUTHENTICATOR_SUB_KEY
	}
	fields, err := g.reply(q.ReqBody, msgtype.KRB_TGS_REP, key, usage)
	if err != nil {
		return nil, err
	}
	r.count(&r.tgs)
	reply := messages.TGSRep{KDCRepFields: fields}
	return reply.Marshal()
}

// openTGSRequest checks the AP-REQ that comes with a request, and that the
// request is the one it was made for.
func (r *Realm) openTGSRequest(q *messages.TGSReq, message []byte) (ticket messages.EncTicketPart, a types.Authenticator, err error) {
	i := slices.IndexFunc(q.PAData, func(p types.PAData) bool { return p.PADataType == patype.PA_TGS_REQ })
	if i < 0 {
		return ticket, a, Refusal(errorcode.KDC_ERR_PADATA_TYPE_NOSUPP)
	}
	var request messages.APReq
	if err := request.Unmarshal(q.PAData[i].PADataValue); err != nil {
		return ticket, a, err
	}
	issuer := r.issuer(request.Ticket.Realm)
	if issuer == nil || request.Ticket.SName.PrincipalNameString() != r.ticketService() {
		return ticket, a, Refusal(errorcode.KRB_AP_ERR_NOT_US)
	}
	key, ok := issuer.key(request.Ticket.EncPart.EType)
	if !ok {
		return ticket, a, Refusal(errorcode.KRB_AP_ERR_NOKEY)
	}
	if err := ReadTicket(request.Ticket.EncPart, key, r.now(), &ticket); err != nil {
		return ticket, a, err
	}
	plain, err := Decrypt(request.EncryptedAuthenticator, ticket.Key, keyusage.TGS_REQ_PA_TGS_REQ_AP_REQ_AUTHENTICATOR)
	if err != nil {
		return ticket, a, err
	}
	if err := a.Unmarshal(plain); err != nil {
		return ticket, a, err
	}
	if err := MatchAuthenticator(a, ticket, r.now()); err != nil {
		return ticket, a, err
	}
	return ticket, a, checkRequestSum(a.Cksum, ticket.Key, message)
}

// checkRequestSum compares the checksum in the authenticator with the body of the
// request as it was sent.
func checkRequestSum(sum types.Checksum, key types.EncryptionKey, message []byte) error {
	var request struct {
		PVNO    int                  `asn1:"explicit,tag:1"`
		MsgType int                  `asn1:"explicit,tag:2"`
		PAData  types.PADataSequence `asn1:"explicit,optional,tag:3"`
		Body    asn1.RawValue        `asn1:"explicit,tag:4"`
	}
	const params = "application,explicit,tag:12"
	if _, err := asn1.UnmarshalWithParams(message, &request, params); err != nil {
		return err
	}
	kind, err := crypto.GetChksumEtype(sum.CksumType)
	if err != nil {
		return Refusal(errorcode.KDC_ERR_SUMTYPE_NOSUPP)
	}
	const usage = keyusage.TGS_REQ_PA_TGS_REQ_AP_REQ_AUTHENTICATOR_CHKSUM
	if kind.GetETypeID() != key.KeyType || !kind.VerifyChecksum(key.KeyValue, request.Body.Bytes, sum.Checksum, usage) {
		return Refusal(errorcode.KRB_AP_ERR_MODIFIED)
	}
	return nil
}
