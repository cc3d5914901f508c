package remote

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTicketFiles has what no file of Kerberos is. The library reads a device to
// its end, and panics on a cache of nothing.
func TestTicketFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	readers := map[string]func(string) error{
		"keytab": func(path string) error { _, err := readKeytab(path); return err },
		"cache":  func(path string) error { _, err := readCache(path); return err },
		"config": func(path string) error { _, err := readConfig(path); return err },
	}
	for _, tt := range []struct{ name, path, want string }{
		{"a directory", dir, "it is a directory, not a regular file"},
		{"too large", write("large", strings.Repeat("#", maxTicketFile+1)), "it is larger than 1 MiB"},
		{"nothing there", filepath.Join(dir, "none"), "none: "},
	} {
		for kind, read := range readers {
			if err := read(tt.path); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s, %s: %v", kind, tt.name, err)
			}
		}
	}
	if err := readers["cache"](write("empty", "")); err == nil {
		t.Error("an empty cache is read")
	}
	if err := readers["cache"](write("cut", "\x05\x04\x00\xff\x00\x01\xff\xff")); err == nil {
		t.Error("a cache that is cut off is read")
	}
}

// A long line takes nothing away from what follows it.
func TestConfigWithALongLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "krb5.conf")
	text := "# " + strings.Repeat("x", 100_000) + "\n[libdefaults]\n default_realm = CONTOSO.EXAMPLE\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, err := readConfig(path)
	if err != nil || conf.LibDefaults.DefaultRealm != "CONTOSO.EXAMPLE" {
		t.Errorf("%+v, %v", conf, err)
	}
}
