package simulator

import (
	"encoding/asn1"
	"errors"
	"slices"
)

// A GSS-API token begins with the mechanism that it is for (RFC 2743, 3.1). That
// of Kerberos holds an AP-REQ or AP-REP behind two bytes that say which (RFC
// 4121, 4.1); that of SPNEGO holds a token of the mechanism that it proposes
// first (RFC 4178, 4.2).
const (
	tokenAPReq = "\x01\x00"
	tokenAPRep = "\x02\x00"
)

var errToken = errors.New("malformed GSS-API token")

// Mechanisms. Microsoft's own number for Kerberos goes back to a mistake in
// Windows 2000 ([MS-SPNG] 3.1.5.2); it only occurs in lists of mechanisms.
func oidKerberos() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 2, 840, 113554, 1, 2, 2} }

func oidMicrosoftKerberos() asn1.ObjectIdentifier {
	return asn1.ObjectIdentifier{1, 2, 840, 48018, 1, 2, 2}
}

func oidSPNEGO() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 2} }

// negTokenInit is the client's proposal.
type negTokenInit struct {
	MechTypes []asn1.ObjectIdentifier `asn1:"explicit,tag:0"`
	ReqFlags  asn1.BitString          `asn1:"explicit,optional,tag:1"`
	MechToken []byte                  `asn1:"explicit,optional,tag:2"`
	MIC       []byte                  `asn1:"explicit,optional,tag:3"`
}

// negTokenResp accepts it.
type negTokenResp struct {
	NegState      asn1.Enumerated       `asn1:"explicit,tag:0"` // 0: accept-completed
	SupportedMech asn1.ObjectIdentifier `asn1:"explicit,tag:1"`
	ResponseToken []byte                `asn1:"explicit,optional,tag:2"`
}

// readToken returns the AP-REQ of a token and what makes a token of the same
// kind from the AP-REP that answers it, or from nothing.
func readToken(token []byte) (request []byte, wrap func([]byte) []byte, err error) {
	mech, content, err := readMechanism(token)
	if err != nil {
		return nil, nil, err
	}
	wrap = func(reply []byte) []byte { return reply }
	if mech.Equal(oidSPNEGO()) {
		var init negTokenInit
		if _, err := asn1.UnmarshalWithParams(content, &init, "explicit,tag:0"); err != nil {
			return nil, nil, errToken
		}
		if len(init.MechTypes) == 0 || !isKerberos(init.MechTypes[0]) {
			return nil, nil, errToken
		}
		wrap = func(reply []byte) []byte { return negotiated(init.MechTypes[0], reply) }
		if mech, content, err = readMechanism(init.MechToken); err != nil {
			return nil, nil, err
		}
	}
	if !mech.Equal(oidKerberos()) || len(content) < 2 || string(content[:2]) != tokenAPReq {
		return nil, nil, errToken
	}
	return content[2:], wrap, nil
}

func isKerberos(mech asn1.ObjectIdentifier) bool {
	return mech.Equal(oidKerberos()) || mech.Equal(oidMicrosoftKerberos())
}

func readMechanism(token []byte) (mech asn1.ObjectIdentifier, content []byte, err error) {
	var outer asn1.RawValue
	rest, err := asn1.Unmarshal(token, &outer)
	if err != nil || len(rest) > 0 || outer.Class != asn1.ClassApplication || outer.Tag != 0 {
		return nil, nil, errToken
	}
	if content, err = asn1.Unmarshal(outer.Bytes, &mech); err != nil {
		return nil, nil, errToken
	}
	return mech, content, nil
}

// kerberosToken frames an AP-REP.
func kerberosToken(reply []byte) ([]byte, error) {
	mech, err := asn1.Marshal(oidKerberos())
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(asn1.RawValue{Class: asn1.ClassApplication, IsCompound: true,
		Bytes: slices.Concat(mech, []byte(tokenAPRep), reply)})
}

// negotiated informs an SPNEGO client that its first mechanism is accepted.
func negotiated(mech asn1.ObjectIdentifier, reply []byte) []byte {
	b, err := asn1.MarshalWithParams(negTokenResp{SupportedMech: mech, ResponseToken: reply}, "explicit,tag:1")
	if err != nil {
		panic(err) // numbers and bytes can always be written
	}
	return b
}
