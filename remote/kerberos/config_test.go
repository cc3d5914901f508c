package kerberos

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// configFolder copies testdata/krb5conf with the folder's own path in it.
func configFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/krb5conf")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.conf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, []byte(strings.ReplaceAll(string(data), "@DIR@", dir)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The files that systems ship, with a realm where an administrator writes one. They are
// as the packages have them, with fewer comments and realms.
func TestStockConfigurations(t *testing.T) {
	dir := configFolder(t)
	uid := fmt.Sprint(os.Getuid())
	for _, tt := range []struct {
		file, realm, cache string
		centres            []string
		host               string // the realm of a.example.com
		udpLimit           int
	}{
		{"rhel8.conf", "", "KEYRING:persistent:" + uid, nil, "", defaultUDPLimit},
		{"rhel9.conf", "", "KEYRING:persistent:" + uid, nil, "", defaultUDPLimit},
		{"fedora.conf", "EXAMPLE.COM", "KCM:", []string{"kerberos.example.com:88"}, "EXAMPLE.COM", defaultUDPLimit},
		{"debian.conf", "EXAMPLE.COM", "FILE:/tmp/krb5cc_" + uid, []string{"dc1.example.com:88", "dc2.example.com:88"}, "EXAMPLE.COM", defaultUDPLimit},
		{"ubuntu.conf", "EXAMPLE.COM", "FILE:/tmp/krb5cc_" + uid, []string{"dc1.example.com:88", "dc2.example.com:88"}, "EXAMPLE.COM", defaultUDPLimit},
		{"suse.conf", "EXAMPLE.COM", "KEYRING:persistent:" + uid, []string{"dc1.example.com:88"}, "", defaultUDPLimit},
		{"sssd.conf", "EXAMPLE.COM", "KEYRING:persistent:" + uid, []string{"dc1.example.com:88"}, "EXAMPLE.COM", 0},
	} {
		t.Run(tt.file, func(t *testing.T) {
			c, err := ReadConfig(filepath.Join(dir, tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if c.DefaultRealm != tt.realm || c.DefaultCache() != tt.cache || c.udpLimit != tt.udpLimit || !c.lookUpKDC {
				t.Errorf("%+v, default cache %s", *c, c.DefaultCache())
			}
			if got := c.realmOf("a.example.com"); got != tt.host {
				t.Errorf("the realm of a host is %q, want %q", got, tt.host)
			}
			if types := c.profile.values("libdefaults", "permitted_enctypes"); slices.Contains([]string{"debian.conf", "ubuntu.conf"}, tt.file) != (len(types) == 0) {
				t.Errorf("types of the policies: %q", types)
			}
			if tt.centres != nil {
				checkCentres(t, c, "EXAMPLE.COM", tt.centres)
			}
		})
	}
}

func checkCentres(t *testing.T, c *Config, realm string, want []string) {
	t.Helper()
	got, err := c.centres(t.Context(), realm)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("centres of %s: %q, %v, want %q", realm, got, err, want)
	}
}

// read reads the text of a krb5.conf; @DIR@ is a folder of the test.
func read(t *testing.T, dir, text string) (*Config, error) {
	t.Helper()
	path := filepath.Join(dir, "krb5.conf")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "@DIR@", dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	return ReadConfig(path)
}

// What MIT's library reads is read the same way.
func TestConfigSyntax(t *testing.T) {
	dir := t.TempDir()
	part := []byte("[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  kdc = a:1\n }\n")
	if err := os.Mkdir(filepath.Join(dir, "parts"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"part", "parts/a_realm.conf"} {
		if err := os.WriteFile(filepath.Join(dir, name), part, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"plain":                              "[libdefaults]\ndefault_realm = A.EXAMPLE\n[realms]\nA.EXAMPLE = {\nkdc = a:1\n}\n",
		"lines of Windows":                   "\xef\xbb\xbf[libdefaults]\r\n default_realm = A.EXAMPLE\r\n[realms]\r\n A.EXAMPLE = {\r\n  kdc = a:1\r\n }\r\n",
		"no blanks":                          "[libdefaults]\ndefault_realm=A.EXAMPLE\n[realms]\nA.EXAMPLE={\nkdc=a:1\n}\n",
		"tabs":                               "\t[libdefaults]\n\tdefault_realm\t=\tA.EXAMPLE\t\n[realms]\n\tA.EXAMPLE\t=\t{\n\t\tkdc\t=\ta:1\n\t}\n",
		"a brace on the next line":           "[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE =\n\n # comment\n {\n  kdc = a:1\n }\n",
		"comments":                           "# x\n; y\n[libdefaults]\n # default_realm = B\n default_realm = A.EXAMPLE # the first\n[realms] ; all\n A.EXAMPLE = { # ours\n  kdc = a:1 ; here\n } # end\n",
		"text before the first section":      "this is ours\nsince 2009 = {\n[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  kdc = a:1\n }\n",
		"quotation marks":                    "[libdefaults]\n default_realm = \"A.EXAMPLE\"\n[realms]\n A.EXAMPLE = {\n  kdc = \"a:1\"\n }\n",
		"values that mean nothing":           "[libdefaults]\n dns_canonicalize_hostname = fallback\n qualify_shortname = \"\"\n ticket_lifetime = soon\n default_realm = A.EXAMPLE\n udp_preference_limit = many\n[realms]\n A.EXAMPLE = {\n  kdc = a:1\n }\n[logging]\n x = { \n }\n",
		"the first value counts":             "[libdefaults]\n default_realm = A.EXAMPLE\n default_realm = B\n[realms]\n A.EXAMPLE = {\n  kdc = a:1\n }\n[libdefaults]\n default_realm = C\n",
		"a section twice":                    "[realms]\n B = {\n  kdc = b\n }\n[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  kdc = a:1\n }\n",
		"maps of names":                      "[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  kdc = a:1\n  auth_to_local_names = {\n   bob = alice\n  }\n }\n",
		"settings of Kerberos 4":             "[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  v4_name_convert = {\n   host = {\n    rcmd = host\n   }\n  }\n  kdc = a:1\n }\n",
		"braces in braces in libdefaults":    "[libdefaults]\n v4_name_convert = {\n  host = {\n   rcmd = host\n  }\n }\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  kdc = a:1\n }\n",
		"included":                           "include @DIR@/part\n",
		"included in a section":              "[libdefaults]\ninclude @DIR@/part\n rdns = false\n",
		"included, with a comment":           "includedir @DIR@/parts/   # ours\n",
		"included with the realm elsewhere":  "includedir @DIR@/parts\n[libdefaults]\n default_realm = B\n",
		"final":                              "[libdefaults]*\n default_realm* = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  kdc = a:1\n }*\n",
		"a relation where a group is wanted": "[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = x\n A.EXAMPLE = {\n  kdc = a:1\n }\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, err := read(t, dir, text)
			if err != nil {
				t.Fatal(err)
			}
			if c.DefaultRealm != "A.EXAMPLE" || c.udpLimit != defaultUDPLimit || !c.lookUpKDC {
				t.Errorf("%+v", *c)
			}
			checkCentres(t, c, "A.EXAMPLE", []string{"a:1"})
		})
	}
}

func TestCentres(t *testing.T) {
	text := "[realms]\n"
	for i, entries := range [][]string{{"a"}, {"a:1", "b"}, {"a "}, {"[::1]:1"}, {"[::1]"}, {"10.0.0.1"}, {"a:"}, {"https://proxy/KdcProxy", "a"}, {"/run/kdc.socket", "a"},
		{"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"}, {"https://proxy/KdcProxy"}} {
		text += fmt.Sprintf(" R%d = {\n", i)
		for _, e := range entries {
			text += "  kdc = " + e + "\n"
		}
		text += " }\n"
	}
	c, err := read(t, t.TempDir(), text)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{{"a:88"}, {"a:1", "b:88"}, {"a:88"}, {"[::1]:1"}, {"[::1]:88"}, {"10.0.0.1:88"}, {"a:88"}, {"a:88"}, {"a:88"},
		{"a1:88", "a2:88", "a3:88", "a4:88", "a5:88", "a6:88", "a7:88", "a8:88"}} {
		checkCentres(t, c, fmt.Sprintf("R%d", i), want)
	}
	if _, err := c.centres(t.Context(), "R10"); !IsReason(err, BadInput) || !strings.Contains(err.Error(), "not supported") {
		t.Errorf("a proxy alone: %v", err)
	}
}

// Files of KRB5_CONFIG are read together: single values are those of the first, lists
// are joined, until a value or a section is final. One that does not exist is left out.
func TestConfigLists(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"one":   "[libdefaults]\n default_realm = ONE\n[realms]\n R = {\n  kdc = one\n }\n F = {\n  kdc = one\n }*\n",
		"two":   "[libdefaults]\n default_realm = TWO\n udp_preference_limit = 7\n dns_lookup_kdc = off\n[realms]\n R = {\n  kdc* = two\n }\n F = {\n  kdc = two\n }\n",
		"three": "[realms]\n R = {\n  kdc = three\n }\n",
		"d/a":   "[libdefaults]\n default_realm = FOLDER\n",
	}
	if err := os.Mkdir(filepath.Join(dir, "d"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list := func(names ...string) string {
		for i := range names {
			names[i] = filepath.Join(dir, names[i])
		}
		return strings.Join(names, string(filepath.ListSeparator))
	}
	t.Setenv("KRB5_CONFIG", list("none", "one", "two", "three"))
	c, err := ReadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	if c.DefaultRealm != "ONE" || c.udpLimit != 7 || c.lookUpKDC {
		t.Errorf("%+v", *c)
	}
	checkCentres(t, c, "R", []string{"one:88", "two:88"})
	checkCentres(t, c, "F", []string{"one:88"})
	t.Setenv("KRB5_CONFIG", list("d"))
	if c, err = ReadConfig(""); err != nil || c.DefaultRealm != "FOLDER" {
		t.Errorf("a folder: %+v, %v", c, err)
	}
	t.Setenv("KRB5_CONFIG", list("none", "nowhere"))
	if _, err = ReadConfig(""); !IsReason(err, BadInput) || !strings.Contains(err.Error(), "none: ") {
		t.Errorf("a list of nothing: %v", err)
	}
}

// Realms keep their spelling, and hosts find theirs by the longest name.
func TestRealms(t *testing.T) {
	c, err := read(t, t.TempDir(), "[libdefaults]\n default_realm = lower.example\n[realms]\n stanford.edu = {\n  kdc = a\n }\n"+
		"[domain_realm]\n Host.A.Example = HOST\n .a.example = DOMAIN\n b.example = PLAIN\n .sub.b.example = SUB\n")
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{"STANFORD.EDU": "stanford.edu", "stanford.edu": "stanford.edu", "other.example": "OTHER.EXAMPLE", "LOWER.example": "lower.example"} {
		if got := c.realm(given); got != want {
			t.Errorf("realm %s is %s, want %s", given, got, want)
		}
	}
	for host, want := range map[string]string{"host.a.example": "HOST", "other.a.example": "DOMAIN", "a.example": "", "x.b.example": "PLAIN", "b.example": "PLAIN",
		"x.sub.b.example": "SUB", "c.example": "", "": ""} {
		if got := c.realmOf(host); got != want {
			t.Errorf("host %q is of %q, want %q", host, got, want)
		}
	}
}

// An error about what a file includes names the line that includes it.
func TestIncludesThatFailNameTheLine(t *testing.T) {
	dir := t.TempDir()
	for _, what := range []string{"include @DIR@/none", "include @DIR@", "includedir @DIR@/none", "includedir @DIR@/krb5.conf"} {
		_, err := read(t, dir, "[libdefaults]\n"+what+"\n")
		var e *Error
		if want := "line 2 of " + filepath.Join(dir, "krb5.conf"); !errors.As(err, &e) || !strings.Contains(e.Hint, want) {
			t.Errorf("%s: %v, %+v; want %s", what, err, e, want)
		}
	}
}
