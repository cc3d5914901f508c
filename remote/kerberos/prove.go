package kerberos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// keyFor is the key to prove the user with, as the key distribution centre asks.
func (n *network) keyFor(u user, e messages.KRBError) (key types.EncryptionKey, version uint32, err error) {
	var methods types.PADataSequence
	if err := guarded(func() error { return methods.Unmarshal(e.EData) }); err != nil {
		return key, 0, forged(logOnOp, "the KDC requires a proof, but does not say of which kind")
	}
	offered, err := derivations(methods)
	if err != nil || len(offered) == 0 {
		return key, 0, forged(logOnOp, "the KDC requires a proof, but not with which encryption type")
	}
	d, ok := choose(offered, ticketTypes())
	if !ok {
		return key, 0, &Error{Reason: Weak, Op: logOnOp, Hint: aesHint,
			Text: fmt.Sprintf("the KDC requires a proof of the password with encryption type %d, and only AES is accepted", offered[0].etype)}
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
