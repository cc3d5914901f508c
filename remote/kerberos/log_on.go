package kerberos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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
