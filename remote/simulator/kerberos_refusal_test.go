package simulator

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func TestKerberosRefusals(t *testing.T) {
	for _, tt := range []struct {
		name   string
		node   *windows.Node
		user   string
		scheme string
		tamper func([]byte) []byte
		want   int
	}{
		{name: "as it is", want: 200},
		{name: "another user", user: "Other", want: 401},
		{name: "NTLM's name", scheme: "NTLM", want: 401},
		{name: "slow clock", node: &windows.Node{Conduct: windows.Conduct{ClockSkew: -10 * time.Minute}}, want: 401},
		{name: "fast clock", node: &windows.Node{Conduct: windows.Conduct{ClockSkew: 10 * time.Minute}}, want: 401},
		{name: "truncated", tamper: func(b []byte) []byte { return b[:len(b)-1] }, want: 401},
		{name: "an AP-REP", tamper: func(b []byte) []byte { return bytes.Replace(b, []byte("\x01\x00\x6e"), []byte("\x02\x00\x6e"), 1) }, want: 401},
		{name: "empty", tamper: func([]byte) []byte { return nil }, want: 401},
		{name: "SPNEGO for another mechanism", tamper: func(b []byte) []byte {
			return bytes.Replace(negTokenInitOf(b), []byte("\x2a\x86\x48\x82\xf7"), []byte("\x2a\x86\x48\x82\xf6"), 1)
		}, want: 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, r := realmFarm(t, cmp.Or(tt.node, &windows.Node{}), Options{})
			r.AddUser("Other", "p")
			i := initiate(t, f)
			password := testAccount.Password
			if tt.user != "" {
				password = "p"
			}
			token := i.request(passwordClient(t, r, cmp.Or(tt.user, "Scan"), password))
			if tt.tamper != nil {
				token = tt.tamper(token)
			}
			status, reply, body := i.present(cmp.Or(tt.scheme, "Negotiate"), token, nil)
			if status != tt.want || len(body) != 0 {
				t.Errorf("status %d with %d bytes, want %d with none", status, len(body), tt.want)
			}
			if tt.want == 401 && reply != "Negotiate" {
				t.Errorf("offers %q", reply)
			}
			if s, want := f.Stats("NODE1").Handshakes, map[int]int{200: 1}[tt.want]; s != want {
				t.Errorf("%d handshakes, want %d", s, want)
			}
		})
	}
}

func TestReplayedRequest(t *testing.T) {
	f, r := realmFarm(t, &windows.Node{}, Options{})
	i := initiate(t, f)
	token := i.request(passwordClient(t, r, "Scan", testAccount.Password))
	if status, _, _ := i.present("Negotiate", token, nil); status != 200 {
		t.Fatalf("status %d", status)
	}
	i.http.CloseIdleConnections()
	if status, _, _ := i.present("Negotiate", token, nil); status != 401 {
		t.Errorf("status %d", status)
	}
}

func TestNoNTLM(t *testing.T) {
	f, r := realmFarm(t, &windows.Node{Account: windows.Account{NoNTLM: true}}, Options{HTTPS: true})
	c := dial(t, f.Endpoints()[0])
	password := base64.StdEncoding.EncodeToString([]byte("Scan:" + testAccount.Password))
	ntlm := base64.StdEncoding.EncodeToString(negotiateMessage(supported))
	for _, credentials := range []string{"Negotiate " + ntlm, "NTLM " + ntlm, "Basic " + password} {
		resp, _ := c.post(http.Header{"Authorization": {credentials}}, []byte(wqlMessage))
		if got := resp.Header.Values("WWW-Authenticate"); resp.StatusCode != 401 || !slices.Equal(got, []string{"Kerberos"}) {
			t.Errorf("%.9s: status %d, offers %q", credentials, resp.StatusCode, got)
		}
	}
	i := initiate(t, f)
	if status, _, _ := i.present("Negotiate", i.request(passwordClient(t, r, "Scan", testAccount.Password)), nil); status != 200 {
		t.Errorf("Kerberos: status %d", status)
	}
	// A node whose domain is out of reach offers it all the same.
	i.client = dial(t, farmOf(t, &windows.Node{Account: windows.Account{NoNTLM: true}}, &fakeWindows{}, Options{}).Endpoints()[0])
	token := i.request(passwordClient(t, r, "Scan", testAccount.Password))
	if status, offer, _ := i.present("Negotiate", token, nil); status != 401 || offer != "Kerberos" {
		t.Errorf("without a realm: status %d, offers %q", status, offer)
	}
}

func TestSchemesOfARealm(t *testing.T) {
	for https, want := range map[bool][]string{
		false: {"Negotiate", "Kerberos"},
		true:  {"Negotiate", "Kerberos", `Basic realm="WSMAN"`},
	} {
		f, _ := realmFarm(t, &windows.Node{}, Options{HTTPS: https})
		resp, _ := dial(t, f.Endpoints()[0]).post(http.Header{}, nil)
		if got := resp.Header.Values("WWW-Authenticate"); resp.StatusCode != 401 || !slices.Equal(got, want) {
			t.Errorf("status %d, offers %q", resp.StatusCode, got)
		}
	}
}

func FuzzKerberosToken(f *testing.F) {
	r := realmOf(f, time.Now)
	c := passwordClient(f, r, "Scan", testAccount.Password)
	good, _, _ := requestToken(f, c, testService, func(*types.Authenticator) {})
	f.Add(good)
	f.Add(negTokenInitOf(good))
	f.Add([]byte("\x60\x00"))
	a := &ticketAcceptor{realm: r, services: []string{testService}, user: "another", replays: &replays{}, now: time.Now()}
	f.Fuzz(func(t *testing.T, token []byte) {
		request, _, err := readToken(token)
		if err != nil {
			return
		}
		if _, err := a.accept(request); err == nil {
			t.Error("logged on as another user")
		}
	})
}
