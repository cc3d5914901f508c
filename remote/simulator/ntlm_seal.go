package simulator

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rc4"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"slices"
)

// security is an NTLM session that seals both ways, seen from the server
// ([MS-NLMP] 3.4).
type security struct {
	inbound, outbound direction
}

// direction is one way of a session; its cipher and sequence number go on from
// message to message.
type direction struct {
	signing     []byte
	cipher      *rc4.Cipher
	sequence    uint32
	keyExchange bool
}

// signatureSize is the length of NTLMSSP_MESSAGE_SIGNATURE.
const signatureSize = 16

var errSeal = errors.New("the seal is broken")

// newSecurity derives the four keys from the exported session key, in their full
// strength of 128 bits ([MS-NLMP] 3.4.5.2 and 3.4.5.3).
func newSecurity(exported []byte, keyExchange bool) *security {
	way := func(name string) direction {
		magic := func(use string) []byte {
			return []byte("session key to " + name + " " + use + " key magic constant\x00")
		}
		signing := md5.Sum(slices.Concat(exported, magic("signing")))
		sealing := md5.Sum(slices.Concat(exported, magic("sealing")))
		cipher, err := rc4.NewCipher(sealing[:])
		if err != nil {
			panic(err) // an MD5 sum always has the length of a key
		}
		return direction{signing: signing[:], cipher: cipher, keyExchange: keyExchange}
	}
	return &security{inbound: way("client-to-server"), outbound: way("server-to-client")}
}

func (s *security) seal(message []byte) (signature, sealed []byte) { return s.outbound.seal(message) }

func (s *security) unseal(signature, sealed []byte) ([]byte, error) {
	return s.inbound.unseal(signature, sealed)
}

func (s *security) signatureSize() int { return signatureSize }

func (s *security) speaks(protocol string) bool { return protocol == protocolSPNEGO }

func (s *security) skip() { s.outbound.sequence++ }

// seal encrypts a message and signs its plain text.
func (d *direction) seal(message []byte) (signature, sealed []byte) {
	sealed = make([]byte, len(message))
	d.cipher.XORKeyStream(sealed, message)
	return d.sign(message), sealed
}

// unseal decrypts a message and checks its signature and its place in the sequence.
func (d *direction) unseal(signature, sealed []byte) ([]byte, error) {
	message := make([]byte, len(sealed))
	d.cipher.XORKeyStream(message, sealed)
	if subtle.ConstantTimeCompare(signature, d.sign(message)) != 1 {
		return nil, errSeal
	}
	return message, nil
}

// sign makes the signature of the next message ([MS-NLMP] 3.4.4.2): version 1,
// checksum, sequence number.
func (d *direction) sign(message []byte) []byte {
	sequence := binary.LittleEndian.AppendUint32(nil, d.sequence)
	d.sequence++
	checksum := hmacMD5(d.signing, sequence, message)[:8]
	if d.keyExchange {
		d.cipher.XORKeyStream(checksum, checksum)
	}
	signature := make([]byte, 0, signatureSize)
	signature = append(signature, 1, 0, 0, 0)
	signature = append(signature, checksum...)
	return append(signature, sequence...)
}

func hmacMD5(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(md5.New, key)
	for _, p := range parts {
		mac.Write(p)
	}
	return mac.Sum(nil)
}
