package remote

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"strings"
	"testing"
)

// markSealer puts a fixed signature before the bytes and inverts them.
type markSealer struct{}

var mark = []byte("0123456789abcdef")

func invert(p []byte) []byte {
	out := make([]byte, len(p))
	for i, b := range p {
		out[i] = ^b
	}
	return out
}

func (markSealer) seal(p []byte) ([]byte, []byte, error) { return mark, invert(p), nil }

func (markSealer) unseal(signature, sealed []byte) ([]byte, error) {
	if !bytes.Equal(signature, mark) {
		return nil, errors.New("wrong signature")
	}
	return invert(sealed), nil
}

func TestSealMessageLayout(t *testing.T) {
	contentType, body, err := sealMessage(markSealer{}, []byte("<s:Envelope/>"))
	if err != nil {
		t.Fatal(err)
	}
	want := "--Encrypted Boundary\r\n" +
		"\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n" +
		"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=13\r\n" +
		"--Encrypted Boundary\r\n" +
		"\tContent-Type: application/octet-stream\r\n" +
		"\x10\x00\x00\x00" + string(mark) + string(invert([]byte("<s:Envelope/>"))) +
		"--Encrypted Boundary--\r\n"
	if string(body) != want {
		t.Errorf("body:\n%q\nwant:\n%q", body, want)
	}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != sealedType || params["boundary"] != sealedBoundary || params["protocol"] != sealedProtocol {
		t.Errorf("content type %q: %v %v", contentType, params, err)
	}
}

func TestUnsealRefusesDamage(t *testing.T) {
	plain := []byte("contains --Encrypted Boundary\r\n inside")
	_, body, err := sealMessage(markSealer{}, plain)
	if err != nil {
		t.Fatal(err)
	}
	good := string(body)
	announced := fmt.Sprintf("Length=%d", len(plain))
	tests := []struct {
		name, body string
		kind       Kind
	}{
		{"intact", good, ""},
		{"without tabs", strings.ReplaceAll(good, "\t", ""), ""},
		{"closed without dashes", strings.TrimSuffix(good, "--\r\n") + "\r\n", ""},
		{"empty", "", Malformed},
		{"one part only", good[:60], Malformed},
		{"no length", strings.Replace(good, "Length", "Size", 1), Malformed},
		{"length too large", strings.Replace(good, announced, "Length=99", 1), Malformed},
		{"length too small", strings.Replace(good, announced, "Length=09", 1), Malformed},
		{"length negative", strings.Replace(good, announced, "Length=-1", 1), Malformed},
		{"cut off", good[:len(good)-30], Malformed},
		{"huge signature", strings.Replace(good, "\x10\x00\x00\x00", "\xff\xff\xff\xff", 1), Malformed},
		{"wrong signature", strings.Replace(good, "0123", "0124", 1), NotSealed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := unsealMessage(markSealer{}, sealedBoundary, []byte(tt.body))
			if tt.kind == "" {
				if err != nil || !bytes.Equal(got, plain) {
					t.Fatalf("got %q, %v", got, err)
				}
				return
			}
			if !IsKind(err, tt.kind) {
				t.Errorf("error %v, want kind %s", err, tt.kind)
			}
		})
	}
}

func FuzzUnseal(f *testing.F) {
	_, body, _ := sealMessage(markSealer{}, []byte("<s:Envelope/>"))
	f.Add(sealedBoundary, body)
	f.Add("b", []byte("--b\r\nOriginalContent: Length=0\r\n--bapplication/octet-stream\r\n\x00\x00\x00\x00--b--"))
	f.Fuzz(func(t *testing.T, boundary string, body []byte) {
		plain, err := unsealMessage(markSealer{}, boundary, body)
		if err == nil && !bytes.Contains(body, invert(plain)) {
			t.Errorf("the plain text %q is not in the body", plain)
		}
	})
}
