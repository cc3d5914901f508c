package windows

import (
	"regexp"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

func TestNormalizeKB(t *testing.T) {
	tests := []struct {
		in, want string
		ok       bool
	}{
		{"KB2552040", "KB2552040", true},
		{"kb2552040", "KB2552040", true},
		{"2552040", "KB2552040", true},
		{"KB97657", "KB97657", true},
		{"KB50082180", "KB50082180", true},
		{"KB1234", "", false},
		{"KB123456789", "", false},
		{"KB0552040", "", false},
		{"K2552040", "", false},
		{"File 1", "", false},
		{" KB2552040", "", false},
		{"KB2552040\n", "", false},
		{"KB٢٥٥٢٠٤٠", "", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if got, ok := NormalizeKB(tt.in); got != tt.want || ok != tt.ok {
			t.Errorf("NormalizeKB(%q) = %q, %v; want %q, %v", tt.in, got, ok, tt.want, tt.ok)
		}
	}
}

// Every id that a real node listed is one.
func TestNormalizeKBRecorded(t *testing.T) {
	id := regexp.MustCompile(`\bKB[0-9]+\b`)
	for _, name := range []string{
		"hotfix/wesng__srv_2008r2_sp1_x64_standard_en-us_systeminfo.txt",
		"hotfix/wesng__srv_2012r2_x64_standard_ru_qfe.txt",
		"hotfix/wesng__srv_2019_rtm_datacenter_en-us_systeminfo.txt",
		"hotfix/css-exchange__E19_GetHotFix.clixml",
	} {
		t.Run(name, func(t *testing.T) {
			ids := id.FindAllString(string(corpus.File(t, name)), -1)
			if len(ids) == 0 {
				t.Fatal("no id in the recording")
			}
			for _, s := range ids {
				if got, ok := NormalizeKB(s); !ok || got != s {
					t.Errorf("NormalizeKB(%q) = %q, %v", s, got, ok)
				}
			}
		})
	}
}

// FuzzNormalizeKB: what comes out is unchanged by a second pass and ends in what went in.
func FuzzNormalizeKB(f *testing.F) {
	f.Add("KB2552040")
	f.Add("2552040")
	f.Fuzz(func(t *testing.T, s string) {
		id, ok := NormalizeKB(s)
		if !ok {
			return
		}
		if again, ok := NormalizeKB(id); !ok || again != id {
			t.Errorf("NormalizeKB(%q) = %q, which becomes %q, %v", s, id, again, ok)
		}
		if !strings.HasSuffix(id, strings.TrimLeft(s, "KBkb")) {
			t.Errorf("NormalizeKB(%q) = %q", s, id)
		}
	})
}
