package simulator

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jcmturner/gofork/encoding/asn1"
	krb5 "github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// initiator is the client side of a Kerberos session, on the library's messages;
// what it does beyond those is written from RFC 4121 for the tests.
type initiator struct {
	*client
	protocol string // of sealed messages

	flags    uint32
	bindings []byte
	change   func(*types.Authenticator)
	service  string

	key            types.EncryptionKey // of the ticket, then of the session
	authenticator  types.Authenticator
	send, receive  uint64
	acceptorSubkey bool
}

// allFlags are mutual authentication, replay detection, sequence, confidentiality
// and integrity.
const allFlags = 2 | 4 | 8 | 16 | 32

// Protocols of sealed messages.
const (
	overSPNEGO   = "application/HTTP-SPNEGO-session-encrypted"
	overKerberos = "application/HTTP-Kerberos-session-encrypted"
)

// realmFarm starts a node in a realm.
func realmFarm(t *testing.T, n *windows.Node, o Options) (*Farm, *kdc.Realm) {
	t.Helper()
	o.Realm = realmOf(t, time.Now)
	return farmOf(t, n, &fakeWindows{rows: rowsOf(1, "ä")}, o), o.Realm
}

func initiate(t *testing.T, f *Farm) *initiator {
	t.Helper()
	return &initiator{client: dial(t, f.Endpoints()[0]), flags: allFlags, service: testService, protocol: overSPNEGO}
}

// request makes a token with an AP-REQ.
func (i *initiator) request(c *krb5.Client) []byte {
	i.t.Helper()
	token, key, a := requestToken(i.t, c, i.service, func(a *types.Authenticator) {
		sum := binary.LittleEndian.AppendUint32(nil, 16)
		sum = append(sum, append(bytes.Clone(i.bindings), make([]byte, 16-len(i.bindings))...)...)
		a.Cksum = types.Checksum{CksumType: 0x8003, Checksum: binary.LittleEndian.AppendUint32(sum, i.flags)}
		if i.change != nil {
			i.change(a)
		}
	})
	i.key, i.authenticator, i.send, i.receive = key, a, uint64(a.SeqNumber), uint64(a.SeqNumber)
	return token
}

// requestToken makes a token with an AP-REQ whose authenticator the caller completes.
func requestToken(t testing.TB, c *krb5.Client, service string, complete func(*types.Authenticator)) ([]byte, types.EncryptionKey, types.Authenticator) {
	t.Helper()
	ticket, key, err := c.GetServiceTicket(service)
	if err != nil {
		t.Fatal(err)
	}
	a, err := types.NewAuthenticator(testRealm, c.Credentials.CName())
	if err != nil {
		t.Fatal(err)
	}
	complete(&a)
	r, err := messages.NewAPReq(ticket, key, a)
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	oid := "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
	return tagged(0x60, oid, "\x01\x00", string(b)), key, a
}

// tagged writes parts in DER behind a tag.
func tagged(tag byte, parts ...string) []byte {
	content := strings.Join(parts, "")
	head := []byte{tag, 0x82, byte(len(content) >> 8), byte(len(content))}
	switch {
	case len(content) < 0x80:
		head = []byte{tag, byte(len(content))}
	case len(content) < 0x100:
		head = []byte{tag, 0x81, byte(len(content))}
	}
	return append(head, content...)
}

// negTokenInitOf proposes Kerberos by the names of RFC 4121 and of Microsoft.
func negTokenInitOf(token []byte) []byte {
	mechs := tagged(0x30, "\x06\x09\x2a\x86\x48\x82\xf7\x12\x01\x02\x02\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02")
	init := tagged(0x30, string(tagged(0xa0, string(mechs))), string(tagged(0xa2, string(tagged(0x04, string(token))))))
	return tagged(0x60, "\x06\x06\x2b\x06\x01\x05\x05\x02", string(tagged(0xa0, string(init))))
}

// present sends a token, with a body if there is one, and returns the status, the
// scheme and token of the answer, and its body.
func (i *initiator) present(scheme string, token, body []byte) (status int, reply string, answer []byte) {
	i.t.Helper()
	header := http.Header{"Authorization": {scheme + " " + base64.StdEncoding.EncodeToString(token)}}
	if body != nil {
		header.Set("Content-Type", testSoapType)
	}
	resp, answer := i.post(header, body)
	return resp.StatusCode, resp.Header.Get("WWW-Authenticate"), answer
}

var errProof = errors.New("the node has not proved itself")

