package windows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The outputs are synthetic, in the form that reg.exe of Windows 6.1 and later prints.
func TestParseRegQuery(t *testing.T) {
	const tcp = `HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	tests := []struct {
		name string
		out  string
		want []RegKey
	}{
		{name: "nothing"},
		{
			name: "values and sub-keys",
			out: "\r\n" + tcp + "\r\n" +
				"    EnableTCPChimney    REG_DWORD    0x0\r\n" +
				"    NV Hostname    REG_SZ    NODE1\r\n\r\n" +
				tcp + `\Adapters` + "\r\n" + tcp + `\Winsock` + "\r\n",
			want: []RegKey{
				{Path: tcp, Values: []RegValue{
					{Name: "EnableTCPChimney", Type: "REG_DWORD", Data: "0x0"},
					{Name: "NV Hostname", Type: "REG_SZ", Data: "NODE1"},
				}},
				{Path: tcp + `\Adapters`},
				{Path: tcp + `\Winsock`},
			},
		},
		{
			name: "empty data, with and without the blanks before it",
			out:  tcp + "\n    NameServer    REG_SZ    \n    SearchList    REG_SZ\n",
			want: []RegKey{{Path: tcp, Values: []RegValue{
				{Name: "NameServer", Type: "REG_SZ"},
				{Name: "SearchList", Type: "REG_SZ"},
			}}},
		},
		{
			name: "the first type is the anchor",
			out:  tcp + "\n    a b  c    REG_SZ    x    REG_DWORD    0x1\n",
			want: []RegKey{{Path: tcp, Values: []RegValue{{Name: "a b  c", Type: "REG_SZ", Data: "x    REG_DWORD    0x1"}}}},
		},
		{
			name: "the unnamed value in three languages",
			out:  tcp + "\n    (Default)    REG_SZ    a\n    (Standard)    REG_SZ    b\n    (既定)    REG_SZ    c\n",
			want: []RegKey{{Path: tcp, Values: []RegValue{
				{Name: "(Default)", Type: "REG_SZ", Data: "a"},
				{Name: "(Standard)", Type: "REG_SZ", Data: "b"},
				{Name: "(既定)", Type: "REG_SZ", Data: "c"},
			}}},
		},
		{
			name: "multi-string as printed",
			out:  tcp + "\n    PendingFileRenameOperations    REG_MULTI_SZ    \\??\\C:\\a\\0\\0\\??\\C:\\b\\0\n",
			want: []RegKey{{Path: tcp, Values: []RegValue{
				{Name: "PendingFileRenameOperations", Type: "REG_MULTI_SZ", Data: `\??\C:\a\0\0\??\C:\b\0`},
			}}},
		},
		{
			name: "localised sum of a search",
			out:  "\r\n" + tcp + `\Adapters` + "\r\n\r\nSuchende: 1 Übereinstimmung(en) gefunden.\r\n",
			want: []RegKey{{Path: tcp + `\Adapters`}},
		},
		{
			name: "the sum of a search without a match",
			out:  "\r\nEnd of search: 0 match(es) found.\r\n",
		},
		{
			name: "data of several lines",
			out:  tcp + "\n    a    REG_SZ    one\ntwo\n\nthree\n    b    REG_SZ    four\nfive\n\nEnd of search: 2 match(es) found.\n",
			want: []RegKey{{Path: tcp, Values: []RegValue{
				{Name: "a", Type: "REG_SZ", Data: "one\ntwo\n\nthree"},
				{Name: "b", Type: "REG_SZ", Data: "four\nfive"},
			}}},
		},
		{
			name: "bytes of an OEM code page",
			out:  tcp + "\n    \x81ber    REG_SZ    \xff\n",
			want: []RegKey{{Path: tcp, Values: []RegValue{{Name: "\uFFFDber", Type: "REG_SZ", Data: "\uFFFD"}}}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseRegQuery([]byte(tt.out))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseRegQueryRefuses(t *testing.T) {
	tests := []struct{ name, out, want string }{
		{"value without a key", "    a    REG_SZ    b\n", `read reg output, line 1: value "a" belongs to no key`},
		{"error in the midst of a tree", "HKEY_LOCAL_MACHINE\\A\n\nERROR: Access is denied.\n\nHKEY_LOCAL_MACHINE\\B\n",
			`read reg output, line 5: "ERROR: Access is denied." is neither a key nor a value`},
		{"text before the first value", "HKEY_LOCAL_MACHINE\\A\n  ?\n    a    REG_SZ    b\n",
			`read reg output, line 3: "  ?" is neither a key nor a value`},
		{"two closing lines", "HKEY_LOCAL_MACHINE\\A\n\nERROR: Access is denied.\nEnd of search: 1 match(es) found.\n",
			`read reg output: "ERROR: Access is denied." is neither a key nor a value`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			keys, err := ParseRegQuery([]byte(tt.out))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, error %v; want the error %s", keys, err, tt.want)
			}
		})
	}
}

func TestRegKeyLookup(t *testing.T) {
	const path = `HKEY_LOCAL_MACHINE\SOFTWARE\X`
	keys := []RegKey{
		{Path: path, Values: []RegValue{
			{Name: "UBR", Type: "REG_DWORD", Data: "0x1ab2"},
			{Name: "Text", Type: "REG_SZ", Data: "0x1"},
			{Name: "Big", Type: "REG_DWORD", Data: "0x1ffffffff"},
			{Name: "Bare", Type: "REG_DWORD", Data: "1"},
		}},
		{Path: path + `\B\C`},
		{Path: path + `\b`},
		{Path: path + `\A`},
		{Path: path + `Y\Z`},
	}
	key, ok := FindKey(keys, `HKLM\software\x`)
	if !ok || key.Path != path {
		t.Fatalf("FindKey gives %q, %v", key.Path, ok)
	}
	if n, ok := key.DWORD("ubr"); !ok || n != 0x1ab2 {
		t.Errorf("DWORD(ubr) = %#x, %v", n, ok)
	}
	for _, name := range []string{"Text", "Big", "Bare", "None"} {
		if n, ok := key.DWORD(name); ok {
			t.Errorf("DWORD(%s) = %d, want none", name, n)
		}
	}
	if diff := cmp.Diff([]string{"B", "A"}, SubKeys(keys, `HKLM\SOFTWARE\X`)); diff != "" {
		t.Errorf("SubKeys (-want +got):\n%s", diff)
	}
	if _, ok := FindKey(keys, `HKLM\SOFTWARE`); ok {
		t.Error("FindKey found a key that was not printed")
	}
	if below, ok := Below(path+`\B\C`, `HKLM\software\X`); !ok || below != `B\C` {
		t.Errorf("Below gives %q, %v", below, ok)
	}
	for _, other := range []string{path, path + `\`, path + `Y\Z`} {
		if below, ok := Below(other, path); ok {
			t.Errorf("Below(%s) = %q, want none", other, below)
		}
	}
}

func TestParseRegQueryRecorded(t *testing.T) {
	for _, name := range []string{
		"registry/regipy_SYSTEM__Parameters.reg",
		"registry/regipy_SYSTEM__4D36E972-E325-11CE-BFC1-08002BE10318.reg",
		"registry/regipy_SYSTEM_B__4D36E972-E325-11CE-BFC1-08002BE10318.reg",
		"firewall/regipy_SYSTEM__FirewallPolicy.reg",
		"firewall/regipy_SYSTEM_B__FirewallPolicy.reg",
	} {
		t.Run(name, func(t *testing.T) {
			text, want := regQueryText(t, name)
			got, err := ParseRegQuery([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzParseRegQuery: what was read, printed again as reg.exe prints, reads the same.
func FuzzParseRegQuery(f *testing.F) {
	f.Add("HKEY_LOCAL_MACHINE\\A\n    a b    REG_SZ    x\r\ny\n    c    REG_DWORD    0x1\n\nHKEY_LOCAL_MACHINE\\A\\B\n\nEnd\n")
	f.Add("HKEY_X\n    a    REG_SZ\n\n\n    b    REG_SZ    \xff\n")
	f.Fuzz(func(t *testing.T, out string) {
		keys, err := ParseRegQuery([]byte(out))
		if err != nil {
			return
		}
		var b strings.Builder
		for _, k := range keys {
			b.WriteString(k.Path + "\r\n")
			for _, v := range k.Values {
				b.WriteString("    " + v.Name + "    " + v.Type + "    " + strings.ReplaceAll(v.Data, "\n", "\r\n") + "\r\n")
			}
			b.WriteString("\r\n")
		}
		again, err := ParseRegQuery([]byte(b.String()))
		if err != nil {
			t.Fatalf("%v in what was printed again:\n%s", err, b.String())
		}
		if diff := cmp.Diff(keys, again); diff != "" {
			t.Errorf("printed again it reads (-first +again):\n%s", diff)
		}
	})
}

func TestIndexKeys(t *testing.T) {
	keys := []RegKey{{Path: `HKEY_LOCAL_MACHINE\A\b`}, {Path: `HKEY_LOCAL_MACHINE\a\B`, Values: []RegValue{{Name: "second"}}}, {Path: `HKEY_LOCAL_MACHINE\C`}}
	index := IndexKeys(keys)
	for _, path := range []string{`HKLM\a\B`, `HKEY_LOCAL_MACHINE\A\b`, `HKLM\c`, `HKLM\d`, `HKLM\A`, ``} {
		got, found := index.Find(path)
		want, ok := FindKey(keys, path)
		if found != ok || got.Path != want.Path || len(got.Values) != len(want.Values) {
			t.Errorf("%s: %+v, want %+v", path, got, want)
		}
	}
}
