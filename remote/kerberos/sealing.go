package kerberos

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/crypto/etype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// gssSession seals messages by the wrap tokens of RFC 4121 with confidentiality.
// WinRM cuts a token in two: the "signature" holds the token's header and, by
// the rotation, all that encryption adds, the "sealed" part is as long as the
// plain text.
type gssSession struct {
	etype         etype.EType
	key           []byte
	acceptorKey   bool   // the key is the node's, not ours
	next, awaited uint64 // sequence numbers, outgoing and incoming
}

// Wrap tokens (RFC 4121 4.2.6.2) and the key usages of the two directions (2).
const (
	wrapHeaderLength  = 16
	flagSentByNode    = 1
	flagSealed        = 2
	flagAcceptorKey   = 4
	usageNodeSeals    = 22
	usageWeSeal       = 24
	confounderLength  = 16
	macLength         = 12 // of the AES types with SHA-1
	rotation          = wrapHeaderLength + macLength
	gssSignatureLimit = wrapHeaderLength + confounderLength + wrapHeaderLength + macLength
)

func newGSSSession(auth types.Authenticator, part messages.EncAPRepPart) (*gssSession, error) {
	key, acceptor := auth.SubKey, false
	if len(part.Subkey.KeyValue) > 0 {
		key, acceptor = part.Subkey, true
	}
	e, err := crypto.GetEtype(key.KeyType)
	if err != nil || e.GetHMACBitLength() != macLength*8 || e.GetConfounderByteSize() != confounderLength || len(key.KeyValue) != e.GetKeyByteSize() {
		return nil, &Error{Reason: Weak, Op: contextOp, Text: fmt.Sprintf("the node wants to seal with encryption type %d instead of AES", key.KeyType),
			Hint: "Allow AES for the node's account (msDS-SupportedEncryptionTypes 24)."}
	}
	return &gssSession{etype: e, key: key.KeyValue, acceptorKey: acceptor,
		next: uint64(auth.SeqNumber), awaited: uint64(part.SequenceNumber)}, nil
}

func (g *gssSession) header(flags byte, sequence uint64) []byte {
	if g.acceptorKey {
		flags |= flagAcceptorKey
	}
	h := []byte{0x05, 0x04, flags, 0xff, 0, 0, 0, 0} // extra count and rotation are zero when encrypted
	return binary.BigEndian.AppendUint64(h, sequence)
}

func (g *gssSession) seal(plain []byte) (signature, sealed []byte, err error) {
	header := g.header(flagSealed, g.next)
	g.next++
	_, cipher, err := g.etype.EncryptMessage(g.key, append(bytes.Clone(plain), header...), usageWeSeal)
	if err != nil {
		return nil, nil, err
	}
	binary.BigEndian.PutUint16(header[6:], rotation)
	token := append(header, rotateRight(cipher, rotation)...)
	cut := len(token) - len(plain)
	return token[:cut], token[cut:], nil
}

// unseal takes a token in any rotation and with any filler: the layout of the
// two parts follows from the lengths.
func (g *gssSession) unseal(signature, sealed []byte) (plain []byte, err error) {
	if len(signature) < gssSignatureLimit {
		return nil, fmt.Errorf("a signature of %d bytes", len(signature))
	}
	header := bytes.Clone(signature[:wrapHeaderLength])
	filler, rotated := binary.BigEndian.Uint16(header[4:]), binary.BigEndian.Uint16(header[6:])
	cipher := append(bytes.Clone(signature[wrapHeaderLength:]), sealed...)
	cipher = rotateRight(cipher, len(cipher)-int(rotated)%len(cipher))
	binary.BigEndian.PutUint16(header[6:], 0)
	if !bytes.Equal(header[:4], g.header(flagSentByNode|flagSealed, 0)[:4]) {
		return nil, errors.New("not a sealed token of the node")
	}
	if sequence := binary.BigEndian.Uint64(header[8:]); sequence != g.awaited {
		return nil, fmt.Errorf("sequence number %d instead of %d", sequence, g.awaited)
	}
	text, err := g.etype.DecryptMessage(g.key, cipher, usageNodeSeals)
	if err != nil {
		return nil, errors.New("it does not decrypt")
	}
	end := len(text) - wrapHeaderLength - int(filler)
	if end < 0 || !bytes.Equal(text[len(text)-wrapHeaderLength:], header) {
		return nil, errors.New("the header inside differs from the one outside")
	}
	g.awaited++
	return text[:end], nil
}

// rotateRight moves the last n bytes to the front.
func rotateRight(b []byte, n int) []byte {
	cut := len(b) - n%len(b)
	return append(bytes.Clone(b[cut:]), b[:cut]...)
}
