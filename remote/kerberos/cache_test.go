package kerberos_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
)

// Caches are found by the names that MIT's programs give them.
func TestCacheFile(t *testing.T) {
	dir := t.TempDir()
	folder := func(name, primary string) string {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if primary != "" {
			if err := os.WriteFile(filepath.Join(path, "primary"), []byte(primary), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	collection, plain, astray, strange := folder("one", "tktAbC\n"), folder("two", ""), folder("three", "../tkt\n"), folder("four", "secret\n")
	for _, tt := range []struct{ name, want, err string }{
		{"/tmp/x", "/tmp/x", ""}, {"FILE:/tmp/x", "/tmp/x", ""}, {"file:/tmp/x", "/tmp/x", ""}, {`C:\x`, `C:\x`, ""}, {"x", "x", ""},
		{"DIR:" + collection, filepath.Join(collection, "tktAbC"), ""},
		{"DIR:" + plain, filepath.Join(plain, "tkt"), ""},
		{"DIR::" + filepath.Join(collection, "tktX"), filepath.Join(collection, "tktX"), ""},
		{"DIR:" + astray, "", "names no cache of the folder"},
		{"DIR:" + strange, "", "names no cache of the folder"},
		{"KEYRING:persistent:0", "", `a cache of type "KEYRING" cannot be read, only files can`},
		{"KCM:", "", `type "KCM"`}, {"API:x", "", `type "API"`}, {"MEMORY:x", "", `type "MEMORY"`},
	} {
		got, err := kerberos.CacheFile(tt.name)
		var e *kerberos.Error
		if got != tt.want || (tt.err == "") != (err == nil) || err != nil && (!errors.As(err, &e) || e.Hint == "" || !strings.Contains(e.Text, tt.err)) {
			t.Errorf("%s: %q, %v", tt.name, got, err)
		}
	}
}

func TestDefaultCache(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no default cache that is a file")
	}
	t.Setenv("TMPDIR", "/scratch")
	for written, want := range map[string]string{
		"": "FILE:/tmp/krb5cc_UID", "FILE:/x/%{uid}": "FILE:/x/UID", "DIR:/run/user/%{USERID}/krb5cc": "DIR:/run/user/UID/krb5cc",
		"FILE:%{TEMP}/krb5cc%{null}_%{euid}": "FILE:/scratch/krb5cc_UID", "KEYRING:persistent:%{uid}": "KEYRING:persistent:UID", "FILE:/x/%{other}": "",
	} {
		c := kerberos.Config{CacheName: written}
		if got := c.DefaultCache(); got != strings.ReplaceAll(want, "UID", strconv.Itoa(os.Getuid())) {
			t.Errorf("%q: %s, want %s", written, got, want)
		}
	}
}

// The owner of a cache is who reads; a user who is another is refused.
func TestOwnerOfACache(t *testing.T) {
	r := honestRealm(t)
	rs := describe(t, realmName, "", r)
	tickets, err := r.CCache(userName)
	path := rs.written("tickets", tickets, err)
	for _, tt := range []struct {
		user, realm string
		refused     bool
	}{
		{"", "", false}, {"scan", "", false}, {"SCAN", "", false}, {"scan@CONTOSO.TEST", "", false}, {"Scan@contoso.test", "", false},
		{`CONTOSO\scan`, "", false}, {`contoso.test\scan`, "", false}, {"scan", "contoso.test", false}, {"", "CONTOSO.TEST", false},
		{"other", "", true}, {"other@CONTOSO.TEST", "", true}, {"scan@OTHER.TEST", "", true}, {`other.test\scan`, "", true}, {"scan", "OTHER.TEST", true},
		{"", "OTHER.TEST", true}, {`CONTOSO\other`, "", true},
	} {
		c, err := rs.logOn(kerberos.Login{User: tt.user, Realm: tt.realm, CCache: path}, spn)
		switch {
		case tt.refused && (!kerberos.IsReason(err, kerberos.BadInput) || !strings.Contains(err.Error(), `it has the tickets of "scan@CONTOSO.TEST"`)):
			t.Errorf("%q, realm %q: %v", tt.user, tt.realm, err)
		case !tt.refused && err != nil:
			t.Errorf("%q, realm %q: %v", tt.user, tt.realm, err)
		case !tt.refused && c.Principal().String() != "scan@CONTOSO.TEST":
			t.Errorf("%q, realm %q: %s", tt.user, tt.realm, c.Principal())
		}
	}
}

// A cache whose ticket-granting ticket ends while it is used says so; with a password
// one logs on again.
func TestTicketThatEnds(t *testing.T) {
	r := honestRealm(t)
	rs := describe(t, realmName, "", r)
	tickets, err := r.CCache(userName)
	c, err := rs.logOn(kerberos.Login{CCache: rs.written("tickets", tickets, err)}, spn)
	if err != nil {
		t.Fatal(err)
	}
	c.SetClock(shifted(11 * time.Hour))
	_, err = c.Context(t.Context(), spn, nil)
	if !kerberos.IsReason(err, kerberos.Failed) || !strings.Contains(err.Error(), "the ticket-granting ticket has expired") {
		t.Errorf("%v", err)
	}
	if c, err = rs.logOn(kerberos.Login{User: userName, Password: userPassword}, spn); err != nil || !c.LoggedOn() {
		t.Fatalf("%v", err)
	}
	c.SetClock(shifted(11 * time.Hour))
	if c.LoggedOn() {
		t.Error("logged on with a ticket that has ended")
	}
}
