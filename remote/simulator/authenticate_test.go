package simulator

import (
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func TestLogon(t *testing.T) {
	change := func(at int) func([]byte) []byte {
		return func(m []byte) []byte { m[at] ^= 1; return m }
	}
	local := windows.Account{User: "Scan", Password: "p"}
	tests := []struct {
		name    string
		account windows.Account // of the node
		as      windows.Account
		tamper  func([]byte) []byte
		want    int
	}{
		{"as it is", testAccount, testAccount, nil, 200},
		{"other case", testAccount, windows.Account{Domain: "contoso", User: "SCAN", Password: testAccount.Password}, nil, 200},
		{"wrong password", testAccount, windows.Account{Domain: "CONTOSO", User: "Scan", Password: "s3cret! ä€"}, nil, 401},
		{"wrong user", testAccount, windows.Account{Domain: "CONTOSO", User: "Scan2", Password: testAccount.Password}, nil, 401},
		{"wrong domain", testAccount, windows.Account{Domain: "FABRIKAM", User: "Scan", Password: testAccount.Password}, nil, 401},
		{"no domain for a domain account", testAccount, windows.Account{User: "Scan", Password: testAccount.Password}, nil, 200},
		{"with the DNS name of the domain", testAccount, windows.Account{User: "scan@contoso.example", Password: testAccount.Password}, nil, 200},
		{"with the NetBIOS name of the domain", testAccount, windows.Account{User: "Scan@CONTOSO", Password: testAccount.Password}, nil, 200},
		{"with another realm", testAccount, windows.Account{User: "Scan@fabrikam.example", Password: testAccount.Password}, nil, 401},
		{"another user of the realm", testAccount, windows.Account{User: "Scan2@contoso.example", Password: testAccount.Password}, nil, 401},
		{"local account with a realm", local, windows.Account{User: "scan@contoso.example", Password: "p"}, nil, 401},
		{"a dot for a domain account", testAccount, windows.Account{Domain: ".", User: "Scan", Password: testAccount.Password}, nil, 401},
		{"local account", local, local, nil, 200},
		{"local account by the node's name", local, windows.Account{Domain: "node1", User: "scan", Password: "p"}, nil, 200},
		{"anonymous", testAccount, windows.Account{}, nil, 401},
		{"MIC changed", testAccount, testAccount, change(micOffset), 401},
		{"flags changed", testAccount, testAccount, change(63), 401},
		{"truncated", testAccount, testAccount, func(m []byte) []byte { return m[:60] }, 401},
		{"field beyond the end", testAccount, testAccount, func(m []byte) []byte { m[27] = 0xff; return m }, 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := farmOf(t, &windows.Node{Account: tt.account, OS: windows.OS{Domain: "contoso.example"}}, &fakeWindows{}, Options{})
			c := dial(t, f.Endpoints()[0])
			c.tamper = tt.tamper
			status, answer := c.logon(tt.as, nil)
			if status != tt.want || len(answer) != 0 {
				t.Errorf("status %d with %d bytes, want %d with none", status, len(answer), tt.want)
			}
		})
	}
}

func TestLogonByEitherName(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{})
	for _, scheme := range []string{"Negotiate", "NTLM"} {
		c := dial(t, f.Endpoints()[0])
		c.scheme = scheme
		if status, _ := c.logon(testAccount, nil); status != 200 {
			t.Errorf("%s: status %d", scheme, status)
		}
	}
}

func TestLogonWithPayload(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{})
	c := dial(t, f.Endpoints()[0])
	status, body := c.logon(testAccount, []byte(enumerateMessage("SELECT Name FROM Win32_Thing")))
	plain, err := c.unwrap(body)
	if status != 200 || err != nil {
		t.Fatalf("status %d, %v", status, err)
	}
	if got := bodyOf(t, string(plain)).name.Local; got != "EnumerateResponse" {
		t.Errorf("answer is %s", got)
	}
	if s := f.Stats("NODE1"); s.Requests != 2 || s.Messages != 1 || s.Connections != 1 {
		t.Errorf("stats %+v", s)
	}
}

