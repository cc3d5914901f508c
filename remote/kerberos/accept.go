package kerberos

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// accept takes the ticket-granting ticket out of a reply. Without a proof before,
// only the reply shows whether the password is right.
func (n *network) accept(u user, request messages.ASReq, answer []byte, proven *types.EncryptionKey) (*session, error) {
	r, err := parseReply(logOnOp, answer, tagASReply)
	if err != nil {
		return nil, err
	}
	realm, granting := isTicketService(r.Ticket.SName)
	switch {
	case r.CRealm != u.Realm && strings.EqualFold(r.CRealm, u.Realm):
		return nil, &Error{Reason: Failed, Op: logOnOp, Text: fmt.Sprintf("the KDC calls its realm %q, not %q: case counts", r.CRealm, u.Realm),
			Hint: fmt.Sprintf("Write the realm as the KDC does, in krb5.conf and with %s.", setting.Realm)}
	case r.CRealm != u.Realm || len(r.CName.NameString) == 0 || !u.enterprise && !r.CName.Equal(u.wire()):
		return nil, forged(logOnOp, "the ticket is one of another user")
	case !granting || realm != u.Realm:
		return nil, forged(logOnOp, "the ticket is not one that grants others")
	}
	key, err := u.replyKey(r, proven)
	if err != nil {
		return nil, err
	}
	a := asked{op: logOnOp, nonce: request.ReqBody.Nonce, realm: u.Realm, kinds: ticketTypes(), now: n.now(), fresh: true}
	g, err := a.open(r, key, keyusage.AS_REP_ENCPART)
	if errors.Is(err, errNotDecrypted) {
		return nil, u.notDecrypted(proven)
	}
	if err != nil {
		return nil, err
	}
	owner := Principal{Name: r.CName.PrincipalNameString(), Realm: r.CRealm}
	return &session{owner: owner, name: r.CName, grant: g}, nil
}

// replyKey is the key that a reply is encrypted with.
func (u user) replyKey(r messages.KDCRepFields, proven *types.EncryptionKey) (types.EncryptionKey, error) {
	kind := r.EncPart.EType
	if !slices.Contains(ticketTypes(), kind) {
		return types.EncryptionKey{}, &Error{Reason: Weak, Op: logOnOp, Hint: aesHint,
			Text: fmt.Sprintf("the reply of the KDC is of encryption type %d, and only AES is accepted", kind)}
	}
	if proven != nil && proven.KeyType == kind {
		return *proven, nil
	}
	offered, err := derivations(r.PAData)
	if err != nil {
		return types.EncryptionKey{}, forged(logOnOp, "the reply of the KDC is damaged")
	}
	d, ok := choose(offered, []int32{kind})
	if !ok {
		d = derivation{etype: kind}
	}
	if err := d.verify(logOnOp); err != nil {
		return types.EncryptionKey{}, err
	}
	key, _, err := u.key(d, []derivation{d})
	return key, err
}

// notDecrypted is the error for a reply that the user's key does not open.
func (u user) notDecrypted(proven *types.EncryptionKey) error {
	if proven != nil {
		return forged(logOnOp, "the reply of the KDC is not encrypted with the key of the user")
	}
	e := &Error{Reason: Refused, Op: logOnOp, Text: "the password is wrong, or the reply is not one of the KDC: it cannot be decrypted",
		Hint: "Check the password. The account needs no pre-authentication, so that the KDC has not seen it; turn that off."}
	if u.keys != nil {
		e.Text = "the key of the keytab is wrong, or the reply is not one of the KDC: it cannot be decrypted"
		e.Hint = "Make the keytab anew."
	}
	return e
}

// internal is the error for a message that cannot be made, which no input causes.
func internal(op string, err error) error {
	return &Error{Reason: Failed, Op: op, Text: "the request cannot be written", Hint: "Check the names of the user and the service.", Err: err}
}
