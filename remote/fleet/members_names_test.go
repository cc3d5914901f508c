package fleet

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/idna"
)

// TestComputerNames has names that a host may give its members, and those that
// could lead us anywhere else.
func TestComputerNames(t *testing.T) {
	long := strings.Repeat("x", maxLabel)
	domain := "." + strings.Repeat("d.", 94) + "e" // with the dot 190 bytes
	tests := map[string][]string{                  // by why they are refused
		"": {
			"HV01", "HV-01", "HV_01", "hv01", "DB01", "CAFE", "DEADBEEF", "FACADE", "1E3-SQL", "1E3", "1E", "E1", "X7F", "0XBOX", "0B2", "0O8", "0BAD", "7F000001",
			"HV--01", "HV01_", "VIII", "DC", "MIX", "A", long, "10-0-0-1A", "LOCALHOST1", "MYLOCALHOST", "LOCAL", "XN-01", "0ASQL", "127-1-SQL",
			"КЛАСТЕР-3", "MÜNCHEN-01", "MÜNCHEN", "ΚΌΜΒΟΣ", "κόμβος", "サーバー1", "一号機", "第三", "HV٣", "שרת01", "ıZMIR", "서버",
			"HV01.", "HV01.contoso.example", "HV01.contoso.example.", "HV01.sub-1.contoso.example", "hv01.localdomain", "hv01.ipv6-literal.net.example", long + domain,
		},
		"it is a number, or has a part that is one": {
			"0", "1", "0000", "2130706433", "0177", "017700000001", "127-0-0-1", "127_0_0_1", "2_130_706_433", "1_", "1-2", "00", "08",
			"0x7f000001", "0X7F000001", "0x", "0X", "0x_7f", "0x7f_00_00_01", "0x7F-000001", "0xCAFE", "0xDEAD_BEEF",
			"0b1111111", "0B0", "0b_1", "0b", "0o17700000001", "0O7", "0o",
			"127.1", "127.0.0.1", "0x7f.1", "0177.0.0.1", "1.2.3", "127.0.0.1.", "HV01.1", "HV01.0x7f", "10.contoso.example", "HV01.10.contoso.example",
			"٠", "١٢٧", "٢١٣٠٧٠٦٤٣٣", "۱۲۷", "१२७", "১২৭", "๑๒๗", "၁၂၇", "߁߂߇", "𞥑𞥒𞥗", "1٢7", "٠x7f", "०b1", "๐o7", "١_٢",
			"一二七", "二千", "壹貳柒", "零x7f",
		},
		"it has a character that a resolver replaces by another": {
			"１２７", "HV０１", "ＨＶ０１", "ｈｖ01", "𝟏𝟐𝟕", "HV𝟎𝟏", "𝐇𝐕", "ﬁle", "ﾊﾋﾌ", "ª", "\u212aB01", "\u212b", "ſql", "İzmir", "STRAßE", "straße", "GROẞ", "ᾠδή", "ʰv", "\uf900", "ﷲ",
		},
		"it has a character that no computer's name has": {
			"Ⅷ", "ⅷ", "HVⅣ", "ↀ", "²", "x²", "①", "⑴", "½", "〇", "二〇二四", "፩፪", "௧௰", "HV．01", "HV01．contoso．example", "HV。01", "HV｡01", "127。0。0。1", "１２７．０．０．１",
			"hv01:80", "/x", "a/b", `a\b`, "a b", "a\tb", "a\x00b", "a\x1b[2J", "hv01%eth0", "[::1]", "::1", "user@hv01", "hv01#", "hv01?", "hv01,hv02", "*", "a\u200db",
			"a\u00adb", "a\u202eb", "e\u0301", "\u115fx", "\xff", "😀", "hv’01", "hv‐01", "hv−01", "(local)", "~", "%31",
		},
		"it is empty, or has an empty part":                   {"", ".", "..", "../x", "HV01..", ".HV01", "HV01..contoso.example"},
		"a part of it begins or ends with - or begins with _": {"-HV01", "HV01-", "-", "--", "_", "_gateway", "__", "HV01.-contoso.example", "HV01.contoso-.example", "-1", "1-"},
		"it is another name in an encoded form":               {"xn--mnchen-3ya", "XN--1", "HV01.xn--e1afmkfd"},
		"it stands for the computer that asks": {
			"localhost", "LocalHost", "localhost.", "localhost.localdomain", "localhost.contoso.example", "hv01.localhost", "HV01.LOCALHOST.", "localhost4", "localhost6", "localhost6.localdomain6",
			"localdomain", "loopback", "ip6-localhost", "ip6-loopback", "broadcasthost", "ip6-allnodes",
		},
		"it stands for an address":             {"2001-db8--1.ipv6-literal.net", "fe80--1seth0.IPv6-Literal.NET."},
		"a part of it is longer than 63 bytes": {long + "x", "HV01." + long + "x.example", strings.Repeat("я", 32)},
		"it is longer than 253 bytes":          {long + domain + "x", long + domain + ".x"},
	}
	for why, names := range tests {
		for _, name := range names {
			if got := notComputer(name); got != why {
				t.Errorf("%.80q: %q, want %q", name, got, why)
			}
		}
	}
}

// TestNamesKeepTheirMeaning has every character that a name may have: whatever
// maps names for international domains gives it back, but for its case.
func TestNamesKeepTheirMeaning(t *testing.T) {
	mapping := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))
	accepted := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		name := "a" + string(r) + "a"
		if notComputer(name) != "" {
			continue
		}
		accepted++
		// An error is a letter that has no place in such a domain.
		if mapped, err := mapping.ToUnicode(name); err == nil && !strings.EqualFold(mapped, name) {
			t.Errorf("%U: %q becomes %q", r, name, mapped)
		}
	}
	if accepted < 100_000 {
		t.Errorf("%d characters", accepted)
	}
}

// TestDigitsOfEveryScript has all decimal digits that Unicode knows.
func TestDigitsOfEveryScript(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.IsDigit(r) && notComputer(string(r)+"27") == "" {
			t.Errorf("%U and two digits are a name", r)
		}
	}
}

// FuzzComputerNames: no name that is accepted is anything but letters, digits,
// hyphens and underscores between dots, and none is all digits.
func FuzzComputerNames(f *testing.F) {
	for _, name := range []string{"HV01", "127.1", "0x7f", "HV０１", "a..b", "КЛАСТЕР-3", "٣"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if notComputer(name) != "" {
			return
		}
		letters := strings.ContainsFunc(name, unicode.IsLetter)
		if !letters || len(name) > maxName+1 || strings.ContainsAny(name, ":/\\[]%@ ") || strings.Contains(name, "..") {
			t.Errorf("%q is taken for a name", name)
		}
	})
}
