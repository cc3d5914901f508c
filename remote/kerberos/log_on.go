package kerberos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

const logOnOp = "log on with kerberos"

// maxReferrals bounds how often one realm may send us to another.
const maxReferrals = 8

// user is who logs on, and by what.
type user struct {
	Principal
	written  string // as the user wrote the name
	password string
	keys     keytab // nil: the password
	keyFile  string
}

// session is what a log-on gives.
type session struct {
	owner Principal
	name  types.PrincipalName // of the owner, as messages carry it
	grant *grant
}

// errUnknownUser is an answer to a name: the realm does not know it.
var errUnknownUser = errors.New("unknown user")

// logOn gets a ticket-granting ticket. A name with "@" that is not known as it was
// taken is tried in the other way once: as a user principal name, or as a user of the
// realm that its suffix names. No proof has gone out by then.
func (n *network) logOn(ctx context.Context, u user) (*session, error) {
	s, err := n.follow(ctx, u)
	if !errors.Is(err, errUnknownUser) {
		return s, err
	}
	if other, ok := n.otherName(ctx, u); ok {
		s, err = n.follow(ctx, other)
	}
	if errors.Is(err, errUnknownUser) {
		return nil, unknownUser(u, err)
	}
	return s, err
}

// otherName is the other way to take a name with "@".
func (n *network) otherName(ctx context.Context, u user) (user, bool) {
	name, suffix, ok := strings.Cut(u.written, "@")
	switch {
	case !ok:
		return u, false
	case !u.enterprise:
		u.enterprise, u.Name = true, u.written
		return u, true
	case !n.config.lookUpKDC || u.keys != nil:
		return u, false
	}
	u.enterprise, u.Name, u.Realm = false, name, n.config.realm(suffix)
	return u, len(lookUp(ctx, u.Realm)) > 0
}

func unknownUser(u user, cause error) error {
	e := &Error{Reason: Refused, Op: logOnOp, Code: codeClientUnknown, Err: cause, Text: fmt.Sprintf("the KDC of %s does not know the user %q", u.Realm, u.written),
		Hint: "Check user and realm."}
	if _, suffix, ok := strings.Cut(u.written, "@"); ok && !strings.EqualFold(suffix, u.Realm) {
		e.Text = fmt.Sprintf("the KDC of %s knows neither the user %q nor the UPN suffix %q", u.Realm, u.written, suffix)
		e.Hint = fmt.Sprintf("Write the user as name@REALM with the realm of the account, or name the realm with %s.", setting.Realm)
	}
	return e
}

// follow asks one realm after the other, as each sends us on.
func (n *network) follow(ctx context.Context, u user) (*session, error) {
	seen := []string{u.Realm}
	for range maxReferrals {
		s, next, err := n.logOnAt(ctx, u)
		if next == "" {
			return s, err
		}
		if slices.Contains(seen, next) {
			return nil, forged(logOnOp, "the KDCs of the realms "+quoted(append(seen, next))+" send us in a circle")
		}
		seen, u.Realm = append(seen, next), next
	}
	return nil, forged(logOnOp, "the KDCs send us from realm to realm: "+quoted(seen))
}

func quoted(names []string) string { return fmt.Sprintf("%q", names) }

// logOnAt logs on at one realm, or returns the next one to ask.
func (n *network) logOnAt(ctx context.Context, u user) (s *session, next string, err error) {
	request, err := logOnRequest(u.Principal, n.now())
	if err != nil {
		return nil, "", internal(logOnOp, err)
	}
	question, err := request.Marshal()
	if err != nil {
		return nil, "", internal(logOnOp, err)
	}
	answer, from, err := n.ask(ctx, logOnOp, u.Realm, question)
	if err != nil {
		return nil, "", err
	}
	if !isError(answer) {
		s, err := n.accept(u, request, answer, nil)
		return s, "", err
	}
	e, err := parseError(answer)
	switch {
	case err != nil:
		return nil, "", forged(logOnOp, "the reply of the KDC is damaged")
	case e.ErrorCode == codeWrongRealm:
		next, err := referral(u, e)
		return nil, next, err
	case e.ErrorCode == codeClientUnknown:
		return nil, "", errUnknownUser
	case e.ErrorCode != codePreauthRequired && e.ErrorCode != codePreauthFailed:
		return nil, "", refusal(logOnOp, e, n.now())
	}
	key, version, err := n.keyFor(u, e)
	if err != nil {
		return nil, "", err
	}
	s, err = n.prove(ctx, u, request, from, key, version)
	return s, "", err
}

