package kerberos

import (
	"context"
	"crypto/md5"
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"fmt"
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

// Context is a security context with one node: a token that proves the user, the
// check of the node's own proof, and sealing. It is used by one goroutine at a time.
type Context struct {
	spn           string
	token         []byte // the AP-REQ
	authenticator types.Authenticator
	key           types.EncryptionKey // of the session with the service
	proven        bool                // the node has shown that it holds the service's key
	seal          *gssSession
}

const contextOp = "authenticate with kerberos"

// GSS-API flags of the authenticator's checksum (RFC 4121 4.1.1.1).
const (
	gssMutual   = 2
	gssReplay   = 4
	gssSequence = 8
	gssSeal     = 16
	gssSign     = 32
)

// Context gets a ticket for a service principal, "HTTP/node.domain" or
// "HTTP/node.domain@REALM", and makes a fresh context with it. bindings tie it to a
// TLS connection (RFC 5929, with the prefix of their type); nil without TLS.
func (c *Client) Context(ctx context.Context, spn string, bindings []byte) (*Context, error) {
	g, s, err := c.ticket(ctx, spn)
	if err != nil {
		return nil, err
	}
	x := &Context{spn: spn, key: g.key}
	if err := guarded(func() error { return x.request(g, s, bindings) }); err != nil {
		return nil, &Error{Reason: Forged, Op: contextOp, Text: "the ticket cannot be used", Err: err, Hint: "Check the KDC: the ticket it issued is unusable."}
	}
	return x, nil
}

// Token is what goes to the node: a bare AP-REQ, which Windows takes for Negotiate as
// it does one wrapped in SPNEGO.
func (x *Context) Token() []byte { return x.token }

// Proven reports whether the node has shown that it holds the key of its principal.
func (x *Context) Proven() bool { return x.proven }

// request writes the AP-REQ with a fresh sub-key.
func (x *Context) request(g *grant, s *session, bindings []byte) error {
	auth, err := types.NewAuthenticator(s.owner.Realm, s.name)
	if err != nil {
		return err
	}
	etype, err := crypto.GetEtype(g.key.KeyType)
	if err != nil {
		return err
	}
	if err := auth.GenerateSeqNumberAndSubKey(g.key.KeyType, etype.GetKeyByteSize()); err != nil {
		return err
	}
	auth.Cksum = types.Checksum{CksumType: chksumtype.GSSAPI, Checksum: gssChecksum(bindings)}
	x.authenticator = auth
	req, err := messages.NewAPReq(g.ticket, g.key, auth)
	if err != nil {
		return err
	}
	types.SetFlag(&req.APOptions, flags.APOptionMutualRequired)
	body, err := req.Marshal()
	if err != nil {
		return err
	}
	x.token = asn1tools.AddASNAppTag(append(krb5APReq(), body...), 0)
	return nil
}

// krb5APReq is what precedes an AP-REQ in a GSS-API token: the mechanism's
// object identifier 1.2.840.113554.1.2.2 and the token id 01 00 (RFC 4121 4.1).
func krb5APReq() []byte {
	return []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x01, 0x00}
}

// gssChecksum is the authenticator's checksum of type 0x8003: the MD5 of the
// channel bindings, all zero without TLS, and the flags.
func gssChecksum(bindings []byte) []byte {
	sum := binary.LittleEndian.AppendUint32(nil, md5.Size)
	if bindings != nil {
		framed := make([]byte, 16) // no addresses: two types and two lengths
		framed = binary.LittleEndian.AppendUint32(framed, uint32(len(bindings)))
		h := md5.Sum(append(framed, bindings...))
		sum = append(sum, h[:]...)
	} else {
		sum = append(sum, make([]byte, md5.Size)...)
	}
	return binary.LittleEndian.AppendUint32(sum, gssMutual|gssReplay|gssSequence|gssSeal|gssSign)
}

// Verify checks the node's AP-REP, bare or in SPNEGO's answer: only the holder of the
// service's key can have read our time out of the ticket's authenticator. nil is not
// a proof. Errors have the reason Forged or Weak.
func (x *Context) Verify(token []byte) error {
	unproven := func(text string, cause error) error {
		return &Error{Reason: Forged, Op: contextOp, Text: text, Err: cause,
			Hint: "Check what answers on this port: it does not hold the key of " + x.spn + "."}
	}
	if token == nil {
		return unproven("the node did not prove who it is", nil)
	}
	var part messages.EncAPRepPart
	err := guarded(func() (err error) {
		part, err = x.decrypt(token)
		return err
	})
	switch {
	case errors.Is(err, errDamaged):
		return unproven("the node's proof is damaged", nil)
	case err != nil:
		return unproven("the node's proof cannot be read", err)
	case !part.CTime.Equal(x.authenticator.CTime.Truncate(time.Second)) || part.Cusec != x.authenticator.Cusec:
		return unproven("the node's proof is not for this request", nil)
	}
	seal, err := newGSSSession(x.authenticator, part)
	if err != nil {
		return err
	}
	x.proven, x.seal = true, seal
	return nil
}

func (x *Context) decrypt(token []byte) (messages.EncAPRepPart, error) {
	var part messages.EncAPRepPart
	rep, err := mechanismToken(token)
	if err != nil {
		return part, err
	}
	if !rep.IsAPRep() {
		return part, fmt.Errorf("not an AP-REP")
	}
	plain, err := decrypt(rep.APRep.EncPart, x.key, keyusage.AP_REP_ENCPART)
	if err != nil {
		return part, err
	}
	return part, part.Unmarshal(plain)
}

// mechanismToken reads the node's Kerberos token, bare or in SPNEGO's answer.
func mechanismToken(token []byte) (spnego.KRB5Token, error) {
	var t spnego.KRB5Token
	bare, err := Bare(token)
	if err != nil {
		return t, err
	}
	return t, t.Unmarshal(bare)
}

// spnegoAnswer is a NegTokenResp (RFC 4178 4.2.2), in which every field is optional.
type spnegoAnswer struct {
	State     asn1.Enumerated       `asn1:"explicit,optional,tag:0"`
	Mechanism asn1.ObjectIdentifier `asn1:"explicit,optional,tag:1"`
	Token     []byte                `asn1:"explicit,optional,tag:2"`
	MIC       []byte                `asn1:"explicit,optional,tag:3"`
}

// Bare takes a node's token out of SPNEGO's answer, in which a node may wrap it; any
// other token is returned as it is. It fails on a damaged answer.
func Bare(token []byte) ([]byte, error) {
	const negTokenResp = 0xa1
	if len(token) == 0 || token[0] != negTokenResp {
		return token, nil
	}
	var a spnegoAnswer
	if _, err := asn1.UnmarshalWithParams(token, &a, "explicit,tag:1"); err != nil {
		return nil, err
	}
	return a.Token, nil
}

// Seal encrypts a message for the node: its header with what encryption adds, and the
// sealed bytes, as many as there are of the message. The node must be Proven.
func (x *Context) Seal(plain []byte) (signature, sealed []byte, err error) { return x.seal.seal(plain) }

// Unseal decrypts a message of the node, which must be the next one.
func (x *Context) Unseal(signature, sealed []byte) (plain []byte, err error) {
	err = guarded(func() error {
		plain, err = x.seal.unseal(signature, sealed)
		return err
	})
	return plain, err
}
