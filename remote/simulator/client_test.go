package simulator

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bodgit/ntlmssp"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// fakeWindows answers what a test gave it.
type fakeWindows struct {
	rows    []windows.Instance
	refusal *windows.WMIError
	queries []string
	output  string
	errors  string
	in      map[string]string
}

func (f *fakeWindows) Query(namespace, wql string) ([]windows.Instance, *windows.WMIError) {
	f.queries = append(f.queries, namespace+": "+wql)
	return f.rows, f.refusal
}

func (f *fakeWindows) Registry(method string, in map[string]string) ([]windows.Property, *windows.WMIError) {
	f.in = in
	return []windows.Property{{Name: "sValue", Value: method}, {Name: "ReturnValue", Value: 0}}, f.refusal
}

func (f *fakeWindows) Run(string, ...string) (stdout, stderr []byte, exit int) {
	return []byte(f.output), []byte(f.errors), 3
}

var testAccount = windows.Account{Domain: "CONTOSO", User: "Scan", Password: "S3cret! ä€"}

// farmOf starts one node and closes it with the test.
func farmOf(t *testing.T, n *windows.Node, w system, o Options) *Farm {
	t.Helper()
	return farmAt(t, n, w, o, time.Now)
}

func farmAt(t *testing.T, n *windows.Node, w system, o Options, now func() time.Time) *Farm {
	t.Helper()
	if n.Name == "" {
		n.Name = "NODE1"
	}
	if n.Account.User == "" {
		n.Account.Domain, n.Account.User, n.Account.Password = testAccount.Domain, testAccount.User, testAccount.Password
	}
	f, err := start([]*windows.Node{n}, []system{w}, o, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// client is a WinRM client of its own on one connection, with NTLM by an
// independent library.
type client struct {
	t       *testing.T
	url     string
	http    *http.Client
	seal    *ntlmssp.SecuritySession
	basic   string
	scheme  string
	tamper  func([]byte) []byte // of the AUTHENTICATE message
	channel *ntlmssp.ChannelBindings
}

func dial(t *testing.T, e Endpoint) *client {
	t.Helper()
	c := &client{t: t, scheme: "Negotiate", url: fmt.Sprintf("http://%s:%d/wsman", e.Host, e.Port)}
	transport := &http.Transport{MaxConnsPerHost: 1}
	if e.HTTPS {
		c.url = strings.Replace(c.url, "http:", "https:", 1)
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(e.CA) {
			t.Fatal("no CA in the endpoint")
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	c.http = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(transport.CloseIdleConnections)
	return c
}

// connect opens a connection to the farm's first node and logs on, by sealed
// NTLM over HTTP and by Basic over HTTPS.
func connect(t *testing.T, f *Farm) *client {
	t.Helper()
	e := f.Endpoints()[0]
	c := dial(t, e)
	if e.HTTPS {
		c.basic = "Basic " + base64.StdEncoding.EncodeToString([]byte(testAccount.User+":"+testAccount.Password))
		return c
	}
	if status, _ := c.logon(testAccount, nil); status != http.StatusOK {
		t.Fatalf("logon: status %d", status)
	}
	return c
}

func (c *client) post(header http.Header, body []byte) (*http.Response, []byte) {
	c.t.Helper()
	req, err := http.NewRequest(http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header = header
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp, answer
}

// logon goes through the handshake; a payload travels with the last leg.
func (c *client) logon(a windows.Account, payload []byte) (status int, answer []byte) {
	c.t.Helper()
	n, err := ntlmssp.NewClient(ntlmssp.SetDomain(a.Domain), ntlmssp.SetUserInfo(a.User, a.Password))
	if err != nil {
		c.t.Fatal(err)
	}
	first, err := n.Authenticate(nil, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	resp, _ := c.post(http.Header{"Authorization": {c.scheme + " " + base64.StdEncoding.EncodeToString(first)}}, nil)
	token, ok := strings.CutPrefix(resp.Header.Get("WWW-Authenticate"), c.scheme+" ")
	if resp.StatusCode != http.StatusUnauthorized || !ok {
		c.t.Fatalf("no challenge: %d %q", resp.StatusCode, resp.Header.Values("WWW-Authenticate"))
	}
	challenge, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		c.t.Fatal(err)
	}
	last, err := n.Authenticate(challenge, c.channel)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.tamper != nil {
		last = c.tamper(last)
	}
	header := http.Header{"Authorization": {c.scheme + " " + base64.StdEncoding.EncodeToString(last)}}
	c.seal = n.SecuritySession()
	if payload != nil {
		header.Set("Content-Type", testSealedType)
		payload = c.wrap(payload)
	}
	resp, answer = c.post(header, payload)
	return resp.StatusCode, answer
}

const (
	testSealedType = `multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"`
	testSoapType   = "application/soap+xml;charset=UTF-8"
)

func (c *client) wrap(message []byte) []byte {
	c.t.Helper()
	sealed, signature, err := c.seal.Wrap(message)
	if err != nil {
		c.t.Fatal(err)
	}
	b := []byte("--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n" +
		fmt.Sprintf("\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n", len(message)) +
		"--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n")
	b = binary.LittleEndian.AppendUint32(b, uint32(len(signature)))
	b = append(append(b, signature...), sealed...)
	return append(b, "--Encrypted Boundary--\r\n"...)
}

// unwrap opens a sealed answer; its bytes before the payload must be exactly
// those that Windows sends.
func (c *client) unwrap(body []byte) ([]byte, error) {
	head, payload, ok := bytes.Cut(body, []byte("\tContent-Type: application/octet-stream\r\n"))
	payload, end := bytes.CutSuffix(payload, []byte("--Encrypted Boundary--\r\n"))
	if !ok || !end || len(payload) < 20 {
		return nil, fmt.Errorf("malformed multipart: %q", head)
	}
	plain, err := c.seal.Unwrap(payload[20:], payload[4:20])
	if err != nil {
		return nil, err
	}
	want := fmt.Sprintf("--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"+
		"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n--Encrypted Boundary\r\n", len(plain))
	if string(head) != want {
		return nil, fmt.Errorf("head of the multipart is %q, want %q", head, want)
	}
	return plain, nil
}

// exchange sends a message as the session demands and returns what came back, opened.
func (c *client) exchange(message string) (status int, answer string) {
	c.t.Helper()
	if c.seal == nil {
		header := http.Header{"Content-Type": {testSoapType}}
		if c.basic != "" {
			header.Set("Authorization", c.basic)
		}
		resp, body := c.post(header, []byte(message))
		return resp.StatusCode, string(body)
	}
	resp, body := c.post(http.Header{"Content-Type": {testSealedType}}, c.wrap([]byte(message)))
	if len(body) == 0 {
		return resp.StatusCode, ""
	}
	if got := resp.Header.Get("Content-Type"); got != testSealedType {
		c.t.Fatalf("Content-Type %q", got)
	}
	plain, err := c.unwrap(body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(plain)
}

// ask sends a message that must succeed and returns the first child of the body.
func (c *client) ask(message string) *xmlNode {
	c.t.Helper()
	status, answer := c.exchange(message)
	if status != http.StatusOK {
		c.t.Fatalf("status %d: %s", status, answer)
	}
	return bodyOf(c.t, answer)
}

// fault sends a message that must fail and returns the code of the fault.
func (c *client) fault(message string) string {
	c.t.Helper()
	status, answer := c.exchange(message)
	if status != http.StatusInternalServerError {
		c.t.Fatalf("status %d: %s", status, answer)
	}
	return faultCode(c.t, answer)
}

func faultCode(t *testing.T, answer string) string {
	t.Helper()
	detail := bodyOf(t, answer).child(nsEnvelope, "Detail")
	if f := detail.child(nsFault, "WSManFault"); f != nil {
		return f.attribute("Code")
	}
	for _, p := range detail.children[0].children {
		if p.name.Local == "error_Code" {
			return p.content
		}
	}
	t.Fatalf("a fault without a code: %s", answer)
	return ""
}

func bodyOf(t *testing.T, envelope string) *xmlNode {
	t.Helper()
	root, err := parse([]byte(envelope))
	if err != nil {
		t.Fatalf("%v: %.300s", err, envelope)
	}
	body := root.child(nsEnvelope, "Body")
	if body == nil || len(body.children) == 0 {
		return nil
	}
	return body.children[0]
}

// message writes an envelope; headers are put in after the usual ones.
func message(action, resource, headers, body string) string {
	return `<?xml version="1.0" encoding="utf-8"?><env:Envelope xmlns:env="` + nsEnvelope + `" xmlns:a="` + nsAddressing +
		`" xmlns:w="` + nsWSMan + `" xmlns:n="` + nsEnumeration + `" xmlns:rsp="` + nsShell + `"><env:Header>` +
		`<a:To>http://node:5985/wsman</a:To><a:ReplyTo><a:Address env:mustUnderstand="true">` + anonymous + `</a:Address></a:ReplyTo>` +
		`<a:MessageID>uuid:11111111-2222-3333-4444-555555555555</a:MessageID>` +
		`<w:ResourceURI env:mustUnderstand="true">` + resource + `</w:ResourceURI><a:Action env:mustUnderstand="true">` + action +
		`</a:Action>` + headers + `</env:Header><env:Body>` + body + `</env:Body></env:Envelope>`
}

const cimv2 = wmiPrefix + "root/cimv2/*"

func enumerateMessage(wql string) string {
	return message(actionEnumerate, cimv2, "", `<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>32000</w:MaxElements>`+
		`<w:Filter Dialect="`+dialectWQL+`">`+escape(wql)+`</w:Filter></n:Enumerate>`)
}

func pullMessage(context, elements string) string {
	return message(actionPull, cimv2, "", `<n:Pull><n:EnumerationContext>`+context+`</n:EnumerationContext>`+
		`<n:MaxElements>`+elements+`</n:MaxElements></n:Pull>`)
}

// bindings are the channel bindings of a certificate.
func bindings(certificate []byte) *ntlmssp.ChannelBindings {
	sum := sha256.Sum256(certificate)
	return &ntlmssp.ChannelBindings{ApplicationData: append([]byte(ntlmssp.TLSServerEndPoint+":"), sum[:]...)}
}

// rowsOf makes n objects with the same column.
func rowsOf(n int, text string) []windows.Instance {
	var rows []windows.Instance
	for i := range n {
		rows = append(rows, windows.Instance{Class: "Win32_Thing", Properties: []windows.Property{{Name: "Name", Value: fmt.Sprintf("%s%d", text, i)}}})
	}
	return rows
}
