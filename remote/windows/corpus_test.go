package windows

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// corpus reads a file of the recorded Windows data, which is kept beside the
// repository and not in it; the test is skipped where there is none.
func corpus(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	data, err := os.ReadFile(filepath.Join(dir, "..", "shared", "corpus", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no recorded data here")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var regExportValue = regexp.MustCompile(`^"(.*?)"=(?:(dword):([0-9a-f]{8})|str\(([12])\):"(.*)"|hex\(3\):(.*))$`)

// regQueryText prints a registry export of the corpus as reg.exe would, and
// returns the values it printed.
func regQueryText(t *testing.T, export string) (string, []RegKey) {
	t.Helper()
	var b strings.Builder
	var keys []RegKey
	for line := range strings.Lines(export) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "[") {
			keys = append(keys, RegKey{Path: strings.Trim(line, "[]")})
			b.WriteString("\r\n" + strings.Trim(line, "[]") + "\r\n")
			continue
		}
		m := regExportValue.FindStringSubmatch(line)
		if m == nil || len(keys) == 0 {
			continue
		}
		v := RegValue{Name: m[1]}
		switch {
		case m[2] != "":
			v.Type, v.Data = "REG_DWORD", "0x"+strings.TrimLeft(m[3][:7], "0")+m[3][7:]
		case m[4] == "1":
			v.Type, v.Data = "REG_SZ", m[5]
		case m[4] == "2":
			v.Type, v.Data = "REG_EXPAND_SZ", m[5]
		default:
			v.Type, v.Data = "REG_BINARY", strings.ToUpper(strings.ReplaceAll(m[6], ",", ""))
		}
		last := &keys[len(keys)-1]
		last.Values = append(last.Values, v)
		b.WriteString("    " + v.Name + "    " + v.Type + "    " + v.Data + "\r\n")
	}
	if len(keys) == 0 {
		t.Fatal("the export has no key")
	}
	return b.String() + "\r\n", keys
}
