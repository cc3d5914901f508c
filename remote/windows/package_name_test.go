package windows

import (
	"fmt"
	"strings"
	"testing"
)

func TestParsePackageName(t *testing.T) {
	const token = "31bf3856ad364e35"
	tests := []struct {
		name string
		want PackageName
	}{
		{"Package_for_KB2952664~" + token + "~amd64~~6.1.1.3", PackageName{KB: "KB2952664", Version: "6.1.1.3"}},
		{"Package_for_KB2937636_RTM~" + token + "~amd64~~6.3.1.0", PackageName{KB: "KB2937636", Suffix: "RTM", Version: "6.3.1.0"}},
		{"Package_12_for_KB2552040_SP1~" + token + "~amd64~~6.1.1.0", PackageName{KB: "KB2552040", Member: 12, Suffix: "SP1", Version: "6.1.1.0"}},
		{"Package_for_KB2552040_RTM_GM~" + token + "~amd64~de-DE~6.1.1.0", PackageName{KB: "KB2552040", Suffix: "RTM_GM", Version: "6.1.1.0"}},
		{"Package_for_RollupFix~" + token + "~amd64~~17763.1577.1.5", PackageName{Rollup: "RollupFix", Version: "17763.1577.1.5"}},
		{"Package_for_DotNetRollup_481~" + token + "~amd64~~10.0.9139.1", PackageName{Rollup: "DotNetRollup_481", Version: "10.0.9139.1"}},
		{"package_for_kb2952664~" + token + "~~~6.1.1.3", PackageName{KB: "KB2952664", Version: "6.1.1.3"}},
	}
	for _, tt := range tests {
		got, err := ParsePackageName(tt.name)
		if err != nil || got != tt.want {
			t.Errorf("ParsePackageName(%q) = %+v, %v; want %+v", tt.name, got, err, tt.want)
		}
	}
}

func TestParsePackageNameRefuses(t *testing.T) {
	for _, name := range []string{
		"",
		"Microsoft-Windows-Foundation-Package~31bf3856ad364e35~amd64~~6.1.7601.17514",
		"Package_for_KB12~31bf3856ad364e35~amd64~~6.1.1.3",
		"Package_for_KB123456789~31bf3856ad364e35~amd64~~6.1.1.3",
		"Package_for_KB2952664~31bf3856ad364e35~amd64~~",
		"Package_for_KB2952664~31bf3856~amd64~~6.1.1.3",
		`Package_for_KB2952664~31bf3856ad364e35~amd64~"& whoami &"~6.1.1.3`,
		"Package_for_KB2952664~31bf3856ad364e35~amd64~~6.1.1.3 & whoami",
		"Package_for_KB2952664~31bf3856ad364e35~amd64~~%TEMP%",
		"Package_for_KB2952664~31bf3856ad364e35~amd64~~6.1.1.3\n",
	} {
		if p, err := ParsePackageName(name); err == nil {
			t.Errorf("ParsePackageName(%q) = %+v, want an error", name, p)
		}
	}
}

// FuzzParsePackageName: an accepted name has nothing that a shell interprets,
// and says the same when it is put together again from its parts.
func FuzzParsePackageName(f *testing.F) {
	f.Add("Package_1_for_KB2552040_SP1~31bf3856ad364e35~amd64~~6.1.1.3")
	f.Add("Package_for_RollupFix~31bf3856ad364e35~amd64~~17763.1577.1.5")
	f.Add("Package_for_DotNetRollup_481~31bf3856ad364e35~amd64~~10.0.9139.1")
	f.Fuzz(func(t *testing.T, name string) {
		p, err := ParsePackageName(name)
		if err != nil {
			return
		}
		if strings.ContainsFunc(name, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_~.-", r)
		}) {
			t.Errorf("%q is accepted", name)
		}
		again := "Package"
		if p.Member != 0 {
			again += fmt.Sprintf("_%d", p.Member)
		}
		again += "_for_" + p.KB + p.Rollup
		if p.Suffix != "" {
			again += "_" + p.Suffix
		}
		got, err := ParsePackageName(again + "~31bf3856ad364e35~amd64~~" + p.Version)
		if err != nil || got != p {
			t.Errorf("%q reads %+v, its parts read %+v, %v", name, p, got, err)
		}
	})
}
