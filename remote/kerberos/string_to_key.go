package kerberos

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/types"
)

// Iterations of the derivation of a key from a password. RFC 3962 (section 4) has 4096
// by default, which is what Windows, MIT and Heimdal use: a demand for fewer would make
// the proof of the password easier to guess. The most that is accepted is 64 times as
// many, which takes a fraction of a second; the RFC allows such a limit.
const (
	leastIterations = 4096
	mostIterations  = 64 * leastIterations
)

// maxSalt bounds a salt, in bytes: it is made of a realm and a name.
const maxSalt = 1 << 10

// derivation says how the key of a user is made of the password.
type derivation struct {
	etype  int32
	salt   string
	params []byte // nil: the default of the encryption type
}

// derivations are those that a key distribution centre offers (PA-ETYPE-INFO2, RFC
// 4120 5.2.7.5). There is no error for none. PA-ETYPE-INFO is not read: it is for
// clients that know no AES.
func derivations(data types.PADataSequence) (found []derivation, err error) {
	for _, pa := range data {
		if pa.PADataType != patype.PA_ETYPE_INFO2 {
			continue
		}
		var info types.ETypeInfo2
		if err := guarded(func() error { return info.Unmarshal(pa.PADataValue) }); err != nil {
			return nil, errDamaged
		}
		for _, entry := range info {
			found = append(found, derivation{entry.EType, entry.Salt, entry.S2KParams})
		}
	}
	return found, nil
}

// choose is the derivation of the strongest type that is accepted.
func choose(offered []derivation, kinds []int32) (derivation, bool) {
	for _, kind := range kinds {
		if i := slices.IndexFunc(offered, func(d derivation) bool { return d.etype == kind }); i >= 0 {
			return offered[i], true
		}
	}
	return derivation{}, false
}

// verify refuses a derivation that would cost too much, or give too little.
func (d derivation) verify(op string) error {
	if len(d.salt) > maxSalt {
		return forged(op, "the salt that the KDC names is too long")
	}
	if d.params == nil {
		return nil
	}
	if len(d.params) != 4 {
		return forged(op, "the KDC names parameters of the key derivation that are not a number")
	}
	n := uint64(binary.BigEndian.Uint32(d.params))
	if n == 0 {
		n = 1 << 32
	}
	switch {
	case n < leastIterations:
		return &Error{Reason: Weak, Op: op, Text: fmt.Sprintf("the KDC requires a key derivation of %d iterations, and %d is the least that is safe", n, leastIterations),
			Hint: "Check who answers as the KDC: a true one has no reason to require a proof that is easy to guess."}
	case n > mostIterations:
		return &Error{Reason: Weak, Op: op, Text: fmt.Sprintf("the KDC requires a key derivation of %d iterations, and %d is the most that is accepted", n, mostIterations),
			Hint: "Check who answers as the KDC: Windows requires 4096."}
	}
	return nil
}

// key derives the key of a user.
func (d derivation) key(password string, p Principal) (key types.EncryptionKey, err error) {
	salt := d.salt
	if salt == "" {
		salt = p.wire().GetSalt(p.Realm)
	}
	params := fmt.Sprintf("%08x", leastIterations)
	if d.params != nil {
		params = hex.EncodeToString(d.params)
	}
	err = guarded(func() error {
		kind, err := crypto.GetEtype(d.etype)
		if err != nil {
			return err
		}
		value, err := kind.StringToKey(password, salt, params)
		key = types.EncryptionKey{KeyType: d.etype, KeyValue: value}
		return err
	})
	return key, err
}
