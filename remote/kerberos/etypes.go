package kerberos

import (
	"errors"
	"slices"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/types"
)

// ticketTypes are the encryption types that are offered, and that the key of a user
// and the session key with a node may have, the strongest first: AES with SHA-1, which
// is what Windows has (MS-KILE 2.2.7) and what sealed messages are laid out for.
func ticketTypes() []int32 {
	return []int32{etypeID.AES256_CTS_HMAC_SHA1_96, etypeID.AES128_CTS_HMAC_SHA1_96}
}

// sessionTypes are those that the session key with a key distribution centre may
// have: a cache of another program may hold one of AES with SHA-2 (RFC 8009).
func sessionTypes() []int32 {
	return append(ticketTypes(), etypeID.AES256_CTS_HMAC_SHA384_192, etypeID.AES128_CTS_HMAC_SHA256_128)
}

// keySize is the length of a key, in bytes.
func keySize(etype int32) int {
	switch etype {
	case etypeID.AES256_CTS_HMAC_SHA1_96, etypeID.AES256_CTS_HMAC_SHA384_192:
		return 32
	}
	return 16
}

// acceptable reports whether a key is of one of the types, and as long as its type
// requires.
func acceptable(k types.EncryptionKey, kinds []int32) bool {
	return slices.Contains(kinds, k.KeyType) && len(k.KeyValue) == keySize(k.KeyType)
}

var errNotDecrypted = errors.New("it does not decrypt")

// decrypt opens what was encrypted with a key of an acceptable type.
func decrypt(e types.EncryptedData, key types.EncryptionKey, usage uint32) (plain []byte, err error) {
	const leastCipher = 16 + 12 // the confounder, and the shortest check sum
	if e.EType != key.KeyType || len(e.Cipher) < leastCipher {
		return nil, errNotDecrypted
	}
	err = guarded(func() (err error) {
		plain, err = crypto.DecryptEncPart(e, key, usage)
		return err
	})
	if err != nil {
		return nil, errNotDecrypted
	}
	return plain, nil
}
