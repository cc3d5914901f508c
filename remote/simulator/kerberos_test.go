package simulator

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	krb5 "github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/internal/krb5test"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func TestSealedKerberos(t *testing.T) {
	for _, tt := range []struct {
		name     string
		protocol string
		spnego   bool
		scheme   string
		service  string
		flags    uint32
		etypes   []int32
	}{
		{name: "Negotiate"},
		{name: "Kerberos", scheme: "Kerberos", protocol: overKerberos},
		{name: "SPNEGO", spnego: true},
		{name: "short name", service: "HTTP/NODE1"},
		{name: "AES-128", etypes: []int32{etypeID.AES128_CTS_HMAC_SHA1_96}},
		{name: "without mutual authentication", flags: allFlags &^ gssMutual},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, r := realmFarm(t, &windows.Node{}, Options{})
			r.AddService(testService, tt.etypes...)
			i := initiate(t, f)
			i.protocol = cmp.Or(tt.protocol, i.protocol)
			i.service = cmp.Or(tt.service, i.service)
			i.flags = cmp.Or(tt.flags, i.flags)
			scheme := cmp.Or(tt.scheme, "Negotiate")
			token := i.request(passwordClient(t, r, "Scan", testAccount.Password))
			if tt.spnego {
				token = negTokenInitOf(token)
			}
			status, reply, _ := i.present(scheme, token, nil)
			if status != http.StatusOK {
				t.Fatalf("status %d", status)
			}
			if i.flags&gssMutual == 0 {
				if reply != "" {
					t.Errorf("an unasked proof %q", reply)
				}
			} else if err := i.verify(reply); err != nil || !strings.HasPrefix(reply, scheme+" ") {
				t.Fatalf("%v: %q", err, reply)
			}
			for range 3 {
				status, answer, err := i.converseSealed(wqlMessage)
				if err != nil || status != http.StatusOK {
					t.Fatalf("status %d, %v", status, err)
				}
				if got := bodyOf(t, answer).child(nsWSMan, "Items").children[0].text("", "Name"); got != "ä0" {
					t.Errorf("got %q", got)
				}
			}
			if s := f.Stats("NODE1"); s.Handshakes != 1 || s.Messages != 3 || s.Requests != 4 || s.Connections != 1 {
				t.Errorf("stats %+v", s)
			}
		})
	}
}

func TestSPNEGOAnswer(t *testing.T) {
	f, r := realmFarm(t, &windows.Node{}, Options{})
	i := initiate(t, f)
	token := negTokenInitOf(i.request(passwordClient(t, r, "Scan", testAccount.Password)))
	_, reply, _ := i.present("Negotiate", token, nil)
	_, text, _ := strings.Cut(reply, " ")
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	// A NegTokenResp: accept-completed, the mechanism that was proposed first, the AP-REP.
	head, rep, ok := bytes.Cut(b, []byte("\x60"))
	want := "\xa0\x03\x0a\x01\x00\xa1\x0b\x06\x09\x2a\x86\x48\x82\xf7\x12\x01\x02\x02\xa2"
	if !ok || b[0] != 0xa1 || !strings.Contains(string(head), want) || !bytes.Contains(rep, []byte("\x02\x00\x6f")) {
		t.Errorf("answer %x", b)
	}
}

func TestKerberosInClear(t *testing.T) {
	f, r := realmFarm(t, &windows.Node{}, Options{})
	i := initiate(t, f)
	i.logonByTicket(r)
	resp, body := i.post(http.Header{"Content-Type": {testSoapType}}, []byte(wqlMessage))
	if resp.StatusCode != http.StatusInternalServerError || len(body) != 0 {
		t.Errorf("status %d with %d bytes, want 500 with none", resp.StatusCode, len(body))
	}
}