func TestChannelBindings(t *testing.T) {
	for _, tt := range []struct {
		name string
		data func(leaf []byte) []byte
		want int
	}{
		{"right", func(leaf []byte) []byte { return leaf }, 200},
		{"of another certificate", func([]byte) []byte { return []byte("another") }, 401},
		{"missing", nil, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{HTTPS: true})
			c := dial(t, f.Endpoints()[0])
			if tt.data != nil {
				c.channel = bindings(tt.data(f.hosts[0].identity.leaf()))
			}
			if status, _ := c.logon(testAccount, nil); status != tt.want {
				t.Errorf("status %d, want %d", status, tt.want)
			}
		})
	}
}

func TestChallengeFlags(t *testing.T) {
	a := &acceptor{account: testAccount, computer: "NODE1"}
	challenge := a.challengeTo(negotiateMessage(flagUnicode|flagSeal|flag128), testTime)
	got := binary.LittleEndian.Uint32(challenge[20:])
	if want := flagUnicode | flagSeal | flag128 | flagTargetInfo | flagTargetDomain; got != want {
		t.Errorf("flags %#x, want %#x", got, want)
	}
	info := challenge[48+len(utf16Bytes("CONTOSO")):]
	if got := utf16String(attribute(info, avComputer)); got != "NODE1" {
		t.Errorf("computer %q", got)
	}
	if got := binary.LittleEndian.Uint64(attribute(info, avTimestamp)); got != 129698892000000000 {
		t.Errorf("timestamp %d", got)
	}
}

// negotiateMessage is the least that a client can begin with.
func negotiateMessage(flags uint32) []byte {
	b := append([]byte(ntlmSignature), 1, 0, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, flags)
	return append(b, make([]byte, 16)...)
}

func TestBasic(t *testing.T) {
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	password := ":" + testAccount.Password
	for _, tt := range []struct {
		name, credentials string
		https             bool
		want              int
	}{
		{"user", basic("Scan" + password), true, 200},
		{"with domain", basic(`contoso\scan` + password), true, 200},
		{"wrong domain", basic(`fabrikam\scan` + password), true, 401},
		{"wrong password", basic("Scan:no"), true, 401},
		{"no colon", basic("Scan"), true, 401},
		{"no base64", "Basic ***", true, 401},
		{"over HTTP", basic("Scan" + password), false, 401},
		{"another scheme", "Bearer x", true, 401},
		{"an authenticate message first", "Negotiate " + base64.StdEncoding.EncodeToString(append([]byte(ntlmSignature), 3, 0, 0, 0, 0, 0, 0, 0)), true, 401},
		{"none", "", true, 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{HTTPS: tt.https})
			c := dial(t, f.Endpoints()[0])
			resp, _ := c.post(http.Header{"Authorization": {tt.credentials}}, []byte(enumerateMessage("SELECT Name FROM X")))
			if resp.StatusCode != tt.want {
				t.Errorf("status %d, want %d", resp.StatusCode, tt.want)
			}
			offered := []string{"Negotiate"}
			if tt.https {
				offered = append(offered, `Basic realm="WSMAN"`)
			}
			if got := resp.Header.Values("WWW-Authenticate"); tt.want == 401 && !slices.Equal(got, offered) {
				t.Errorf("offers %q, want %q", got, offered)
			}
		})
	}
}

func TestAuthenticationBelongsToTheConnection(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{HTTPS: true})
	c := dial(t, f.Endpoints()[0])
	if status, _ := c.logon(testAccount, nil); status != 200 {
		t.Fatal(status)
	}
	c.seal = nil
	c.ask(enumerateMessage("SELECT Name FROM X"))
	c.http.CloseIdleConnections()
	if status, _ := c.exchange(enumerateMessage("SELECT Name FROM X")); status != 401 {
		t.Errorf("status %d on a new connection, want 401", status)
	}
}

