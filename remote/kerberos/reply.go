package kerberos

import (
	"fmt"
	"time"

	"github.com/jcmturner/gokrb5/v8/iana"
	"github.com/jcmturner/gokrb5/v8/iana/asnAppTag"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// maxReply bounds a reply of a key distribution centre, in bytes. Windows bounds the
// ticket in it to 64 KiB (MaxTokenSize).
const maxReply = 1 << 20

// maxSkew is how far two clocks may differ (RFC 4120 1.6, and the default of Windows).
const maxSkew = 5 * time.Minute

// maxLife is how long a ticket is valid at most before it is taken for nonsense.
const maxLife = 366 * 24 * time.Hour

// forged is an error about a reply that no honest key distribution centre sends.
func forged(op, text string) error {
	return &Error{Reason: Forged, Op: op, Text: text,
		Hint: "Check who answers as the KDC of the realm, by krb5.conf or DNS, and try again."}
}

// The messages that a key distribution centre answers with, by their first byte.
const (
	application   = 0x60 // class and constructed bit of the tag
	tagASReply    = application | asnAppTag.ASREP
	tagTGSReply   = application | asnAppTag.TGSREP
	tagErrorReply = application | asnAppTag.KRBError
)

func isError(reply []byte) bool { return len(reply) > 0 && reply[0] == tagErrorReply }

// parseError reads a KRB-ERROR.
func parseError(reply []byte) (e messages.KRBError, err error) {
	return e, guarded(func() error { return e.Unmarshal(reply) })
}

// parseReply reads a reply with a ticket.
func parseReply(op string, reply []byte, tag byte) (fields messages.KDCRepFields, err error) {
	if len(reply) == 0 || reply[0] != tag {
		return fields, forged(op, "the reply of the KDC is not one to the request")
	}
	err = guarded(func() error {
		if tag == tagASReply {
			var r messages.ASRep
			err := r.Unmarshal(reply)
			fields = r.KDCRepFields
			return err
		}
		var r messages.TGSRep
		err := r.Unmarshal(reply)
		fields = r.KDCRepFields
		return err
	})
	if err != nil || fields.PVNO != iana.PVNO || !sound(fields.Ticket) || len(fields.CName.NameString) > maxComponents {
		return fields, forged(op, "the reply of the KDC is damaged")
	}
	return fields, nil
}

// grant is a ticket with its session key.
type grant struct {
	ticket messages.Ticket
	key    types.EncryptionKey
	realm  string // that issued it
	end    time.Time
}

// asked is what a reply must be the answer to.
type asked struct {
	op    string
	nonce int
	realm string // that is asked
	kinds []int32
	now   time.Time
	fresh bool // the user logs on now
}

// open decrypts the part of a reply that only the user can read, and checks what it
// says (RFC 4120 3.1.5 and 3.3.4). A reply that does not decrypt is errNotDecrypted.
func (a asked) open(r messages.KDCRepFields, key types.EncryptionKey, usage uint32) (*grant, error) {
	plain, err := decrypt(r.EncPart, key, usage)
	if err != nil {
		return nil, err
	}
	var part messages.EncKDCRepPart
	if err := guarded(func() error { return part.Unmarshal(plain) }); err != nil {
		return nil, forged(a.op, "the reply of the KDC is damaged")
	}
	if err := a.verify(r, part); err != nil {
		return nil, err
	}
	return &grant{ticket: r.Ticket, key: part.Key, realm: r.Ticket.Realm, end: part.EndTime}, nil
}

func (a asked) verify(r messages.KDCRepFields, part messages.EncKDCRepPart) error {
	ahead := part.AuthTime.Sub(a.now)
	switch {
	case part.Nonce != a.nonce:
		return forged(a.op, "the reply of the KDC is not one to this request")
	case r.Ticket.Realm != a.realm || part.SRealm != a.realm:
		return forged(a.op, "the ticket is one of another realm")
	case !r.Ticket.SName.Equal(part.SName):
		return forged(a.op, "the ticket is not the one that the KDC vouches for")
	case !acceptable(part.Key, a.kinds):
		return &Error{Reason: Weak, Op: a.op, Text: fmt.Sprintf("the session key is of encryption type %d, not one of AES", part.Key.KeyType), Hint: aesHint}
	case !part.EndTime.After(a.now.Add(-maxSkew)) || part.EndTime.After(a.now.Add(maxLife)) || part.StartTime.After(a.now.Add(maxSkew)):
		return &Error{Reason: Failed, Op: a.op, Text: fmt.Sprintf("the ticket is not valid now, but until %s", part.EndTime.UTC().Format(time.RFC3339)),
			Hint: "Compare the clocks of this machine and the KDC."}
	case ahead > maxSkew || a.fresh && ahead < -maxSkew:
		return skewed(a.op, ahead)
	}
	return nil
}

// skewed is the error for a clock that differs too much; ahead is by how much that of
// the key distribution centre is ahead of ours.
func skewed(op string, ahead time.Duration) *Error {
	by, than := ahead, "ahead of"
	if by < 0 {
		by, than = -by, "behind"
	}
	return &Error{Reason: Failed, Op: op, Code: codeSkew, Text: fmt.Sprintf("the clock of the KDC is %s %s that of this machine", by.Round(time.Second), than),
		Hint: "Set the clock that is wrong: Kerberos allows five minutes."}
}