func TestNoSealingWithoutIt(t *testing.T) {
	text := func(r *kdc.Realm) string {
		return strings.ReplaceAll(r.Config(), "aes128-cts-hmac-sha1-96", "arcfour-hmac-md5")
	}
	for _, tt := range []struct {
		name   string
		flags  uint32
		etypes []int32
	}{
		{"no confidentiality asked for", allFlags &^ gssConf, nil},
		{"session key of RC4", allFlags, []int32{etypeID.RC4_HMAC}},
	} {
		f, r := realmFarm(t, &windows.Node{}, Options{})
		r.AddService(testService, tt.etypes...)
		i := initiate(t, f)
		i.flags = tt.flags
		c := krb5.NewWithPassword("Scan", testRealm, testAccount.Password, krb5test.Config(t, text(r)))
		status, reply, _ := i.present("Negotiate", i.request(c), nil)
		c.Destroy()
		if err := i.verify(reply); err != nil || status != http.StatusOK {
			t.Fatalf("%s: status %d, %v", tt.name, status, err)
		}
		if resp, _ := i.post(http.Header{"Content-Type": {sealedType(overSPNEGO)}}, []byte("x")); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: a sealed message is answered with %d", tt.name, resp.StatusCode)
		}
	}
}

// refusalOf hands a token to an acceptor and returns the code of the refusal.
func refusalOf(t *testing.T, a *ticketAcceptor, token []byte) int32 {
	t.Helper()
	request, _, err := readToken(token)
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.accept(request)
	var refusal kdc.Error
	if err != nil && !errors.As(err, &refusal) {
		t.Fatalf("refused by %v", err)
	}
	return refusal.Code
}

func TestTicketsAreVerified(t *testing.T) {
	binding := endpointBindings([]byte("certificate"))
	for _, tt := range []struct {
		name   string
		set    func(*initiator, *ticketAcceptor)
		tamper func([]byte) []byte
		want   int32
	}{
		{"as it is", nil, nil, 0},
		{"late within bounds", func(_ *initiator, a *ticketAcceptor) { a.now = a.now.Add(4 * time.Minute) }, nil, 0},
		{"late", func(_ *initiator, a *ticketAcceptor) { a.now = a.now.Add(6 * time.Minute) }, nil, errorcode.KRB_AP_ERR_SKEW},
		{"early", func(i *initiator, a *ticketAcceptor) {
			i.change = func(au *types.Authenticator) { au.CTime = au.CTime.Add(6 * time.Minute) }
		}, nil, errorcode.KRB_AP_ERR_SKEW},
		{"ticket not valid yet", func(_ *initiator, a *ticketAcceptor) { a.now = a.now.Add(-6 * time.Minute) }, nil, errorcode.KRB_AP_ERR_TKT_NYV},
		{"ticket expired", func(_ *initiator, a *ticketAcceptor) { a.now = a.now.Add(11 * time.Hour) }, nil, errorcode.KRB_AP_ERR_TKT_EXPIRED},
		{"another service", func(_ *initiator, a *ticketAcceptor) { a.services = []string{"HTTP/node2"} }, nil, errorcode.KRB_AP_ERR_NOT_US},
		{"another client", func(i *initiator, _ *ticketAcceptor) {
			i.change = func(au *types.Authenticator) { au.CName.NameString = []string{"Other"} }
		}, nil, errorcode.KRB_AP_ERR_BADMATCH},
		{"right binding", func(i *initiator, a *ticketAcceptor) { i.bindings, a.bindings = binding, binding }, nil, 0},
		{"no binding", func(_ *initiator, a *ticketAcceptor) { a.bindings = binding }, nil, 0},
		{"wrong binding", func(i *initiator, a *ticketAcceptor) {
			i.bindings, a.bindings = endpointBindings([]byte("another")), binding
		}, nil, errorcode.KRB_AP_ERR_MODIFIED},
		{"no checksum", func(i *initiator, _ *ticketAcceptor) {
			i.change = func(au *types.Authenticator) { au.Cksum = types.Checksum{} }
		}, nil, errorcode.KRB_AP_ERR_INAPP_CKSUM},
		{"short checksum", func(i *initiator, _ *ticketAcceptor) {
			i.change = func(au *types.Authenticator) { au.Cksum.Checksum = au.Cksum.Checksum[:23] }
		}, nil, errorcode.KRB_AP_ERR_INAPP_CKSUM},
		{"authenticator changed", nil, func(b []byte) []byte { b[len(b)-1] ^= 1; return b }, errorcode.KRB_AP_ERR_BAD_INTEGRITY},
		{"ticket changed", nil, func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, errorcode.KRB_AP_ERR_BAD_INTEGRITY},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := realmOf(t, time.Now)
			c := passwordClient(t, r, "Scan", testAccount.Password)
			a := &ticketAcceptor{realm: r, services: []string{testService}, user: "scan", replays: &replays{}, now: time.Now()}
			i := &initiator{client: &client{t: t}, flags: allFlags, service: testService}
			if tt.set != nil {
				tt.set(i, a)
			}
			token := i.request(c)
			if tt.tamper != nil {
				token = tt.tamper(token)
			}
			if got := refusalOf(t, a, token); got != tt.want {
				t.Errorf("%s, want %s", errorcode.Lookup(got), errorcode.Lookup(tt.want))
			}
			if tt.want == 0 {
				if got := refusalOf(t, a, token); got != errorcode.KRB_AP_ERR_REPEAT {
					t.Errorf("a second time: %s", errorcode.Lookup(got))
				}
			}
		})
	}
}

