package simulator

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func basicOf(password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte("Scan:"+password))
}

// A node takes the schemes alone that it is told to offer.
func TestOffers(t *testing.T) {
	tests := []struct {
		offers []string
		want   []string // as the header has them
		ntlm   bool     // it makes a challenge
		basic  int      // status of a logon
	}{
		{nil, []string{"Negotiate", `Basic realm="WSMAN"`}, true, 200},
		{[]string{"Kerberos"}, []string{"Kerberos"}, false, 401},
		{[]string{"Basic", "CredSSP"}, []string{`Basic realm="WSMAN"`, "CredSSP"}, false, 200},
		{[]string{"Negotiate", "Kerberos"}, []string{"Negotiate", "Kerberos"}, true, 401},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.offers, " "), func(t *testing.T) {
			n := &windows.Node{}
			n.Conduct.Offers = tt.offers
			f := farmOf(t, n, &fakeWindows{}, Options{HTTPS: true})
			e := f.Endpoints()[0]
			resp, _ := dial(t, e).post(http.Header{}, nil)
			if got := resp.Header.Values("WWW-Authenticate"); resp.StatusCode != 401 || resp.Close || !slices.Equal(got, tt.want) {
				t.Errorf("status %d, offers %q, want %q; closes: %v", resp.StatusCode, got, tt.want, resp.Close)
			}
			first := "Negotiate " + base64.StdEncoding.EncodeToString(negotiateMessage(supported))
			resp, _ = dial(t, e).post(http.Header{"Authorization": {first}}, nil)
			if got := strings.HasPrefix(resp.Header.Get("WWW-Authenticate"), "Negotiate "); got != tt.ntlm {
				t.Errorf("ntlm: a challenge %v, want %v", got, tt.ntlm)
			}
			resp, _ = dial(t, e).post(http.Header{"Authorization": {basicOf(testAccount.Password)}}, []byte(wqlMessage))
			if resp.StatusCode != tt.basic {
				t.Errorf("basic: status %d, want %d", resp.StatusCode, tt.basic)
			}
		})
	}
	n := &windows.Node{Name: "N"}
	n.Conduct.Offers = []string{"Digest"}
	if _, err := start([]*windows.Node{n}, []system{&fakeWindows{}}, Options{}, time.Now); err == nil {
		t.Error("an unknown scheme was accepted")
	}
}

func TestAnyPassword(t *testing.T) {
	wrong := testAccount
	wrong.Password = "wrong"
	f := hostile(t, FaultAnyPassword, &fakeWindows{})
	c := dial(t, f.Endpoints()[0])
	if status, _ := c.logon(wrong, nil); status != 200 {
		t.Fatalf("logon: status %d", status)
	}
	if resp, _ := c.sealedPost(); resp.StatusCode != 400 {
		t.Errorf("a sealed message: status %d", resp.StatusCode)
	}

	n := &windows.Node{}
	n.Conduct.Fault = FaultAnyPassword
	e := farmOf(t, n, &fakeWindows{}, Options{HTTPS: true}).Endpoints()[0]
	resp, _ := dial(t, e).post(http.Header{"Authorization": {basicOf("wrong")}}, []byte(wqlMessage))
	if resp.StatusCode != 200 {
		t.Errorf("basic: status %d", resp.StatusCode)
	}
	if resp, _ := dial(t, e).post(http.Header{}, nil); resp.StatusCode != 401 {
		t.Errorf("without a password: status %d", resp.StatusCode)
	}
}

// A node that falls silent does so once it has been shown the password.
func TestSilentAfterChallenge(t *testing.T) {
	n := &windows.Node{}
	n.Conduct.Fault = FaultSilentAfterChallenge
	f := farmOf(t, n, &fakeWindows{}, Options{HTTPS: true})
	c := dial(t, f.Endpoints()[0])
	if resp, _ := c.post(http.Header{}, nil); resp.StatusCode != 401 {
		t.Errorf("status %d", resp.StatusCode)
	}
	ctx, cancel := context.WithCancel(t.Context())
	req, _ := http.NewRequestWithContext(ctx, "POST", c.url, strings.NewReader(wqlMessage))
	req.Header.Set("Authorization", basicOf(testAccount.Password))
	go func() {
		for f.Stats("NODE1").Passwords == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	if resp, err := c.http.Do(req); err == nil {
		t.Errorf("answers with status %d", resp.StatusCode)
	}
}

// What is shown of a password is counted, and so are the refusals.
func TestPasswordsAreCounted(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{HTTPS: true})
	e := f.Endpoints()[0]
	wrong := testAccount
	wrong.Password = "wrong"
	dial(t, e).logon(wrong, nil)
	dial(t, e).logon(testAccount, nil)
	dial(t, e).post(http.Header{"Authorization": {basicOf("wrong")}}, []byte(wqlMessage))
	dial(t, e).post(http.Header{}, []byte(wqlMessage))
	if s := f.Stats("NODE1"); s.Passwords != 3 || s.Refused != 2 {
		t.Errorf("%d passwords, %d refused, want 3 and 2", s.Passwords, s.Refused)
	}
}
