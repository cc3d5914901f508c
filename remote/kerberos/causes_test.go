package kerberos_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// realms are some that trust each other, as a krb5.conf describes them.
type realms struct {
	t    *testing.T
	dir  string
	conf string
}

func describe(t *testing.T, defaultRealm, more string, all ...*kdc.Realm) realms {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "[libdefaults]\n default_realm = %s\n dns_lookup_kdc = false\n[realms]\n", defaultRealm)
	for _, r := range all {
		fmt.Fprintf(&b, " %s = {\n  kdc = %s\n }\n", r.Name(), r.Address())
	}
	dir := t.TempDir()
	rs := realms{t, dir, filepath.Join(dir, "krb5.conf")}
	rs.write("krb5.conf", []byte(b.String()+more))
	return rs
}

func (r realms) write(name string, data []byte) string {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// written writes what a realm gives out for its user.
func (r realms) written(name string, data []byte, err error) string {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	return r.write(name, data)
}

// logOn logs on and asks for a context with a service.
func (r realms) logOn(l kerberos.Login, spn string) (*kerberos.Client, error) {
	r.t.Helper()
	l.Config = r.conf
	c, err := kerberos.Open(l)
	if err != nil {
		return nil, err
	}
	r.t.Cleanup(c.Close)
	if c.Keyed() {
		if err := c.LogOn(r.t.Context()); err != nil {
			return c, err
		}
	}
	_, err = c.Context(r.t.Context(), spn, nil)
	return c, err
}

func startRealm(t *testing.T, name string, now func() time.Time) *kdc.Realm {
	t.Helper()
	r, err := kdc.StartWithClock(name, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func shifted(by time.Duration) func() time.Time {
	return func() time.Time { return time.Now().Add(by) }
}

// Each failure has its cause and what to do.
func TestCauses(t *testing.T) {
	r := honestRealm(t)
	r.AddUser("open", string(userPassword))
	r.WithoutPreauthentication("open")
	r.AddService("HTTP/old.contoso.test", 23)
	ahead, behind := startRealm(t, realmName, shifted(time.Hour)), startRealm(t, realmName, shifted(-time.Hour))
	past := startRealm(t, realmName, shifted(-24*time.Hour))
	for _, skewed := range []*kdc.Realm{ahead, behind, past} {
		skewed.AddUser(userName, string(userPassword))
		skewed.AddUser("open", string(userPassword))
		skewed.WithoutPreauthentication("open")
	}
	rs := describe(t, realmName, "", r)
	at := func(k *kdc.Realm) realms { return describe(t, realmName, "", k) }
	keys, err := r.Keytab(userName)
	keytab := rs.written("keytab", keys, err)
	other := startRealm(t, realmName, time.Now)
	other.AddUser(userName, "the password before")
	keys, err = other.Keytab(userName)
	stale := rs.written("stale", keys, err)
	tickets, err := past.CCache(userName)
	expired := rs.written("expired", tickets, err)

	with := func(user string, p password) kerberos.Login { return kerberos.Login{User: user, Password: p} }
	for _, tt := range []struct {
		name       string
		realms     realms
		login      kerberos.Login
		spn        string
		reason     kerberos.Reason
		code       uint32
		text, hint string
		shown      bool
	}{
		{"wrong password", rs, with("scan@"+realmName, "wrong"), spn, kerberos.Refused, 24, "the KDC refuses the password or the key", "Check the password", true},
		{"stale key", rs, kerberos.Login{User: "scan@" + realmName, Keytab: stale}, spn, kerberos.Refused, 24, "the KDC refuses the password or the key", "Make the keytab anew", true},
		{"wrong password without pre-authentication", rs, with("open@"+realmName, "wrong"), spn, kerberos.Refused, 0, "the password is wrong, or the reply is not one of the KDC", "needs no pre-authentication", false},
		{"unknown user", rs, with("nobody", userPassword), spn, kerberos.Refused, 6, `the KDC of CONTOSO.TEST does not know the user "nobody"`, "Check user and realm", false},
		{"unknown user of the realm", rs, with("nobody@contoso.test", userPassword), spn, kerberos.Refused, 6, "does not know the user", "Check user and realm", false},
		{"unknown UPN suffix", rs, with("scan@brand.example", userPassword), spn, kerberos.Refused, 6, `knows neither the user "scan@brand.example" nor the UPN suffix "brand.example"`, "name@REALM", false},
		{"unknown service", rs, with("scan", userPassword), "HTTP/none.contoso.test", kerberos.Failed, 7, "the KDC does not know the service", "setspn", false},
		{"service with RC4 alone", rs, with("scan", userPassword), "HTTP/old.contoso.test", kerberos.Weak, 14, "only RC4", "msDS-SupportedEncryptionTypes", false},
		{"clock ahead", at(ahead), with("scan", userPassword), spn, kerberos.Failed, 37, "ahead of that of this machine", "Set the clock", true},
		{"clock behind", at(behind), with("scan", userPassword), spn, kerberos.Failed, 37, "behind that of this machine", "Set the clock", true},
		{"clock behind without pre-authentication", at(behind), with("open", userPassword), spn, kerberos.Failed, 37, "behind", "Set the clock", false},
		{"a realm that no one knows", rs, with(`OTHER.TEST\scan`, userPassword), spn, kerberos.NoAnswer, 0, `no KDC is known for the realm "OTHER.TEST"`, "name its KDC in krb5.conf", false},
		{"expired tickets", rs, kerberos.Login{CCache: expired}, spn, kerberos.BadInput, 0, `its ticket-granting ticket, of "scan@CONTOSO.TEST", expired at 20`, "kinit", false},
		{"the user is not in the keytab", rs, kerberos.Login{User: "other@" + realmName, Keytab: keytab}, spn, kerberos.BadInput, 0, `it has no key of "other@CONTOSO.TEST", only of "scan@CONTOSO.TEST"`, "Write the user as the keytab does", false},
		{"the user is in the keytab in another case", rs, kerberos.Login{User: "SCAN@" + realmName, Keytab: keytab}, spn, kerberos.BadInput, 0, `it has keys of "scan@CONTOSO.TEST", not of "SCAN@CONTOSO.TEST": case counts`, "Write the user as the keytab does", false},
		{"the keytab is of another realm", rs, kerberos.Login{User: "scan@OTHER.TEST", Realm: "OTHER.TEST", Keytab: keytab}, spn, kerberos.BadInput, 0, "it has no key of", "realm", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.realms.logOn(tt.login, tt.spn)
			var e *kerberos.Error
			if !errors.As(err, &e) {
				t.Fatalf("%v", err)
			}
			if e.Reason != tt.reason || e.Code != tt.code || e.Shown != tt.shown || !strings.Contains(e.Text, tt.text) || !strings.Contains(e.Hint, tt.hint) {
				t.Errorf("%+v", *e)
			}
		})
	}
	for _, k := range []*kdc.Realm{r, ahead, behind} {
		if n := k.FailedLogons(); k != r && n != 0 || k == r && n != 2 {
			t.Errorf("%d failed log-ons", n)
		}
	}
}

// A keytab with RC4 keys alone is refused when it is read.
func TestKeytabWithoutAES(t *testing.T) {
	r := honestRealm(t)
	rs := describe(t, realmName, "", r)
	keys, err := r.Keytab(userName)
	if err != nil {
		t.Fatal(err)
	}
	for _, etype := range []byte{18, 17} { // the type of a key is behind its version, and before its length
		keys = bytes.ReplaceAll(keys, []byte{1, 0, etype, 0}, []byte{1, 0, 23, 0})
	}
	_, err = rs.logOn(kerberos.Login{User: userName, Keytab: rs.write("rc4", keys)}, spn)
	if !kerberos.IsReason(err, kerberos.Weak) || !strings.Contains(err.Error(), "no AES key") {
		t.Errorf("%v", err)
	}
}
