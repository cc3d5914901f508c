package remote

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/clusterdrift/clusterdrift/remote/sspi"
)

// fakeContext is an osContext that goes by a script: each step gives the next of its
// outcomes.
type fakeContext struct {
	steps      []fakeStep
	properties sspi.Properties
	lacking    error // of Established
	signature  []byte
	cut        int // bytes that sealing loses

	given [][]byte // the tokens of the node
}

type fakeStep struct {
	token    string
	complete bool
	err      error
}

func (f *fakeContext) Step(token []byte) ([]byte, bool, error) {
	f.given = append(f.given, bytes.Clone(token))
	if len(f.steps) == 0 {
		return nil, false, errors.New("one step too many")
	}
	s := f.steps[0]
	f.steps = f.steps[1:]
	return []byte(s.token), s.complete, s.err
}

func (f *fakeContext) Established() (sspi.Properties, error) { return f.properties, f.lacking }

func (f *fakeContext) Seal(plain []byte) ([]byte, []byte, error) {
	return f.signature, invert(plain)[f.cut:], nil
}

func (f *fakeContext) Unseal(signature, sealed []byte) ([]byte, error) {
	if !bytes.Equal(signature, f.signature) {
		return nil, sspi.MessageAltered
	}
	return invert(sealed), nil
}

// signatureOf is one of a given size with the bytes that it begins with.
func signatureOf(begin string, size int) []byte {
	return append([]byte(begin), bytes.Repeat([]byte{7}, size-len(begin))...)
}

const aesSealed = "\x05\x04\x02\xff"

// fakeUser is the current user, for whom a context is opened as the script says.
type fakeUser struct {
	context *fakeContext
	failed  error // of opening

	pack     sspi.Package
	target   string
	bindings []byte
}

func (f *fakeUser) user() *CurrentUser {
	return &CurrentUser{
		user: sspi.User{SAM: `CONTOSO\audit`, Principal: "audit@contoso.example", DNS: `contoso.example\audit`},
		open: func(p sspi.Package, target string, bindings []byte) (osContext, error) {
			f.pack, f.target, f.bindings = p, target, bindings
			if f.failed != nil {
				return nil, f.failed
			}
			return f.context, nil
		},
	}
}

// fakeNode answers as a node does whose tokens are given, and seals by inversion.
type fakeNode struct {
	challenge []byte   // of NTLM; nil for Kerberos
	proofs    []string // of the answers to tokens of Kerberos, in their order; "" for none
	status    int      // of the answer to the last token; 0: 200
	signature []byte
	plain     bool // without sealing

	tokens []string // that it got
}

func (n *fakeNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, negotiated := strings.CutPrefix(r.Header.Get("Authorization"), "Negotiate ")
	if negotiated {
		decoded, _ := base64.StdEncoding.DecodeString(token)
		n.tokens = append(n.tokens, string(decoded))
		if n.challenge != nil && len(n.tokens) == 1 {
			w.Header().Set("Www-Authenticate", negotiateHeader(n.challenge))
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if len(n.proofs) > 0 {
			if n.proofs[0] != "" {
				w.Header().Set("Www-Authenticate", negotiateHeader([]byte(n.proofs[0])))
			}
			n.proofs = n.proofs[1:]
		}
		if n.status != 0 {
			w.Header().Add("Www-Authenticate", "Negotiate")
			w.WriteHeader(n.status)
			return
		}
	}
	body, _ := io.ReadAll(r.Body)
	switch {
	case len(body) == 0:
		return
	case n.plain:
		w.Header().Set("Content-Type", soapType)
		w.Write(body)
		return
	}
	i := bytes.Index(body, []byte("octet-stream\r\n")) + len("octet-stream\r\n")
	length := binary.LittleEndian.Uint32(body[i:])
	sealed := bytes.TrimSuffix(body[i+4+int(length):], []byte("--Encrypted Boundary--\r\n"))
	w.Header().Set("Content-Type", `multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"`)
	fmt.Fprintf(w, "--Encrypted Boundary\r\nOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n"+
		"--Encrypted Boundary\r\nContent-Type: application/octet-stream\r\n", len(sealed))
	w.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(n.signature))))
	w.Write(append(n.signature, sealed...))
	io.WriteString(w, "--Encrypted Boundary\r\n")
}

// enterAs opens a session as the current user and exchanges one message.
func enterAs(t *testing.T, f *fakeUser, n *fakeNode, auth Auth, wanted string) (*Session, error) {
	t.Helper()
	server := httptest.NewUnstartedServer(n)
	if n.plain {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	port, err := strconv.Atoi(portOf(server))
	if err != nil {
		t.Fatal(err)
	}
	at := Target{Host: "127.0.0.1", Port: port, HTTPS: n.plain, Auth: auth, SPN: "HTTP/hv01.contoso.example", TLS: TLS{InsecureSkipVerify: true}}
	s, err := Open(t.Context(), at, Credentials{User: wanted, CurrentUser: f.user()}, Options{Limits: DefaultLimits()})
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { s.Close(t.Context()) })
	sent := randomMessage(1000)
	_, got, err := s.send(t.Context(), sent)
	if err == nil && !bytes.Equal(got, sent) {
		t.Error("another message came back")
	}
	return s, err
}

// ntlmChallengeWith is a challenge ([MS-NLMP] 2.2.1.2) with flags.
func ntlmChallengeWith(flags uint32) []byte {
	b := append([]byte("NTLMSSP\x00\x02\x00\x00\x00"), make([]byte, 44)...)
	binary.LittleEndian.PutUint32(b[20:], flags)
	return b
}

// ntlmAnswer is an authenticate message ([MS-NLMP] 2.2.1.3).
func ntlmAnswer(domain, user string, response int, flags uint32) []byte {
	b := append([]byte("NTLMSSP\x00\x03\x00\x00\x00"), make([]byte, ntlmAuthHeader-12)...)
	field := func(at int, content []byte) {
		binary.LittleEndian.PutUint16(b[at:], uint16(len(content)))
		binary.LittleEndian.PutUint16(b[at+2:], uint16(len(content)))
		binary.LittleEndian.PutUint32(b[at+4:], uint32(len(b)))
		b = append(b, content...)
	}
	text := func(s string) (out []byte) {
		for _, u := range utf16.Encode([]rune(s)) {
			out = binary.LittleEndian.AppendUint16(out, u)
		}
		return out
	}
	field(ntlmResponseField, make([]byte, response))
	field(ntlmDomainField, text(domain))
	field(ntlmUserField, text(user))
	binary.LittleEndian.PutUint32(b[ntlmFlagsPlace:], flags)
	return b
}
