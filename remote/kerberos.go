package remote

import (
	"context"
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"net/http"
	"time"

	"github.com/jcmturner/gokrb5/v8/asn1tools"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/chksumtype"
	"github.com/jcmturner/gokrb5/v8/iana/flags"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jcmturner/gokrb5/v8/types"
)

// kerberosScheme proves the user to the node and the node to us. Over HTTP it
// costs one request before the first message, whose answer carries the node's
// proof; over HTTPS the token travels with the first message and the proof with
// its answer. The token is a bare Kerberos one: Windows takes it for Negotiate
// as it does one wrapped in SPNEGO.
type kerberosScheme struct {
	tickets *Tickets
	spn     string
	sealing bool

	token         []byte // the AP-REQ, until it is sent
	authenticator types.Authenticator
	sessionKey    types.EncryptionKey
	proven        bool // the node has shown that it holds the service's key
	session       *gssSession
}

// GSS-API flags of the authenticator's checksum (RFC 4121 4.1.1.1).
const (
	gssMutual   = 2
	gssReplay   = 4
	gssSequence = 8
	gssSeal     = 16
	gssSign     = 32
)

const kerberosOp = "authenticate with kerberos"

func (k *kerberosScheme) handshake(ctx context.Context, l *link, g *logon) error {
	issued, err := k.tickets.get(ctx, k.spn, g)
	if err != nil {
		return err
	}
	k.sessionKey = issued.key
	if k.token, err = k.request(issued, l); err != nil {
		return &Error{Kind: Malformed, Op: kerberosOp, Text: "the ticket cannot be used", Err: err, Hint: "Look at the KDC: it issued a ticket that makes no sense."}
	}
	if !k.sealing {
		return nil
	}
	a, err := l.leg(ctx, kerberosOp, k.authorization())
	if err != nil {
		return err
	}
	switch {
	case a.status == http.StatusUnauthorized:
		return k.refused(a)
	case a.status != http.StatusOK:
		return &Error{Kind: Malformed, Op: kerberosOp, Text: fmt.Sprintf("unexpected HTTP status %d", a.status), Hint: notWinRM}
	}
	return k.verify(a)
}

func (k *kerberosScheme) authorization() string {
	if k.token == nil {
		return ""
	}
	header := negotiateHeader(k.token)
	k.token = nil
	return header
}

func (k *kerberosScheme) sealer() sealer {
	if !k.sealing {
		return nil
	}
	return k.session
}

// request writes the AP-REQ with a fresh sub-key and, over TLS, the binding to
// the node's certificate.
func (k *kerberosScheme) request(t ticket, l *link) ([]byte, error) {
	auth, err := types.NewAuthenticator(t.realm, t.clientName)
	if err != nil {
		return nil, err
	}
	etype, err := crypto.GetEtype(t.key.KeyType)
	if err != nil {
		return nil, err
	}
	if err := auth.GenerateSeqNumberAndSubKey(t.key.KeyType, etype.GetKeyByteSize()); err != nil {
		return nil, err
	}
	auth.Cksum = types.Checksum{CksumType: chksumtype.GSSAPI, Checksum: gssChecksum(l)}
	k.authenticator = auth
	req, err := messages.NewAPReq(t.ticket, t.key, auth)
	if err != nil {
		return nil, err
	}
	types.SetFlag(&req.APOptions, flags.APOptionMutualRequired)
	body, err := req.Marshal()
	if err != nil {
		return nil, err
	}
	return asn1tools.AddASNAppTag(append(krb5APReq(), body...), 0), nil
}

// krb5APReq is what precedes an AP-REQ in a GSS-API token: the mechanism's
// object identifier 1.2.840.113554.1.2.2 and the token id 01 00 (RFC 4121 4.1).
func krb5APReq() []byte {
	return []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x01, 0x00}
}

// gssChecksum is the authenticator's checksum of type 0x8003: the MD5 of the
// channel bindings, all zero without TLS, and the flags.
func gssChecksum(l *link) []byte {
	sum := binary.LittleEndian.AppendUint32(nil, md5.Size)
	if cb := channelBindings(l.peer); cb != nil {
		bindings := make([]byte, 16) // no addresses: two types and two lengths
		bindings = binary.LittleEndian.AppendUint32(bindings, uint32(len(cb.ApplicationData)))
		h := md5.Sum(append(bindings, cb.ApplicationData...))
		sum = append(sum, h[:]...)
	} else {
		sum = append(sum, make([]byte, md5.Size)...)
	}
	return binary.LittleEndian.AppendUint32(sum, gssMutual|gssReplay|gssSequence|gssSeal|gssSign)
}

// verify checks the node's AP-REP: only the holder of the service's key can
// have read our time out of the ticket's authenticator.
func (k *kerberosScheme) verify(a *answer) (err error) {
	if k.proven {
		return nil
	}
	unproven := func(text string, cause error) error {
		return &Error{Kind: NotSealed, Op: kerberosOp, Text: text, Err: cause,
			Hint: "Look at what answers on this port: it does not hold the key of " + k.spn + "."}
	}
	// The library takes the node's bytes apart without checking every length.
	defer func() {
		if p := recover(); p != nil {
			err = unproven("the node's proof is damaged", nil)
		}
	}()
	token := negotiateToken(a.challenges)
	if token == nil {
		return unproven("the node did not prove who it is", nil)
	}
	part, err := k.decrypt(token)
	if err != nil {
		return unproven("the node's proof cannot be read", err)
	}
	if !part.CTime.Equal(k.authenticator.CTime.Truncate(time.Second)) || part.Cusec != k.authenticator.Cusec {
		return unproven("the node's proof is for somebody else", nil)
	}
	k.proven = true
	if k.sealing {
		k.session, err = newGSSSession(k.authenticator, part)
	}
	return err
}

func (k *kerberosScheme) decrypt(token []byte) (messages.EncAPRepPart, error) {
	var part messages.EncAPRepPart
	rep, err := mechanismToken(token)
	if err != nil {
		return part, err
	}
	if !rep.IsAPRep() {
		return part, fmt.Errorf("not an AP-REP")
	}
	plain, err := crypto.DecryptEncPart(rep.APRep.EncPart, k.sessionKey, keyusage.AP_REP_ENCPART)
	if err != nil {
		return part, err
	}
	return part, part.Unmarshal(plain)
}

// mechanismToken reads the node's Kerberos token, bare or in SPNEGO's answer.
func mechanismToken(token []byte) (spnego.KRB5Token, error) {
	const negTokenResp = 0xa1
	var t spnego.KRB5Token
	if len(token) > 0 && token[0] == negTokenResp {
		_, parsed, err := spnego.UnmarshalNegToken(token)
		if err != nil {
			return t, err
		}
		resp, ok := parsed.(spnego.NegTokenResp)
		if !ok {
			return t, fmt.Errorf("not an answer")
		}
		token = resp.ResponseToken
	}
	return t, t.Unmarshal(token)
}

// kerberosSkew is how far two clocks may differ (RFC 4120 1.6, and the default of Windows).
const kerberosSkew = 5 * time.Minute

// refused explains a 401. Whether the clocks are the reason shows in the
// answer's own date.
func (k *kerberosScheme) refused(a *answer) error {
	if skew := a.skew().Abs(); skew > kerberosSkew {
		return &Error{Kind: AuthFailed, Op: kerberosOp, Text: fmt.Sprintf("the clocks of this machine and the node differ by %s", skew.Round(time.Second)),
			Hint: "Set the clock that is wrong: Kerberos allows five minutes."}
	}
	return refusal(Kerberos, a)
}
