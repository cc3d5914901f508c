package simulator

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rc4"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	//lint:ignore SA1019 NTLM is built on MD4 ([MS-NLMP] 3.3.2).
	"golang.org/x/crypto/md4"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// acceptor is the server side of one NTLMv2 handshake ([MS-NLMP] 3.2.5). It
// makes one challenge and accepts one answer to it.
type acceptor struct {
	account  windows.Account
	computer string
	dns      string // the domain's name in DNS; empty: none is known
	// bindings is the hash of the channel that the client should bind to; nil
	// over HTTP, where there is none. As with CbtHardeningLevel Relaxed a wrong
	// hash fails and a missing one passes.
	bindings []byte
	noSeal   bool // strip the flags that protect messages

	nonce                [8]byte
	negotiate, challenge []byte
}

var errLogon = errors.New("logon failed")

// supported are the flags that the server agrees to when the client asks.
const supported = flagUnicode | flagOEM | flagRequestTarget | flagSign | flagSeal | flagNTLM | flagAlwaysSign |
	flagExtendedSecurity | flag128 | flagKeyExchange | flag56

// challengeTo answers a NEGOTIATE message.
func (a *acceptor) challengeTo(negotiate []byte, now time.Time) []byte {
	flags := binary.LittleEndian.Uint32(negotiate[12:])&supported | flagTargetInfo
	if flags&flagUnicode != 0 {
		flags &^= flagOEM // it is one or the other
	}
	domain := a.account.Domain
	if domain == "" {
		domain = a.computer
		flags |= flagTargetServer
	} else {
		flags |= flagTargetDomain
	}
	if a.noSeal {
		flags &^= flagSign | flagSeal | flagAlwaysSign
	}
	rand.Read(a.nonce[:])
	a.negotiate = bytes.Clone(negotiate)
	a.challenge = challengeMessage(flags, domain, a.nonce, targetInfo(domain, a.computer, now))
	return a.challenge
}

// accept checks an AUTHENTICATE message. The session is nil when the client did
// not negotiate sealing with 128 bits, the least that Windows takes by default.
func (a *acceptor) accept(authenticate []byte) (*security, error) {
	m, err := parseAuthenticate(authenticate)
	if err != nil {
		return nil, err
	}
	if !a.knows(m.domain, m.user) {
		return nil, errLogon
	}
	base, err := a.prove(m)
	if err != nil {
		return nil, err
	}
	exported, err := exportedKey(m, base)
	if err != nil {
		return nil, err
	}
	info := m.response[proofSize+clientHeader:]
	if err := a.checkMIC(m, info, exported); err != nil {
		return nil, err
	}
	if err := a.checkBindings(info); err != nil {
		return nil, err
	}
	const sealing = flagSign | flagSeal | flagExtendedSecurity | flag128
	if m.flags&sealing != sealing || a.noSeal {
		return nil, nil
	}
	return newSecurity(exported, m.flags&flagKeyExchange != 0), nil
}

// knows reports whether a name is the account's. Case does not count. An account
// without a domain is the node's own; that of a domain is found by its NetBIOS name,
// as user@realm with the domain's name in DNS, and without a domain, since a node
// looks a bare name up in its domain when it has no such account itself.
func (a *acceptor) knows(domain, user string) bool {
	switch {
	case user == "":
		return false
	case !strings.EqualFold(user, a.account.User):
		name, realm, ok := cutRealm(user)
		return ok && domain == "" && a.account.Domain != "" && strings.EqualFold(name, a.account.User) &&
			(a.dns != "" && strings.EqualFold(realm, a.dns) || strings.EqualFold(realm, a.account.Domain))
	case domain == "":
		return true
	case a.account.Domain == "":
		return domain == "." || strings.EqualFold(domain, a.computer)
	}
	return strings.EqualFold(domain, a.account.Domain)
}

// cutRealm takes user@realm apart, at the last @.
func cutRealm(name string) (user, realm string, ok bool) {
	i := strings.LastIndexByte(name, '@')
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+1:], true
}

// An NTLMv2 response is a proof, a header and the target information as the
// client repeats it ([MS-NLMP] 2.2.2.7, 2.2.2.8).
const proofSize, clientHeader = 16, 28

// prove checks the NTLMv2 response and returns the session base key. The hash
// takes the domain as the client spells it and the user in upper case.
func (a *acceptor) prove(m *authenticateMessage) ([]byte, error) {
	if len(m.response) < proofSize+clientHeader {
		return nil, errLogon // an NTLMv1 response, or none
	}
	hash := md4.New()
	hash.Write(utf16Bytes(a.account.Password))
	key := hmacMD5(hash.Sum(nil), utf16Bytes(strings.ToUpper(m.user)+m.domain))
	proof, blob := m.response[:proofSize], m.response[proofSize:]
	if !hmac.Equal(proof, hmacMD5(key, a.nonce[:], blob)) {
		return nil, errLogon
	}
	return hmacMD5(key, proof), nil
}

// exportedKey is the key that sessions derive from: the client's random one if
// there was a key exchange.
func exportedKey(m *authenticateMessage, base []byte) ([]byte, error) {
	if m.flags&flagKeyExchange == 0 {
		return base, nil
	}
	if len(m.sessionKey) != len(base) {
		return nil, errNTLM
	}
	cipher, err := rc4.NewCipher(base)
	if err != nil {
		return nil, err
	}
	exported := make([]byte, len(base))
	cipher.XORKeyStream(exported, m.sessionKey)
	return exported, nil
}

// checkMIC proves that the three messages were not changed, when the client says
// that it has sealed them with a MIC.
func (a *acceptor) checkMIC(m *authenticateMessage, info, exported []byte) error {
	flags := attribute(info, avFlags)
	if len(flags) != 4 || binary.LittleEndian.Uint32(flags)&avHasMIC == 0 {
		return nil
	}
	code, zeroed, err := m.mic()
	if err != nil {
		return err
	}
	if !hmac.Equal(code, hmacMD5(exported, a.negotiate, a.challenge, zeroed)) {
		return errLogon
	}
	return nil
}

func (a *acceptor) checkBindings(info []byte) error {
	sent := attribute(info, avChannelBindings)
	if a.bindings == nil || sent == nil || bytes.Equal(sent, make([]byte, md5.Size)) {
		return nil
	}
	if !hmac.Equal(sent, a.bindings) {
		return errLogon
	}
	return nil
}

// endpointBindings hashes the channel binding of a certificate that was signed
// with SHA-256: a gss_channel_bindings_struct without addresses and with a
// tls-server-end-point (RFC 5929) as its data.
func endpointBindings(certificate []byte) []byte {
	sum := sha256.Sum256(certificate)
	data := append([]byte("tls-server-end-point:"), sum[:]...)
	channel := make([]byte, 16)
	channel = binary.LittleEndian.AppendUint32(channel, uint32(len(data)))
	hash := md5.Sum(append(channel, data...))
	return hash[:]
}
