package corpus

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

// Key is one key of a recorded registry export.
type Key struct {
	Path   string
	Values []Value
}

// Value is one value with type and data as reg.exe prints them.
type Value struct{ Name, Type, Data string }

// String prints the key and its values as `reg query` with /s does.
func (k Key) String() string {
	var b strings.Builder
	b.WriteString(k.Path + "\r\n")
	for _, v := range k.Values {
		b.WriteString("    " + v.Name + "    " + v.Type + "    " + v.Data + "\r\n")
	}
	return b.String() + "\r\n"
}

var exported = regexp.MustCompile(`^(?:"(.*?)"|@)=(?:(dword):([0-9a-f]{8})|str\(([12])\):"(.*)"|hex\(([37b])\):(.*))$`)

// Registry reads a registry export. Values of other types than reg.exe has
// names for are left out.
func Registry(t testing.TB, name string) []Key {
	t.Helper()
	var keys []Key
	for line := range strings.Lines(string(File(t, name))) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "[") {
			keys = append(keys, Key{Path: strings.Trim(line, "[]")})
			continue
		}
		m := exported.FindStringSubmatch(line)
		if m == nil || len(keys) == 0 {
			continue
		}
		last := &keys[len(keys)-1]
		last.Values = append(last.Values, valueOf(t, m))
	}
	if len(keys) == 0 {
		t.Fatalf("%s has no key", name)
	}
	return keys
}

func valueOf(t testing.TB, m []string) Value {
	t.Helper()
	v := Value{Name: m[1]}
	if v.Name == "" {
		v.Name = "(Default)"
	}
	bytes, err := hex.DecodeString(strings.ReplaceAll(m[7], ",", ""))
	switch {
	case err != nil:
		t.Fatal(err)
	case m[2] != "":
		v.Type, v.Data = "REG_DWORD", "0x"+strings.TrimLeft(m[3][:7], "0")+m[3][7:]
	case m[4] == "1":
		v.Type, v.Data = "REG_SZ", m[5]
	case m[4] == "2":
		v.Type, v.Data = "REG_EXPAND_SZ", m[5]
	case m[6] == "7":
		v.Type, v.Data = "REG_MULTI_SZ", multiString(bytes)
	case m[6] == "b" && len(bytes) == 8:
		v.Type, v.Data = "REG_QWORD", fmt.Sprintf("0x%x", binary.LittleEndian.Uint64(bytes))
	default:
		v.Type, v.Data = "REG_BINARY", fmt.Sprintf("%X", bytes)
	}
	return v
}

func multiString(bytes []byte) string {
	units := make([]uint16, len(bytes)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(bytes[2*i:])
	}
	text := strings.TrimRight(string(utf16.Decode(units)), "\x00")
	return strings.ReplaceAll(text, "\x00", `\0`)
}
