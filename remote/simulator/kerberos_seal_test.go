package simulator

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// keyOf makes a random key of an encryption type.
func keyOf(t *testing.T, kind int32) types.EncryptionKey {
	t.Helper()
	e, err := crypto.GetEtype(kind)
	if err != nil {
		t.Fatal(err)
	}
	key, err := types.GenerateEncryptionKey(e)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestSealedSizes(t *testing.T) {
	key := keyOf(t, etypeID.AES256_CTS_HMAC_SHA1_96)
	node := &wrapping{key: key, flags: wrapSubkey, inbound: 5, outbound: 1<<32 - 1}
	peer := &initiator{client: &client{t: t}, key: key, send: 5, receive: 1<<32 - 1, acceptorSubkey: true, protocol: overSPNEGO}
	for _, size := range []int{17, 18, 31, 32, 33, 1000, 100 << 10} {
		want := bytes.Repeat([]byte("x"), size)
		got, err := readSealed(node, sealedType(protocolSPNEGO), peer.wrapToken(want))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes to the node: %v", size, err)
		}
		signature, sealed := node.seal(want)
		if len(signature) != 60 || len(sealed) != size {
			t.Errorf("%d bytes are sealed as %d and %d", size, len(signature), len(sealed))
		}
		if got, err := peer.unwrapToken(wrapSealed(protocolSPNEGO, size, signature, sealed)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes from the node: %v", size, err)
		}
	}
}

func TestSealedKerberosIsVerified(t *testing.T) {
	at := func(offset int) func([]byte) []byte { // from the beginning of the token
		return func(b []byte) []byte {
			i := bytes.Index(b, []byte("\x3c\x00\x00\x00\x05\x04")) + 4
			b[i+offset] ^= 1
			return b
		}
	}
	for _, tt := range []struct {
		name   string
		before func(*initiator)
		tamper func([]byte) []byte
	}{
		{"sequence number skipped", func(i *initiator) { i.send++ }, nil},
		{"sequence number repeated", func(i *initiator) { i.send-- }, nil},
		{"without the acceptor's subkey", func(i *initiator) { i.acceptorSubkey = false }, nil},
		{"key of another session", func(i *initiator) { i.key.KeyValue[0] ^= 1 }, nil},
		{"token changed", nil, at(0)},
		{"flags changed", nil, at(2)},
		{"filler changed", nil, at(3)},
		{"extra count changed", nil, at(5)},
		{"rotation changed", nil, at(7)},
		{"checksum changed", nil, at(16 + 27)},
		{"confounder changed", nil, at(16 + 28)},
		{"message changed", nil, at(60)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, r := realmFarm(t, &windows.Node{}, Options{})
			i := initiate(t, f)
			i.logonByTicket(r)
			if status, _, err := i.converseSealed(wqlMessage); err != nil || status != http.StatusOK {
				t.Fatalf("as it is: status %d, %v", status, err)
			}
			if tt.before != nil {
				tt.before(i)
			}
			b := i.wrapToken([]byte(wqlMessage))
			if tt.tamper != nil {
				b = tt.tamper(b)
			}
			resp, body := i.post(http.Header{"Content-Type": {sealedType(overSPNEGO)}}, b)
			if resp.StatusCode != http.StatusBadRequest || len(body) != 0 {
				t.Errorf("status %d with %d bytes, want 400 with none", resp.StatusCode, len(body))
			}
		})
	}
}

// The header is also within what is encrypted, where no one can change it.
func TestInnerHeader(t *testing.T) {
	key := keyOf(t, etypeID.AES128_CTS_HMAC_SHA1_96)
	for _, tt := range []struct {
		name  string
		inner []byte
		good  bool
	}{
		{"as it is", wrapTokenHeader(wrapEncrypted, 0, 7), true},
		{"of another message", wrapTokenHeader(wrapEncrypted, 0, 6), false},
		{"rotated", wrapTokenHeader(wrapEncrypted, wrapRotation, 7), false},
	} {
		e, err := crypto.GetEncryptedData(append([]byte("message"), tt.inner...), key, 24, 0)
		if err != nil {
			t.Fatal(err)
		}
		n := len(e.Cipher) - 28
		token := slices.Concat(wrapTokenHeader(wrapEncrypted, wrapRotation, 7), e.Cipher[n:], e.Cipher[:n])
		got, err := (&wrapping{key: key, inbound: 7}).unseal(token[:60], token[60:])
		if (err == nil) != tt.good || tt.good && string(got) != "message" {
			t.Errorf("%s: %q, %v", tt.name, got, err)
		}
	}
}

func FuzzUnseal(f *testing.F) {
	key := types.EncryptionKey{KeyType: etypeID.AES128_CTS_HMAC_SHA1_96, KeyValue: make([]byte, 16)}
	f.Add([]byte("sealed"), wrapTokenHeader(wrapEncrypted, wrapRotation, 0))
	f.Add([]byte(nil), make([]byte, wrapBefore))
	f.Fuzz(func(t *testing.T, sealed, signature []byte) {
		w := &wrapping{key: key}
		if message, err := w.unseal(signature, sealed); err == nil {
			t.Errorf("opened %q", message)
		}
	})
}
