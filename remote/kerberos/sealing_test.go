package kerberos

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

func testGSSSession(t testing.TB, etype int32) *gssSession {
	t.Helper()
	size := 32
	if etype == etypeID.AES128_CTS_HMAC_SHA1_96 {
		size = 16
	}
	key := types.EncryptionKey{KeyType: etype, KeyValue: bytes.Repeat([]byte{7}, size)}
	g, err := newGSSSession(types.Authenticator{SubKey: key, SeqNumber: 5}, messages.EncAPRepPart{Subkey: key, SequenceNumber: 9})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// nodeToken seals as a node does, with any filler and rotation (RFC 4121 4.2).
func nodeToken(t testing.TB, g *gssSession, plain []byte, sequence uint64, filler, rotation int) (signature, sealed []byte) {
	t.Helper()
	e, err := crypto.GetEtype(g.etype.GetETypeID())
	if err != nil {
		t.Fatal(err)
	}
	header := []byte{5, 4, 7, 0xff, 0, byte(filler), 0, 0}
	header = binary.BigEndian.AppendUint64(header, sequence)
	_, cipher, err := e.EncryptMessage(g.key, bytes.Join([][]byte{plain, make([]byte, filler), header}, nil), 22)
	if err != nil {
		t.Fatal(err)
	}
	r := rotation % len(cipher)
	rotated := append(bytes.Clone(cipher[len(cipher)-r:]), cipher[:len(cipher)-r]...)
	binary.BigEndian.PutUint16(header[6:], uint16(rotation))
	token := append(header, rotated...)
	cut := len(token) - len(plain)
	return token[:cut], token[cut:]
}

func TestGSSSealLayout(t *testing.T) {
	for _, etype := range []int32{etypeID.AES256_CTS_HMAC_SHA1_96, etypeID.AES128_CTS_HMAC_SHA1_96} {
		g := testGSSSession(t, etype)
		for i, size := range []int{17, 100, 1000, 102400} {
			plain := bytes.Repeat([]byte("p"), size)
			signature, sealed, err := g.seal(plain)
			if err != nil {
				t.Fatal(err)
			}
			if len(signature) != 60 || len(sealed) != size {
				t.Errorf("%d bytes give a header of %d and %d sealed bytes", size, len(signature), len(sealed))
			}
			if want := []byte{5, 4, 6, 0xff, 0, 0, 0, 28}; !bytes.Equal(signature[:8], want) {
				t.Errorf("header % x, want % x", signature[:8], want)
			}
			if sequence := binary.BigEndian.Uint64(signature[8:]); sequence != uint64(5+i) {
				t.Errorf("sequence number %d, want %d", sequence, 5+i)
			}
		}
	}
}

func TestGSSUnseal(t *testing.T) {
	plain := []byte("a message of the node, longer than a block")
	for _, layout := range []struct{ filler, rotation int }{{0, 28}, {0, 0}, {16, 44}, {0, 1000}} {
		g := testGSSSession(t, etypeID.AES256_CTS_HMAC_SHA1_96)
		signature, sealed := nodeToken(t, g, plain, 9, layout.filler, layout.rotation)
		got, err := g.unseal(signature, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("filler %d, rotation %d: %q, %v", layout.filler, layout.rotation, got, err)
		}
		if _, err := g.unseal(signature, sealed); err == nil {
			t.Error("a replayed token is accepted")
		}
	}
}

func TestGSSUnsealRefuses(t *testing.T) {
	g := testGSSSession(t, etypeID.AES256_CTS_HMAC_SHA1_96)
	plain := []byte("a message of the node, longer than a block")
	good, sealed := nodeToken(t, g, plain, 9, 0, 28)
	ours, oursSealed, err := testGSSSession(t, etypeID.AES256_CTS_HMAC_SHA1_96).seal(plain)
	if err != nil {
		t.Fatal(err)
	}
	flip := func(i int) []byte {
		b := bytes.Clone(good)
		b[i] ^= 1
		return b
	}
	late, lateSealed := nodeToken(t, g, plain, 10, 0, 28)
	for name, tt := range map[string]struct{ signature, sealed []byte }{
		"nothing":         {nil, nil},
		"short":           {good[:40], sealed},
		"cut off":         {good, sealed[:len(sealed)-1]},
		"token id":        {flip(0), sealed},
		"flags":           {flip(2), sealed},
		"rotation":        {flip(7), sealed},
		"sequence":        {flip(15), sealed},
		"one too late":    {late, lateSealed},
		"cipher":          {flip(20), sealed},
		"reflected to us": {ours, oursSealed},
		"filler beyond":   {append(append(bytes.Clone(good[:4]), 0xff, 0xff), good[6:]...), sealed},
	} {
		if _, err := g.unseal(tt.signature, tt.sealed); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if got, err := g.unseal(good, sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("after all that the good one: %q, %v", got, err)
	}
}

func TestGSSSessionTakesAESOnly(t *testing.T) {
	rc4 := types.EncryptionKey{KeyType: etypeID.RC4_HMAC, KeyValue: make([]byte, 16)}
	if _, err := newGSSSession(types.Authenticator{SubKey: rc4}, messages.EncAPRepPart{}); !IsReason(err, Weak) || !strings.Contains(err.Error(), "23") {
		t.Errorf("RC4: %v", err)
	}
}

func FuzzGSSUnseal(f *testing.F) {
	signature, sealed := nodeToken(f, testGSSSession(f, etypeID.AES256_CTS_HMAC_SHA1_96), []byte("text"), 9, 0, 28)
	f.Add(signature, sealed)
	f.Add(make([]byte, 60), []byte{})
	f.Fuzz(func(t *testing.T, signature, sealed []byte) {
		plain, err := testGSSSession(t, etypeID.AES256_CTS_HMAC_SHA1_96).unseal(signature, sealed)
		if err == nil && string(plain) != "text" {
			t.Errorf("accepted a forged token as %q", plain)
		}
	})
}

func FuzzAPRep(f *testing.F) {
	f.Add([]byte{0x60, 0x10, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x02, 0x00, 0x6f})
	f.Add([]byte{0xa1, 0x05, 0x30, 0x03, 0xa2, 0x01, 0x04})
	f.Fuzz(func(t *testing.T, token []byte) {
		x := &Context{spn: "HTTP/x", key: types.EncryptionKey{KeyType: etypeID.AES128_CTS_HMAC_SHA1_96, KeyValue: make([]byte, 16)}}
		if err := x.Verify(token); err == nil || x.Proven() {
			t.Errorf("% x proves the node", token)
		}
	})
}
