package kerberos_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
)

// fileRow is one file of Kerberos that is not what it should be.
type fileRow struct {
	kind string // "ccache", "keytab" or "krb5.conf"
	name string
	data []byte
	// mayWork: what is damaged need not matter; but nothing may crash, or take memory
	// out of proportion.
	mayWork bool
}

// damagedFileRows cut a file off in many places, and put the largest and the negative
// numbers in each place.
func damagedFileRows(kind string, good []byte) (rows []fileRow) {
	for i := range 20 {
		rows = append(rows, fileRow{kind, fmt.Sprintf("the first %d bytes", i), good[:i], false})
	}
	for i := 20; i < len(good); i += 1 + len(good)/40 {
		// A keytab whose last entry is missing is one with fewer keys.
		rows = append(rows, fileRow{kind, fmt.Sprintf("the first %d bytes", i), good[:i], false})
	}
	for _, n := range []uint32{0xffffffff, 0x7fffffff, 0x80000000, 0x00ffffff, 0} {
		for i := 2; i+4 <= len(good); i += 1 + len(good)/25 {
			data := bytes.Clone(good)
			binary.BigEndian.PutUint32(data[i:], n)
			rows = append(rows, fileRow{kind, fmt.Sprintf("%#x at byte %d", n, i), data, true})
		}
	}
	for _, version := range []byte{0, 1, 2, 3, 4, 5, 255} {
		data := bytes.Clone(good)
		data[1] = version
		rows = append(rows, fileRow{kind, fmt.Sprintf("version %d", version), data, version == good[1] || version == 3})
	}
	for name, data := range map[string][]byte{"zeros": make([]byte, 4096), "text": []byte("s3cret text"), "a number of everything": bytes.Repeat([]byte{5, 4, 0xff, 0xff}, 1000)} {
		rows = append(rows, fileRow{kind, name, data, false})
	}
	return rows
}

func configRows() (rows []fileRow) {
	for name, text := range map[string]string{
		"a section that is not closed":      "[libdefaults\n",
		"text behind a section":             "[libdefaults] s3cret\n",
		"a line without a value":            "[libdefaults]\n s3cret\n",
		"a name of two words":               "[libdefaults]\n default realm = s3cret\n",
		"no name":                           "[libdefaults]\n = s3cret\n",
		"a brace that closes nothing":       "[realms]\n}\n",
		"a brace that is left open":         "[realms]\n A = {\n kdc = s3cret\n",
		"no brace on the next line":         "[realms]\n A =\n kdc = s3cret\n",
		"no brace at the end":               "[realms]\n A =\n",
		"a section in braces":               "[realms]\n A = {\n[s3cret]\n}\n",
		"a hundred thousand braces":         "[realms]\n" + strings.Repeat("A = {\n", 100_000),
		"a hundred thousand sections":       manySections(),
		"a file that includes itself":       "include @FILE@\n",
		"a folder that includes the file":   "includedir @DIR@\n",
		"an include of nothing":             "include @DIR@/none\n",
		"an include of a folder":            "include @DIR@\n",
		"an includedir of nothing":          "includedir @DIR@/none\n",
		"an includedir of a file":           "includedir @FILE@\n",
		"not a configuration":               "s3cret\n",
		"an include of an oversized file":   "include @DIR@/large\n",
		"a keytab":                          "\x05\x02\x00\x00\x00\x40\x00\x01\n",
		"a comment alone before a value":    "# x\ns3cret = y\n",
		"three files that take turns":       "include @DIR@/turn1\n",
		"nothing but a brace":               "}\n",
		"binary in a section":               "[libdefaults]\n\x00\x01\x02s3cret\n",
		"two hundred files and one":         strings.Repeat("include @DIR@/empty\n", 201),
		"includes that are larger than all": strings.Repeat("include @DIR@/mebibyte\n", 5),
	} {
		rows = append(rows, fileRow{"krb5.conf", name, []byte(text), false})
	}
	return rows
}

func manySections() string {
	var b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&b, "[%d]\n", i)
	}
	return b.String()
}

// allowed is how much memory a file of a size may take: some of the parser's own for
// each line or entry.
func allowed(size int) uint64 { return uint64(40<<20 + 60*size) }

// Files that are damaged, or made to harm, are errors that say what to do. They take no
// memory that their size does not explain, and nothing of them is repeated.
func TestHostileFiles(t *testing.T) {
	r := honestRealm(t)
	cache, err := r.CCache(userName)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := r.Keytab(userName)
	if err != nil {
		t.Fatal(err)
	}
	rows := append(damagedFileRows("ccache", cache), damagedFileRows("keytab", keys)...)
	rows = append(rows, configRows()...)
	dir := fileFolder(t)
	for _, row := range rows {
		t.Run(row.kind+", "+row.name, func(t *testing.T) {
			path := filepath.Join(dir, "conf.d", "hostile.conf")
			data := strings.NewReplacer("@FILE@", path, "@DIR@", filepath.Dir(path)).Replace(string(row.data))
			if row.kind != "krb5.conf" {
				path, data = filepath.Join(dir, "hostile"), string(row.data)
			}
			if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := openFile(row.kind, path, filepath.Join(dir, "krb5.conf"))
			runtime.ReadMemStats(&after)
			if took := after.TotalAlloc - before.TotalAlloc; took > allowed(len(data)) {
				t.Errorf("%d bytes took %d MiB of memory", len(data), took>>20)
			}
			checkFileError(t, row, err)
		})
	}
	if len(rows) < 300 {
		t.Errorf("%d rows, want at least 300", len(rows))
	}
}

// fileFolder has a good krb5.conf, and a folder of files that others include.
func fileFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	inner := filepath.Join(dir, "conf.d")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"krb5.conf": "[libdefaults]\n default_realm = " + realmName + "\n", "conf.d/large": strings.Repeat("#", kerberos.MaxFile+1),
		"conf.d/mebibyte": strings.Repeat("#", kerberos.MaxFile), "conf.d/empty": "",
		"conf.d/turn1": "include " + inner + "/turn2\n", "conf.d/turn2": "include " + inner + "/turn3\n", "conf.d/turn3": "include " + inner + "/turn1\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func openFile(kind, path, conf string) error {
	l := kerberos.Login{User: userName + "@" + realmName, Config: conf}
	switch kind {
	case "ccache":
		l.CCache = path
	case "keytab":
		l.Keytab = path
	default:
		l.Password, l.Config = userPassword, path
	}
	c, err := kerberos.Open(l)
	if err == nil {
		c.Close()
	}
	return err
}

func checkFileError(t *testing.T, row fileRow, err error) {
	t.Helper()
	var e *kerberos.Error
	switch {
	case err == nil:
		// What is left of a keytab may hold the other key.
		if !row.mayWork && !(row.kind == "keytab" && len(row.data) > 20) {
			t.Error("it is taken")
		}
	case !errors.As(err, &e) || e.Reason != kerberos.BadInput && e.Reason != kerberos.Weak || e.Op == "" || e.Text == "" || e.Hint == "":
		t.Errorf("%#v, want bad input, what happened, and what to do", err)
	case strings.Contains(err.Error(), "s3cret"):
		t.Errorf("%v repeats what is in the file", err)
	}
}
