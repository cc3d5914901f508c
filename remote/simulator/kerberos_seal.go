package simulator

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// wrapping protects messages by wrap tokens with confidentiality (RFC 4121,
// 4.2.4). What is encrypted is the message and the header of the token; what
// comes out is a confounder, both of them, and a checksum. The cipher is rotated
// so that what is not message comes before it: WinRM sends this as the
// signature, and behind it as many bytes as the message has.
type wrapping struct {
	key               types.EncryptionKey
	flags             byte // wrapSubkey or none
	inbound, outbound uint64
}

// Flags of a wrap token (RFC 4121, 4.2.2).
const (
	wrapFromAcceptor = 1 << 0
	wrapEncrypted    = 1 << 1
	wrapSubkey       = 1 << 2
)

// Sizes with AES and HMAC-SHA1-96 (RFC 3962), in bytes.
const (
	wrapHeader     = 16
	wrapConfounder = 16
	wrapChecksum   = 12

	wrapRotation = wrapHeader + wrapChecksum
	wrapBefore   = wrapHeader + wrapRotation + wrapConfounder
)

func (w *wrapping) signatureSize() int { return wrapBefore }

func (w *wrapping) speaks(protocol string) bool {
	return protocol == protocolSPNEGO || protocol == protocolKerberos
}

func (w *wrapping) skip() { w.outbound++ }

// wrapTokenHeader is what a token begins with; the extra count is always 0, since AES needs no filling.
func wrapTokenHeader(flags byte, rotation uint16, sequence uint64) []byte {
	h := []byte{0x05, 0x04, flags, 0xff, 0, 0}
	h = binary.BigEndian.AppendUint16(h, rotation)
	return binary.BigEndian.AppendUint64(h, sequence)
}

// seal encrypts a message and gives it the next number.
func (w *wrapping) seal(message []byte) (signature, sealed []byte) {
	flags := w.flags | wrapEncrypted | wrapFromAcceptor
	plain := slices.Concat(message, wrapTokenHeader(flags, 0, w.outbound))
	e, err := crypto.GetEncryptedData(plain, w.key, keyusage.GSSAPI_ACCEPTOR_SEAL, 0)
	if err != nil {
		panic(err) // the key is known to be one of AES
	}
	split := len(e.Cipher) - wrapRotation
	token := slices.Concat(wrapTokenHeader(flags, wrapRotation, w.outbound), e.Cipher[split:], e.Cipher[:split])
	w.outbound++
	return token[:wrapBefore], token[wrapBefore:]
}

// unseal decrypts a message and checks its header, outside and inside, and its
// place in the sequence.
func (w *wrapping) unseal(signature, sealed []byte) ([]byte, error) {
	flags := w.flags | wrapEncrypted
	if len(signature) != wrapBefore || !bytes.HasPrefix(signature, wrapTokenHeader(flags, wrapRotation, w.inbound)) {
		return nil, errSeal
	}
	rotated := slices.Concat(signature[wrapHeader:], sealed)
	e := types.EncryptedData{EType: w.key.KeyType, Cipher: slices.Concat(rotated[wrapRotation:], rotated[:wrapRotation])}
	plain, err := kdc.Decrypt(e, w.key, keyusage.GSSAPI_INITIATOR_SEAL)
	if err != nil {
		return nil, err
	}
	message, ok := bytes.CutSuffix(plain, wrapTokenHeader(flags, 0, w.inbound))
	if !ok {
		return nil, errSeal
	}
	w.inbound++
	return message, nil
}
