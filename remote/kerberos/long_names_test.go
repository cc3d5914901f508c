package kerberos

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A name that is longer than any there is ends in a short error, wherever it is.
func TestLongNames(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("a", 60_000)
	config := "[libdefaults]\n default_realm = A.EXAMPLE\n"
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, bad := write("good.conf", config), write("long.conf", "[libdefaults]\n default_realm = "+long+"\n")
	data16 := func(s string) string { return string(binary.BigEndian.AppendUint16(nil, uint16(len(s)))) + s }
	data32 := func(s string) string { return string(binary.BigEndian.AppendUint32(nil, uint32(len(s)))) + s }
	entry := "\x00\x01" + data16("A.EXAMPLE") + data16(long) + strings.Repeat("\x00", 9) + "\x00\x12" + data16(strings.Repeat("k", 32))
	keytab := write("keytab", "\x05\x02"+data32(entry))
	cache := write("ccache", "\x05\x04\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01"+data32("A.EXAMPLE")+data32(long))
	for name, l := range map[string]Login{
		"realm of krb5.conf": {User: "u", Keytab: keytab, Config: bad},
		"user":               {User: long, Keytab: keytab, Config: good},
		"realm":              {User: "u", Realm: long, Keytab: keytab, Config: good},
		"keytab":             {User: "u", Keytab: keytab, Config: good},
		"cache":              {CCache: cache, Config: good},
	} {
		if _, err := Open(l); !IsReason(err, BadInput) || len(err.Error()) > 500 {
			text := "none"
			if err != nil {
				text = err.Error()[:min(200, len(err.Error()))]
			}
			t.Errorf("%s: %s", name, text)
		}
	}
}
