package windows

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The outputs are synthetic. What a real reg.exe prints of keys that it may not
// open, and where, is not on record; each of these places may be the one.
func TestParseRegSearch(t *testing.T) {
	const (
		a   = "HKEY_LOCAL_MACHINE\\A\r\n    Name    REG_SZ    one\r\n\r\n"
		b   = "HKEY_LOCAL_MACHINE\\B\r\n    Name    REG_SZ    two\r\n\r\n"
		bad = "ERROR: Access is denied.\r\n"
		end = "End of search: 2 match(es) found.\r\n"
	)
	tests := []struct {
		name, out string
		keys      int
		whole     bool
	}{
		{"nothing", "", 0, false},
		{"whole", "\r\n" + a + b + end, 2, true},
		{"whole, in German", "\r\n" + a + b + "Suche beendet: 2 Übereinstimmung(en) gefunden.\r\n", 2, true},
		{"whole, in Japanese", "\r\n" + a + b + "検索の完了: 該当 2 件\r\n", 2, true},
		{"whole, without a match", "\r\nEnd of search: 0 match(es) found.\r\n", 0, true},
		{"an error in the midst", "\r\n" + a + bad + b + end, 2, false},
		{"an error before all", bad + "\r\n" + a + b + end, 2, false},
		{"an error at the end", "\r\n" + a + b + bad + end, 2, false},
		{"an error ends it", "\r\n" + a + b + bad, 2, false},
		{"cut short", "\r\n" + a + b, 2, false},
		{"another number", "\r\n" + a + end, 1, false},
		{"a number with the right digits in it", "\r\n" + a + b + "End of search: 12 match(es) found.\r\n", 2, false},
		{"only an error", bad, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			keys, whole, err := ParseRegSearch([]byte(tt.out))
			if err != nil || len(keys) != tt.keys || whole != tt.whole {
				t.Errorf("%d keys, whole %v, %v", len(keys), whole, err)
			}
			for i, k := range keys {
				if v, _ := k.Value("Name"); v.Data != []string{"one", "two"}[i] {
					t.Errorf("%s has %+v", k.Path, k.Values)
				}
			}
		})
	}
	for _, out := range []string{"    a    REG_SZ    b\n", "HKEY_LOCAL_MACHINE\\A\n" + bad + "    a    REG_SZ    b\n"} {
		if keys, _, err := ParseRegSearch([]byte(out)); err == nil {
			t.Errorf("%q gives %v, want an error", out, keys)
		}
	}
}

// A search of the recorded classes loses no adapter to the key that it may not open.
func TestParseRegSearchRecorded(t *testing.T) {
	for _, name := range []string{
		"registry/regipy_SYSTEM__4D36E972-E325-11CE-BFC1-08002BE10318.reg",
		"registry/regipy_SYSTEM_B__4D36E972-E325-11CE-BFC1-08002BE10318.reg",
	} {
		_, all := regQueryText(t, name)
		var b strings.Builder
		var want []RegKey
		for _, k := range all {
			if v, ok := k.Value("NetCfgInstanceId"); ok {
				want = append(want, RegKey{Path: k.Path, Values: []RegValue{v}})
				b.WriteString("\r\n" + k.Path + "\r\n    " + v.Name + "    " + v.Type + "    " + v.Data + "\r\n")
			}
		}
		got, whole, err := ParseRegSearch([]byte(b.String() + "\r\nERROR: Access is denied.\r\n\r\nEnd of search: 13 match(es) found.\r\n"))
		if err != nil || whole {
			t.Fatalf("whole %v, %v", whole, err)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 13 {
			t.Errorf("%d keys (-want +got):\n%s", len(got), diff)
		}
	}
}

// FuzzParseRegSearch: what ParseRegQuery takes, a search takes too, with the
// same keys; and nothing is whole that ParseRegQuery refuses.
func FuzzParseRegSearch(f *testing.F) {
	f.Add("HKEY_LOCAL_MACHINE\\A\n    a b    REG_SZ    x\r\n\nERROR\n\nHKEY_LOCAL_MACHINE\\A\\B\n    a b    REG_SZ    y\n\n2\n")
	f.Add("\xff\nHKEY_X\n\n0\n")
	f.Fuzz(func(t *testing.T, out string) {
		keys, whole, err := ParseRegSearch([]byte(out))
		strict, strictErr := ParseRegQuery([]byte(out))
		if strictErr == nil {
			if diff := cmp.Diff(strict, keys); diff != "" || err != nil {
				t.Errorf("error %v, (-query +search):\n%s", err, diff)
			}
		} else if whole {
			t.Errorf("whole, though %v", strictErr)
		}
	})
}