// referral is the realm that a key distribution centre sends the user to.
func referral(u user, e messages.KRBError) (string, error) {
	if e.CRealm == "" || len(e.CRealm) > maxSalt {
		return "", forged(logOnOp, "the KDC sends us to a realm that it does not name")
	}
	if !u.enterprise {
		return "", &Error{Reason: Refused, Op: logOnOp, Code: codeWrongRealm, Text: fmt.Sprintf("the KDC of %s says that the user is of the realm %q", u.Realm, e.CRealm),
			Hint: fmt.Sprintf("Check the name; then name that realm with %s.", setting.Realm)}
	}
	return e.CRealm, nil
}

// keyFor is the key to prove the user with, as the key distribution centre asks.
func (n *network) keyFor(u user, e messages.KRBError) (key types.EncryptionKey, version uint32, err error) {
	var methods types.PADataSequence
	if err := guarded(func() error { return methods.Unmarshal(e.EData) }); err != nil {
		return key, 0, forged(logOnOp, "the KDC asks for a proof, but does not say of which kind")
	}
	offered, err := derivations(methods)
	if err != nil || len(offered) == 0 {
		return key, 0, forged(logOnOp, "the KDC asks for a proof, but not with which encryption type")
	}
	d, ok := choose(offered, ticketTypes())
	if !ok {
		return key, 0, &Error{Reason: Weak, Op: logOnOp, Hint: aesHint,
			Text: fmt.Sprintf("the KDC asks for a proof of the password with encryption type %d, and only AES is accepted", offered[0].etype)}
	}
	if err := d.verify(logOnOp); err != nil {
		return key, 0, err
	}
	if !methods.Contains(patype.PA_ENC_TIMESTAMP) {
		return key, 0, &Error{Reason: Failed, Op: logOnOp, Text: "the KDC does not take a proof by password or key for this account",
			Hint: "It may require a smart card or another factor: get a ticket with kinit, and use its cache."}
	}
	return u.key(d, offered)
}

// key is the user's key of an encryption type: derived, or of the keytab.
func (u user) key(d derivation, offered []derivation) (key types.EncryptionKey, version uint32, err error) {
	if u.keys == nil {
		key, err = d.key(u.password, u.Principal)
		if err != nil {
			return key, 0, internal(logOnOp, err)
		}
		return key, 0, nil
	}
	var kinds []int32
	for _, kind := range ticketTypes() {
		if slices.ContainsFunc(offered, func(o derivation) bool { return o.etype == kind }) {
			kinds = append(kinds, kind)
		}
	}
	e, ok := u.keys.key(u.keyOwner(), kinds)
	if !ok {
		return key, 0, &Error{Reason: Weak, Op: logOnOp, Text: fmt.Sprintf("the keytab %s has no key of %q of an encryption type that the KDC takes: %d", u.keyFile, u.keyOwner(), kinds),
			Hint: "Make the keytab anew, with the AES keys of the account."}
	}
	return e.key, e.version, nil
}

// keyOwner is the principal whose keys are used: that of the keytab, whatever the name
// is that the key distribution centre is asked by.
func (u user) keyOwner() Principal {
	name, _, _ := strings.Cut(u.Name, "@")
	return Principal{Name: name, Realm: u.Realm}
}

// prove asks again, with the proof. Every error says that the proof is out.
func (n *network) prove(ctx context.Context, u user, request messages.ASReq, at centre, key types.EncryptionKey, version uint32) (*session, error) {
	pa, err := proof(key, version)
	if err != nil {
		return nil, internal(logOnOp, err)
	}
	request.PAData = types.PADataSequence{pa}
	question, err := request.Marshal()
	if err != nil {
		return nil, internal(logOnOp, err)
	}
	s, err := n.askToAccept(ctx, u, request, at, key, question)
	var e *Error
	if errors.As(err, &e) {
		e.Shown = true
	}
	return s, err
}

func (n *network) askToAccept(ctx context.Context, u user, request messages.ASReq, at centre, key types.EncryptionKey, question []byte) (*session, error) {
	answer, err := n.askOnce(ctx, logOnOp, u.Realm, at, question)
	if err != nil {
		return nil, err
	}
	if !isError(answer) {
		return n.accept(u, request, answer, &key)
	}
	e, err := parseError(answer)
	switch {
	case err != nil:
		return nil, forged(logOnOp, "the reply of the KDC is damaged")
	case e.ErrorCode == codePreauthFailed:
		return nil, u.wrong()
	}
	return nil, refusal(logOnOp, e, n.now())
}

// wrong is the error for a proof that was refused.
func (u user) wrong() error {
	e := &Error{Reason: Refused, Op: logOnOp, Code: codePreauthFailed, Text: "the KDC refuses the password or the key",
		Hint: "Check the password; nothing was tried a second time."}
	if u.keys != nil {
		e.Hint = "Make the keytab anew: its key is not that of the account any more. Nothing was tried a second time."
	}
	return e
}

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