// verify reads an AP-REP and takes the session's key and numbers from it.
func (i *initiator) verify(reply string) error {
	i.t.Helper()
	_, text, _ := strings.Cut(reply, " ")
	token, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return err
	}
	at := bytes.Index(token, []byte("\x02\x00\x6f"))
	if at < 0 {
		return errProof
	}
	var rep messages.APRep
	if err := rep.Unmarshal(token[at+2:]); err != nil {
		return err
	}
	plain, err := crypto.DecryptEncPart(rep.EncPart, i.key, 12)
	if err != nil {
		return err
	}
	var part messages.EncAPRepPart
	if _, err := asn1.UnmarshalWithParams(plain, &part, "application,explicit,tag:27"); err != nil {
		return err
	}
	if part.CTime.Unix() != i.authenticator.CTime.Unix() || part.Cusec != i.authenticator.Cusec {
		return errProof
	}
	i.key, i.receive, i.acceptorSubkey = part.Subkey, uint64(part.SequenceNumber), true
	return nil
}

// logonByTicket goes through the handshake on an empty request.
func (i *initiator) logonByTicket(r *kdc.Realm) {
	i.t.Helper()
	token := i.request(passwordClient(i.t, r, testAccount.User, testAccount.Password))
	status, reply, body := i.present("Negotiate", token, nil)
	if status != http.StatusOK || len(body) != 0 {
		i.t.Fatalf("status %d, %q, %d bytes", status, reply, len(body))
	}
	if err := i.verify(reply); err != nil {
		i.t.Fatal(err)
	}
}

// wrapToken seals a message: a wrap token of RFC 4121, 4.2.6.2, of which the
// first 60 bytes are the signature.
func (i *initiator) wrapToken(message []byte) []byte {
	i.t.Helper()
	flags := byte(2)
	if i.acceptorSubkey {
		flags |= 4
	}
	head := binary.BigEndian.AppendUint64([]byte{5, 4, flags, 0xff, 0, 0, 0, 0}, i.send)
	i.send++
	e, err := crypto.GetEncryptedData(append(bytes.Clone(message), head...), i.key, 24, 0)
	if err != nil {
		i.t.Fatal(err)
	}
	head[7] = 28
	n := len(e.Cipher) - 28
	token := append(append(head, e.Cipher[n:]...), e.Cipher[:n]...)
	b := fmt.Appendf(nil, "--Encrypted Boundary\r\n\tContent-Type: %s\r\n\tOriginalContent: type=%s;Length=%d\r\n"+
		"--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n\x3c\x00\x00\x00", i.protocol, testSoapType, len(message))
	return append(append(b, token...), "--Encrypted Boundary--\r\n"...)
}

// unwrapToken opens a sealed answer.
func (i *initiator) unwrapToken(body []byte) ([]byte, error) {
	i.t.Helper()
	head, payload, _ := bytes.Cut(body, []byte("\tContent-Type: application/octet-stream\r\n"))
	payload, ok := bytes.CutSuffix(payload, []byte("--Encrypted Boundary--\r\n"))
	if !ok || len(payload) < 64 || binary.LittleEndian.Uint32(payload) != 60 {
		return nil, fmt.Errorf("malformed multipart: %q", head)
	}
	length := len(payload) - 64
	if want := fmt.Sprintf("\tContent-Type: %s\r\n\tOriginalContent: type=%s;Length=%d\r\n", i.protocol, testSoapType, length); !strings.Contains(string(head), want) {
		return nil, fmt.Errorf("head of the multipart is %q, want %q", head, want)
	}
	flags := byte(3)
	if i.acceptorSubkey {
		flags |= 4
	}
	token := payload[4:]
	header := binary.BigEndian.AppendUint64([]byte{5, 4, flags, 0xff, 0, 0, 0, 28}, i.receive)
	i.receive++
	if !bytes.HasPrefix(token, header) {
		return nil, fmt.Errorf("header %x, want %x", token[:16], header)
	}
	plain, err := crypto.DecryptMessage(append(bytes.Clone(token[44:]), token[16:44]...), i.key, 22)
	if err != nil {
		return nil, err
	}
	header[7] = 0
	message, ok := bytes.CutSuffix(plain, header)
	if !ok || len(message) != length {
		return nil, fmt.Errorf("%d bytes, the inner header is %x", len(plain), plain[max(0, len(plain)-16):])
	}
	return message, nil
}

// converseSealed sends a sealed message and opens the answer.
func (i *initiator) converseSealed(message string) (status int, answer string, err error) {
	i.t.Helper()
	kind := `multipart/encrypted;protocol="` + i.protocol + `";boundary="Encrypted Boundary"`
	resp, body := i.post(http.Header{"Content-Type": {kind}}, i.wrapToken([]byte(message)))
	if len(body) == 0 {
		return resp.StatusCode, "", nil
	}
	if got := resp.Header.Get("Content-Type"); got != kind {
		return resp.StatusCode, string(body), fmt.Errorf("Content-Type %q", got)
	}
	plain, err := i.unwrapToken(body)
	return resp.StatusCode, string(plain), err
}
