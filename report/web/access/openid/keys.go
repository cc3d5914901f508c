package openid

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
)

// Bounds of the keys of an issuer.
const (
	mostKeys     = 100
	leastRSABits = 2048
	mostRSABits  = 8192
)

// webKey is a public key as RFC 7517 and RFC 7518 write it.
type webKey struct {
	Type  string `json:"kty"`
	Use   string `json:"use"`
	Curve string `json:"crv"`
	N     string `json:"n"`
	E     string `json:"e"`
	X     string `json:"x"`
	Y     string `json:"y"`
}

// parseKeys reads the keys that an issuer signs with. Keys of another use or an unknown type
// are left out.
func parseKeys(data []byte) ([]crypto.PublicKey, error) {
	var set struct {
		Keys []webKey `json:"keys"`
	}
	if json.Unmarshal(data, &set) != nil {
		return nil, errors.New("its keys are not a JSON Web Key Set")
	}
	if len(set.Keys) > mostKeys {
		return nil, errors.New("it has more than 100 keys")
	}
	var keys []crypto.PublicKey
	for _, k := range set.Keys {
		if key := k.public(); key != nil && (k.Use == "" || k.Use == "sig") {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("it has no key for signatures that is known here: RSA of 2048 bits or more, P-256, P-384, P-521, Ed25519")
	}
	return keys, nil
}

// public is the key; nil when it is of no use.
func (k webKey) public() crypto.PublicKey {
	switch k.Type {
	case "RSA":
		return k.rsa()
	case "EC":
		return k.ecdsa()
	case "OKP":
		if x := unbase64(k.X); k.Curve == "Ed25519" && len(x) == ed25519.PublicKeySize {
			return ed25519.PublicKey(x)
		}
	}
	return nil
}

func (k webKey) rsa() crypto.PublicKey {
	n, e := new(big.Int).SetBytes(unbase64(k.N)), new(big.Int).SetBytes(unbase64(k.E))
	if n.BitLen() < leastRSABits || n.BitLen() > mostRSABits || e.BitLen() > 31 || e.Int64() < 3 || e.Bit(0) == 0 {
		return nil
	}
	return &rsa.PublicKey{N: n, E: int(e.Int64())}
}

func (k webKey) ecdsa() crypto.PublicKey {
	curve := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}[k.Curve]
	if curve == nil {
		return nil
	}
	// SEC 1, 2.3.3: an uncompressed point is 4 and both coordinates at full length.
	key, err := ecdsa.ParseUncompressedPublicKey(curve, slices.Concat([]byte{4}, unbase64(k.X), unbase64(k.Y)))
	if err != nil {
		return nil
	}
	return key
}

func unbase64(text string) []byte {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return data
}