func TestSealing(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{rows: rowsOf(1, "ä€\U0001F600")}, Options{})
	c := connect(t, f)
	for range 3 {
		got := c.ask(enumerateMessage("SELECT Name FROM X")).child(nsWSMan, "Items").children[0].text("", "Name")
		if got != "ä€\U0001F6000" {
			t.Errorf("got %q", got)
		}
	}
	sealed := http.Header{"Content-Type": {testSealedType}}
	good := enumerateMessage("SELECT Name FROM X")
	for _, tt := range []struct {
		name   string
		header http.Header
		body   []byte
		want   int
	}{
		{"in clear", http.Header{"Content-Type": {testSoapType}}, []byte(good), 500},
		{"empty", http.Header{}, nil, 401},
		{"no multipart", sealed, []byte(good), 400},
		{"replayed", sealed, c.replay([]byte(good)), 400},
	} {
		resp, body := c.post(tt.header, tt.body)
		if resp.StatusCode != tt.want || len(body) != 0 {
			t.Errorf("%s: status %d with %d bytes, want %d with none", tt.name, resp.StatusCode, len(body), tt.want)
		}
	}
}

// replay sends a sealed message and returns it for a second time.
func (c *client) replay(message []byte) []byte {
	wrapped := c.wrap(message)
	_, body := c.post(http.Header{"Content-Type": {testSealedType}}, wrapped)
	if _, err := c.unwrap(body); err != nil {
		c.t.Fatal(err)
	}
	return wrapped
}

func TestSealedBodyMustBeWellFormed(t *testing.T) {
	session := newSecurity(make([]byte, 16), true)
	signature, sealed := newSecurity(make([]byte, 16), true).inbound.seal([]byte("message"))
	good := string(wrapSealed(protocolSPNEGO, 7, signature, sealed))
	for name, bad := range map[string]string{
		"empty":              "",
		"wrong length":       strings.Replace(good, "Length=7", "Length=8", 1),
		"negative length":    strings.Replace(good, "Length=7", "Length=-7", 1),
		"no length":          strings.Replace(good, ";Length=7", "", 1),
		"other protocol":     strings.Replace(good, "SPNEGO", "CredSSP", 1),
		"other content":      strings.Replace(good, "octet-stream", "json", 1),
		"no second part":     good[:strings.LastIndex(good, "--Encrypted Boundary\r\n")],
		"no end":             strings.TrimSuffix(good, "--Encrypted Boundary--\r\n"),
		"something after":    good + "x",
		"signature's length": strings.Replace(good, "\x10\x00\x00\x00", "\x11\x00\x00\x00", 1),
	} {
		if _, err := readSealed(session, sealedType(protocolSPNEGO), []byte(bad)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if got, err := readSealed(session, sealedType(protocolSPNEGO), []byte(good)); err != nil || string(got) != "message" {
		t.Errorf("got %q, %v", got, err)
	}
}

// The signature and the sealed text are the example of [MS-NLMP] 4.2.4.4, whose
// session key and message are those of 4.2.4.
func TestSealExample(t *testing.T) {
	key := []byte{0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55}
	s := newSecurity(key, true)
	signature, sealed := s.inbound.seal(utf16Bytes("Plaintext"))
	if got, want := string(sealed), "\x54\xe5\x01\x65\xbf\x19\x36\xdc\x99\x60\x20\xc1\x81\x1b\x0f\x06\xfb\x5f"; got != want {
		t.Errorf("sealed %x, want %x", got, want)
	}
	if got, want := string(signature), "\x01\x00\x00\x00\x7f\xb3\x8e\xc5\xc5\x5d\x49\x76\x00\x00\x00\x00"; got != want {
		t.Errorf("signature %x, want %x", got, want)
	}
}