func TestReplaysAreForgotten(t *testing.T) {
	var r replays
	for _, tt := range []struct {
		cipher string
		after  time.Duration
		first  bool
		kept   int
	}{{"a", 0, true, 1}, {"a", time.Minute, false, 1}, {"b", time.Minute, true, 2}, {"a", 11 * time.Minute, true, 2}} {
		if got := r.first([]byte(tt.cipher), testTime.Add(tt.after)); got != tt.first || len(r.seen) != tt.kept {
			t.Errorf("%s after %v: %v, %d kept", tt.cipher, tt.after, got, len(r.seen))
		}
	}
}

func TestKerberosInTLS(t *testing.T) {
	for _, tt := range []struct {
		name     string
		bindings func(leaf []byte) []byte
		want     int
	}{
		{"right", endpointBindings, 200},
		{"of another certificate", func([]byte) []byte { return endpointBindings([]byte("another")) }, 401},
		{"missing", func([]byte) []byte { return nil }, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, r := realmFarm(t, &windows.Node{}, Options{HTTPS: true})
			i := initiate(t, f)
			i.bindings = tt.bindings(f.identity.leaf())
			token := i.request(passwordClient(t, r, "Scan", testAccount.Password))
			status, reply, answer := i.present("Negotiate", token, []byte(wqlMessage))
			if status != tt.want {
				t.Fatalf("status %d, want %d", status, tt.want)
			}
			if status != 200 {
				return
			}
			if err := i.verify(reply); err != nil {
				t.Error(err)
			}
			if got := bodyOf(t, string(answer)).name.Local; got != "EnumerateResponse" {
				t.Errorf("answer is %s", got)
			}
			i.ask(wqlMessage) // the connection is authenticated
		})
	}
}

// NTLM goes on as before in a realm, and Kerberos is refused outside of one.
func TestNTLMInARealm(t *testing.T) {
	f, r := realmFarm(t, &windows.Node{}, Options{})
	connect(t, f).ask(wqlMessage)
	outside := initiate(t, farmOf(t, &windows.Node{}, &fakeWindows{}, Options{}))
	token := outside.request(passwordClient(t, r, "Scan", testAccount.Password))
	if status, offer, _ := outside.present("Negotiate", token, nil); status != 401 || offer != "Negotiate" {
		t.Errorf("outside of a realm: status %d, offers %q", status, offer)
	}
}

// A service that was registered before the farm starts keeps its keys.
func TestServicesAreEnrolledOnce(t *testing.T) {
	r := realmOf(t, time.Now)
	before, _ := r.ServiceKey(testService, etypeID.AES256_CTS_HMAC_SHA1_96)
	farmOf(t, &windows.Node{}, &fakeWindows{}, Options{Realm: r})
	after, known := r.ServiceKey(testService, etypeID.AES256_CTS_HMAC_SHA1_96)
	if !known || !bytes.Equal(before.KeyValue, after.KeyValue) {
		t.Error("the service has new keys")
	}
	if _, known := r.ServiceKey("HTTP/NODE1", etypeID.AES256_CTS_HMAC_SHA1_96); !known {
		t.Error("the short name has no key")
	}
}

func TestClockSkew(t *testing.T) {
	n := &windows.Node{Conduct: windows.Conduct{ClockSkew: -time.Hour}}
	c := dial(t, farmAt(t, n, &fakeWindows{}, Options{}, func() time.Time { return testTime }).Endpoints()[0])
	resp, _ := c.post(http.Header{}, nil)
	if got, want := resp.Header.Get("Date"), "Sun, 01 Jan 2012 10:00:00 GMT"; got != want {
		t.Errorf("Date %q, want %q", got, want)
	}
}
