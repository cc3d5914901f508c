package windows

import (
	"regexp"
	"strings"
	"testing"
)

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
