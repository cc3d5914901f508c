package remote_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
)

// TestBrokenTicketFiles has files of Kerberos that are not what they should be.
func TestBrokenTicketFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) string {
		f, err := os.CreateTemp(dir, "file")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		return f.Name()
	}
	conf := write("[libdefaults]\n default_realm = A.EXAMPLE\n")
	const (
		notAKeytab = "it is not a keytab, or it is damaged"
		notACache  = "it is not a credential cache, or it is damaged"
	)
	keytab := func(text string) remote.Login {
		return remote.Login{User: "u", Realm: "A.EXAMPLE", Keytab: write(text), Config: conf}
	}
	cache := func(text string) remote.Login { return remote.Login{CCache: write(text), Config: conf} }
	config := func(text string) remote.Login {
		return remote.Login{User: "u", Realm: "A.EXAMPLE", Password: remote.NewSecret("p"), Config: write(text)}
	}
	for _, tt := range []struct {
		name  string
		login remote.Login
		want  string
	}{
		{"keytab that is empty", keytab(""), notAKeytab},
		{"keytab that is text", keytab("s3cret"), notAKeytab},
		{"keytab with an entry that is cut off", keytab("\x05\x02\x00\x00\x00\x40\x00\x01s3cret"), notAKeytab},
		{"keytab with lengths beyond its end", keytab("\x05\x02\x00\x00\x00\x08\x7f\xff\x7f\xff\x7f\xff\x7f\xff"), notAKeytab},
		{"keytab without keys", keytab("\x05\x02\x00\x00\x00\x00"), "it holds no keys"},
		{"cache that is empty", cache(""), notACache},
		{"cache of one byte", cache("\x05"), notACache},
		{"cache that is text", cache("s3cret"), notACache},
		{"cache that is cut off", cache("\x05\x04\x00\x0c\x00\x01\x00\x08s3c"), notACache},
		{"cache without tickets", cache("\x05\x03\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01A\x00\x00\x00\x01u"), "it holds no ticket-granting ticket"},
		{"configuration with a strange line", config("\n[realms]\n A = {\n s3cret\n }\n"), "line 4 is not of the form name = value"},
		{"configuration with a strange name", config("[realms]\n s3cret and = more\n"), "line 2 is not of the form name = value"},
		{"configuration with braces that do not match", config("[realms]\n}\n"), "line 2 closes a brace that is not open"},
		{"configuration with a brace that is left open", config("[realms]\n A = {\n  kdc = s3cret\n"), "line 3 is the last, and braces are open"},
		{"configuration with a section in braces", config("[realms]\n A = {\n[s3cret]\n"), "line 3 begins a section inside of braces"},
		{"configuration that is something else", config("s3cret\n"), "it is not a Kerberos configuration: it has no [section]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tickets, err := remote.NewTickets(tt.login)
			if err == nil {
				tickets.Close()
			}
			var e *remote.Error
			if !errors.As(err, &e) || e.Kind != remote.Refused || e.Text != tt.want || e.Hint == "" {
				t.Errorf("%v, want %s", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v repeats what is in the file", err)
			}
		})
	}
	for what, l := range map[string]remote.Login{
		"keytab": {User: "u", Realm: "R", Keytab: filepath.Join(dir, "none"), Config: conf},
		"cache":  {CCache: filepath.Join(dir, "none"), Config: conf},
		"config": {User: "u", Realm: "R", Password: remote.NewSecret("p"), Config: filepath.Join(dir, "none")},
	} {
		if _, err := remote.NewTickets(l); err == nil || !strings.HasSuffix(err.Error(), "none: no such file or directory") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
