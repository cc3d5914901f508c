package windows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// regNode describes a node with a small key of its own; its contents are synthetic.
func regNode(language string) *Node {
	n := bare()
	n.Language = language
	n.Registry = []RegistryValue{
		{Key: `HKLM\Test`, Type: "REG_SZ", Data: "unnamed"},
		{Key: `HKLM\Test`, Name: "Text", Type: "REG_SZ", Data: "two words"},
		{Key: `HKLM\Test`, Name: "Empty", Type: "REG_SZ", Data: ""},
		{Key: `HKLM\Test`, Name: "Path", Type: "REG_EXPAND_SZ", Data: `%SystemRoot%\x`},
		{Key: `HKLM\Test`, Name: "List", Type: "REG_MULTI_SZ", Data: []any{"a", "b"}},
		{Key: `HKLM\Test`, Name: "Number", Type: "REG_DWORD", Data: 4096},
		{Key: `HKLM\Test`, Name: "Big", Type: "REG_QWORD", Data: 1 << 40},
		{Key: `HKLM\Test`, Name: "Bytes", Type: "REG_BINARY", Data: "00ffA1"},
		{Key: `HKLM\Test\Beta`, Name: "Number", Type: "REG_DWORD", Data: 2},
		{Key: `HKLM\Test\alpha`},
		{Key: `HKEY_LOCAL_MACHINE\Test\alpha\KB2552040`, Name: "State", Type: "REG_DWORD", Data: 0x70},
		{Key: `HKLM\Locked`, Name: "Secret", Type: "REG_SZ", Data: "x"},
		{Key: `HKLM\Half\Open`, Name: "Number", Type: "REG_DWORD", Data: 1},
		{Key: `HKLM\Half\Shut`, Name: "Number", Type: "REG_DWORD", Data: 1},
	}
	n.Denied = []string{`HKLM\Locked`, `HKLM\Half\Shut`}
	return n
}

const (
	testValues = `    (Default)    REG_SZ    unnamed
    Text    REG_SZ    two words
    Empty    REG_SZ    |
    Path    REG_EXPAND_SZ    %SystemRoot%\x
    List    REG_MULTI_SZ    a\0b
    Number    REG_DWORD    0x1000
    Big    REG_QWORD    0x10000000000
    Bytes    REG_BINARY    00FFA1
`
	regMissing = "ERROR: The system was unable to find the specified registry key or value.\n"
	regDenied  = "ERROR: Access is denied.\n"
)

