package kdc

import (
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	krb5 "github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/internal/krb5test"
)

func TestTickets(t *testing.T) {
	for _, tt := range []struct {
		name string
		as   int // requests that the client needs for the first ticket
		open func(*Realm) (*krb5.Client, error)
	}{
		{"password", 1, func(r *Realm) (*krb5.Client, error) {
			return passwordClient(t, r, testUser, testPassword), nil
		}},
		{"password by UDP", 1, func(r *Realm) (*krb5.Client, error) {
			text := strings.Replace(r.Config(), "udp_preference_limit = 1", "udp_preference_limit = 1465", 1)
			return krb5.NewWithPassword(testUser, testRealm, testPassword, krb5test.Config(t, text)), nil
		}},
		{"keytab", 1, func(r *Realm) (*krb5.Client, error) {
			b, err := r.Keytab("scan")
			if err != nil {
				return nil, err
			}
			k := keytab.New()
			return krb5.NewWithKeytab(testUser, testRealm, k, krb5test.Config(t, r.Config())), k.Unmarshal(b)
		}},
		{"credential cache", 0, func(r *Realm) (*krb5.Client, error) {
			b, err := r.CCache("SCAN")
			if err != nil {
				return nil, err
			}
			var c credentials.CCache
			if err := c.Unmarshal(b); err != nil {
				return nil, err
			}
			return krb5.NewFromCCache(&c, krb5test.Config(t, r.Config()))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := realmOf(t, time.Now)
			c, err := tt.open(r)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Destroy()
			for range 2 { // the second comes from the client's own cache
				ticket, key, err := c.GetServiceTicket(testService)
				if err != nil {
					t.Fatal(err)
				}
				if ticket.SName.PrincipalNameString() != testService || key.KeyType != etypeID.AES256_CTS_HMAC_SHA1_96 {
					t.Errorf("a ticket for %v with a key of type %d", ticket.SName, key.KeyType)
				}
			}
			if as, tgs := r.Requests(); as != tt.as || tgs != 1 {
				t.Errorf("%d AS and %d TGS requests, want %d and 1", as, tgs, tt.as)
			}
			if n := r.FailedLogons(); n != 0 {
				t.Errorf("%d failed logons", n)
			}
		})
	}
}

func TestFilesOfNobody(t *testing.T) {
	r := realmOf(t, time.Now)
	if _, err := r.Keytab("nobody"); err == nil {
		t.Error("a keytab without an account")
	}
	if _, err := r.CCache("nobody"); err == nil {
		t.Error("a credential cache without an account")
	}
}

func TestKDCRefuses(t *testing.T) {
	later := func(d time.Duration) func() time.Time {
		return func() time.Time { return time.Now().Add(d) }
	}
	for _, tt := range []struct {
		name                    string
		now                     func() time.Time
		user, password, service string
		want                    int32
		failed                  int
	}{
		{"wrong password", time.Now, "Scan", "wrong", testService, errorcode.KDC_ERR_PREAUTH_FAILED, 1},
		{"no such user", time.Now, "Nobody", "x", testService, errorcode.KDC_ERR_C_PRINCIPAL_UNKNOWN, 0},
		{"no such service", time.Now, "Scan", testPassword, "HTTP/node9.contoso.test", errorcode.KDC_ERR_S_PRINCIPAL_UNKNOWN, 0},
		{"slow client", later(6 * time.Minute), "Scan", testPassword, testService, errorcode.KRB_AP_ERR_SKEW, 0},
		{"fast client", later(-6 * time.Minute), "Scan", testPassword, testService, errorcode.KRB_AP_ERR_SKEW, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := realmOf(t, tt.now)
			_, _, err := passwordClient(t, r, tt.user, tt.password).GetServiceTicket(tt.service)
			if err == nil || !strings.Contains(err.Error(), errorcode.Lookup(tt.want)) {
				t.Errorf("error %v, want %s", err, errorcode.Lookup(tt.want))
			}
			as, tgs := r.Requests()
			if wantAS := map[bool]int{true: 1}[tt.want == errorcode.KDC_ERR_S_PRINCIPAL_UNKNOWN]; as != wantAS || tgs != 0 {
				t.Errorf("%d AS and %d TGS requests were answered with a ticket", as, tgs)
			}
			if n := r.FailedLogons(); n != tt.failed {
				t.Errorf("%d failed logons, want %d", n, tt.failed)
			}
		})
	}
}

func TestRC4OnlyService(t *testing.T) {
	r := realmOf(t, time.Now)
	r.AddService("HTTP/old", etypeID.RC4_HMAC)
	_, _, err := passwordClient(t, r, "Scan", testPassword).GetServiceTicket("HTTP/old")
	if err == nil || !strings.Contains(err.Error(), errorcode.Lookup(errorcode.KDC_ERR_ETYPE_NOSUPP)) {
		t.Errorf("a client of AES only: %v", err)
	}
	text := strings.ReplaceAll(r.Config(), "aes128-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96 arcfour-hmac-md5")
	c := krb5.NewWithPassword("Scan", testRealm, testPassword, krb5test.Config(t, text))
	defer c.Destroy()
	if _, key, err := c.GetServiceTicket("HTTP/old"); err != nil || key.KeyType != etypeID.RC4_HMAC {
		t.Errorf("a session key of type %d, %v", key.KeyType, err)
	}
	if _, key, err := c.GetServiceTicket(testService); err != nil || key.KeyType != etypeID.AES256_CTS_HMAC_SHA1_96 {
		t.Errorf("another service: a session key of type %d, %v", key.KeyType, err)
	}
}

func TestAddServiceRefusesAnUnknownType(t *testing.T) {
	r := realmOf(t, time.Now)
	defer func() {
		if recover() == nil {
			t.Error("added")
		}
	}()
	r.AddService("HTTP/x", 99)
}

func TestRealmEnds(t *testing.T) {
	before := runtime.NumGoroutine()
	r, err := Start(testRealm)
	if err != nil {
		t.Fatal(err)
	}
	idle, err := net.Dial("tcp", r.tcp.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	r.AddUser("u", "p")
	c := krb5.NewWithPassword("u", testRealm, "p", krb5test.Config(t, r.Config()))
	if err := c.Login(); err != nil {
		t.Fatal(err)
	}
	c.Destroy()
	r.Close()
	idle.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := idle.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the idle connection: %v", err)
	}
	awaitGoroutines(t, before)
}

// Messages that are no requests end the connection and harm nothing else.
func FuzzKDC(f *testing.F) {
	r := realmOf(f, time.Now)
	tgs, _ := tgsRequest(f, r)
	good, err := tgs.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	as, err := messages.NewASReqForTGT(testRealm, krb5test.Config(f, r.Config()), types.NewPrincipalName(1, "Scan"))
	if err != nil {
		f.Fatal(err)
	}
	plain, err := as.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(plain)
	f.Add([]byte{0x6a, 0x00})
	f.Fuzz(func(t *testing.T, message []byte) {
		before, _ := r.Requests()
		r.answer(message)
		if after, _ := r.Requests(); after != before {
			t.Error("a ticket without a timestamp")
		}
	})
}
