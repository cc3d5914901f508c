package windows

import (
	"regexp"
	"testing"
)

// What lines of a key and of a value are, as regular expressions.
var (
	keyPattern   = regexp.MustCompile(`^HKEY_[A-Z_]+(\\.*)?$`)
	valuePattern = regexp.MustCompile(`^ {4}(.*?) {4}(REG_[A-Z_]+)(?: {4}(.*)| {0,3})$`)
)

func FuzzRegLines(f *testing.F) {
	for _, line := range []string{
		`HKEY_LOCAL_MACHINE\SOFTWARE`, `HKEY_USERS`, `HKEY_`, `HKEY__x`, `HKEY_A b`,
		"    a    REG_SZ    b", "    a    REG_SZ", "    a    REG_SZ   ", "    a    REG_SZ  b", "     a     REG_SZ     b",
		"        REG_SZ    b", "    REG_SZ    REG_DWORD    0x1", "    a    REG_x    REG_SZ    b", "    a    REG_    REG_SZ", "    a b  c    REG_SZ        ",
		"    REG_SZ", "    a    REG_SZ    b    REG_SZ    c", "\ta    REG_SZ    b", "",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if regexp.MustCompile(`[\n\x80-\xff]`).MatchString(line) {
			return // a line of text in the parser has neither
		}
		if got, want := isKeyLine(line), keyPattern.MatchString(line); got != want {
			t.Errorf("%q is a key: %t, want %t", line, got, want)
		}
		got, ok := valueLine(line)
		m := valuePattern.FindStringSubmatch(line)
		if ok != (m != nil) || ok && got != (RegValue{m[1], m[2], m[3]}) {
			t.Errorf("%q is %+v, %t, want %q", line, got, ok, m)
		}
	})
}