func TestRegQuery(t *testing.T) {
	tests := []struct {
		name, args  string
		out, errOut string
		exit        int
	}{
		{name: "one key", args: `"HKLM\Test"`,
			out: "\nHKEY_LOCAL_MACHINE\\Test\n" + testValues + "\nHKEY_LOCAL_MACHINE\\Test\\alpha\nHKEY_LOCAL_MACHINE\\Test\\Beta\n"},
		{name: "the path is printed as it was typed", args: `hklm\TEST\beta\`,
			out: "\nHKEY_LOCAL_MACHINE\\TEST\\beta\n    Number    REG_DWORD    0x2\n\n"},
		{name: "without values", args: `"HKLM\Test\alpha"`, out: "\nHKEY_LOCAL_MACHINE\\Test\\alpha\\KB2552040\n"},
		{name: "recursive", args: `"HKLM\Test" /s`,
			out: "\nHKEY_LOCAL_MACHINE\\Test\n" + testValues + `
HKEY_LOCAL_MACHINE\Test\alpha

HKEY_LOCAL_MACHINE\Test\alpha\KB2552040
    State    REG_DWORD    0x70

HKEY_LOCAL_MACHINE\Test\Beta
    Number    REG_DWORD    0x2

`},
		{name: "one value", args: `"HKLM\Test" /v number`,
			out: "\nHKEY_LOCAL_MACHINE\\Test\n    Number    REG_DWORD    0x1000\n\n"},
		{name: "the default value", args: `"HKLM\Test" /ve`,
			out: "\nHKEY_LOCAL_MACHINE\\Test\n    (Default)    REG_SZ    unnamed\n\n"},
		{name: "one value of every key", args: `"HKLM\Test" /s /v Number`, out: `
HKEY_LOCAL_MACHINE\Test
    Number    REG_DWORD    0x1000

HKEY_LOCAL_MACHINE\Test\Beta
    Number    REG_DWORD    0x2

End of search: 2 match(es) found.
`},
		{name: "missing value", args: `"HKLM\Test" /v Nothing`, out: "\n\n", errOut: regMissing, exit: 1},
		{name: "missing everywhere", args: `"HKLM\Test" /s /v Nothing`, out: "End of search: 0 match(es) found.\n", exit: 1},
		{name: "missing key", args: `"HKLM\Nothing"`, errOut: regMissing, exit: 1},
		{name: "missing root", args: `"HKCU\Test"`, errOut: regMissing, exit: 1},
		{name: "keys by name", args: `"HKLM\Test\alpha" /k /f kb2552040`,
			out: "\nHKEY_LOCAL_MACHINE\\Test\\alpha\\KB2552040\n\nEnd of search: 1 match(es) found.\n"},
		{name: "keys by a part of the name", args: `"HKLM\Test" /k /f A`,
			out: "\nHKEY_LOCAL_MACHINE\\Test\\alpha\n\nHKEY_LOCAL_MACHINE\\Test\\Beta\n\nEnd of search: 2 match(es) found.\n"},
		{name: "keys by the exact name", args: `"HKLM\Test" /k /e /f alph`, out: "End of search: 0 match(es) found.\n", exit: 1},
		{name: "keys anywhere below", args: `"HKLM\Test" /s /k /f KB25`,
			out: "\nHKEY_LOCAL_MACHINE\\Test\\alpha\\KB2552040\n\nEnd of search: 1 match(es) found.\n"},
		{name: "names and data", args: `"HKLM\Test" /f "two words"`,
			out: "\nHKEY_LOCAL_MACHINE\\Test\n    Text    REG_SZ    two words\n\nEnd of search: 1 match(es) found.\n"},
		{name: "denied", args: `"HKLM\Locked"`, errOut: regDenied, exit: 1},
		{name: "denied below", args: `"HKLM\Half" /s`, errOut: regDenied, exit: 1,
			out: "\nHKEY_LOCAL_MACHINE\\Half\n\nHKEY_LOCAL_MACHINE\\Half\\Open\n    Number    REG_DWORD    0x1\n\n"},
		{name: "unknown option", args: `"HKLM\Test" /z`, errOut: "ERROR: Invalid syntax.\nType \"REG QUERY /?\" for usage.\n", exit: 1},
		{name: "an option without its text", args: `"HKLM\Test" /v`, errOut: "ERROR: Invalid syntax.\nType \"REG QUERY /?\" for usage.\n", exit: 1},
	}
	m := build(t, regNode("en"))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, errOut, exit := m.Run("reg query " + tt.args)
			if diff := cmp.Diff(dosLines(tt.out), string(out)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(dosLines(tt.errOut), string(errOut)); diff != "" {
				t.Error(diff)
			}
			if exit != tt.exit {
				t.Errorf("exit %d, want %d", exit, tt.exit)
			}
		})
	}
}

// dosLines writes a text as a command would; a bar marks a blank before a line's end.
func dosLines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "|\n", "\n"), "\n", "\r\n")
}

func TestRegQueryIsLocalised(t *testing.T) {
	tests := []struct{ language, value, missing, found string }{
		{"de", "    (Standard)    REG_SZ    unnamed\r\n",
			"FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.\r\n", "Suche beendet: 1 Übereinstimmung(en) gefunden.\r\n"},
		{"ja", "    (既定)    REG_SZ    unnamed\r\n",
			"エラー: 指定されたレジストリ キーまたは値が見つかりませんでした\r\n", "検索の完了: 該当 1 件\r\n"},
		{"ru", "    (по умолчанию)    REG_SZ    unnamed\r\n",
			"ОШИБКА: Не удается найти указанный раздел или параметр в реестре.\r\n", "Поиск завершен: найдено совпадений: 1\r\n"},
	}
	for _, tt := range tests {
		m := build(t, regNode(tt.language))
		if out, _, _ := m.Run(`reg query HKLM\Test /ve`); !strings.Contains(string(out), tt.value) {
			t.Errorf("%s: default value: %q", tt.language, out)
		}
		if _, errOut, exit := m.Run(`reg query HKLM\Nothing`); string(errOut) != tt.missing || exit != 1 {
			t.Errorf("%s: missing key: %q, exit %d", tt.language, errOut, exit)
		}
		if out, _, _ := m.Run(`reg query HKLM\Test /k /f alpha`); !strings.HasSuffix(string(out), "\r\n\r\n"+tt.found) {
			t.Errorf("%s: search: %q", tt.language, out)
		}
	}
}
