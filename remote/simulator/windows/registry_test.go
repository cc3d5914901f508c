package windows

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

func TestStdRegProv(t *testing.T) {
	m := build(t, regNode("en"))
	tests := []struct {
		name, method, key, value string
		want                     []Property
	}{
		{"keys", "EnumKey", "Test", "", []Property{{"ReturnValue", 0}, {"sNames", []string{"alpha", "Beta"}}}},
		{"no keys", "EnumKey", `test\BETA`, "", []Property{{"ReturnValue", 0}, {"sNames", []string(nil)}}},
		{"values", "EnumValues", `Test\Beta`, "", []Property{{"ReturnValue", 0}, {"sNames", []string{"Number"}}, {"Types", []int{4}}}},
		{"all types", "EnumValues", "Test", "", []Property{{"ReturnValue", 0},
			{"sNames", []string{"", "Text", "Empty", "Path", "List", "Number", "Big", "Bytes"}}, {"Types", []int{1, 1, 1, 2, 7, 4, 11, 3}}}},
		{"number", "GetDWORDValue", "Test", "number", []Property{{"ReturnValue", 0}, {"uValue", 4096}}},
		{"text", "GetStringValue", "Test", "Text", []Property{{"ReturnValue", 0}, {"sValue", "two words"}}},
		{"default value", "GetStringValue", "Test", "", []Property{{"ReturnValue", 0}, {"sValue", "unnamed"}}},
		{"list", "GetMultiStringValue", "Test", "List", []Property{{"ReturnValue", 0}, {"sValue", []string{"a", "b"}}}},
		{"big number", "GetQWORDValue", "Test", "Big", []Property{{"ReturnValue", 0}, {"uValue", uint64(1099511627776)}}},
		{"expanded text", "GetExpandedStringValue", "Test", "Path", []Property{{"ReturnValue", 0}, {"sValue", `C:\Windows\x`}}},
		{"bytes", "GetBinaryValue", "Test", "Bytes", []Property{{"ReturnValue", 0}, {"uValue", []byte{0, 255, 0xA1}}}},
		{"a text that is not expanded", "GetExpandedStringValue", "Test", "Text", []Property{{"ReturnValue", 2147749893}, {"sValue", nil}}},
		{"a path that is no text", "GetStringValue", "Test", "Path", []Property{{"ReturnValue", 2147749893}, {"sValue", nil}}},
		{"a number that is not big", "GetQWORDValue", "Test", "Number", []Property{{"ReturnValue", 2147749893}, {"uValue", nil}}},
		{"no bytes", "GetBinaryValue", "Test", "Text", []Property{{"ReturnValue", 2147749893}, {"uValue", []byte(nil)}}},
		{"missing key", "GetDWORDValue", "Nothing", "Number", []Property{{"ReturnValue", 2}, {"uValue", nil}}},
		{"missing value", "GetStringValue", "Test", "Nothing", []Property{{"ReturnValue", 2}, {"sValue", nil}}},
		{"wrong type", "GetDWORDValue", "Test", "Text", []Property{{"ReturnValue", 2147749893}, {"uValue", nil}}},
		{"denied", "EnumKey", "Locked", "", []Property{{"ReturnValue", 5}, {"sNames", []string(nil)}}},
		{"below denied", "GetMultiStringValue", `Half\Shut\Deep`, "x", []Property{{"ReturnValue", 5}, {"sValue", []string(nil)}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := m.Registry(tt.method, map[string]string{"hDefKey": "2147483650", "sSubKeyName": tt.key, "sValueName": tt.value})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(Property{})); diff != "" {
				t.Error(diff)
			}
		})
	}

	got, err := m.Registry("EnumKey", map[string]string{"hDefKey": "2147483649", "sSubKeyName": "Test"})
	if err != nil || got[0].Value != regBadFunction {
		t.Errorf("another hive: %v, %v", got, err)
	}
	if _, err := m.Registry("CreateKey", nil); err == nil {
		t.Error("a method that writes is answered")
	}
}

func TestPendingRestart(t *testing.T) {
	const fileRename = `"HKLM\` + keySessionManager + `" /v PendingFileRenameOperations`
	queries := []string{`"HKLM\` + keyServicing + `\RebootPending"`, `"HKLM\` + keyAutoUpdate + `\RebootRequired"`, fileRename}
	for _, pending := range []bool{false, true} {
		n := bare()
		n.Reboot = Reboot{CBS: pending, WindowsUpdate: pending, FileRename: pending}
		m := build(t, n)
		for _, q := range queries {
			if _, _, exit := m.Run("reg query " + q); (exit == 0) != pending {
				t.Errorf("pending %t: %s exits with %d", pending, q, exit)
			}
		}
	}
}

func TestDescribedRegistryErrors(t *testing.T) {
	tests := map[string]RegistryValue{
		"not below":               {Key: `HKCU\Software`},
		"must be a number":        {Key: `HKLM\x`, Type: "REG_DWORD", Data: "1"},
		"from 0 to 4294967295":    {Key: `HKLM\x`, Type: "REG_DWORD", Data: -1},
		"must be hex digits":      {Key: `HKLM\x`, Type: "REG_BINARY", Data: "0"},
		"must be a list of texts": {Key: `HKLM\x`, Type: "REG_MULTI_SZ", Data: []any{1}},
		"must be text":            {Key: `HKLM\x`, Type: "REG_SZ"},
		`unknown type "REG_NONE"`: {Key: `HKLM\x`, Type: "REG_NONE"},
	}
	for want, value := range tests {
		n := bare()
		n.Registry = []RegistryValue{value}
		if _, err := n.Build(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", value, err, want)
		}
	}
}

// TestFirewallKeysAsRecorded compares the keys of the local store with those of
// a real hive.
func TestFirewallKeysAsRecorded(t *testing.T) {
	data := string(corpus.File(t, "firewall/regipy_SYSTEM__FirewallPolicy.reg"))
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^\[.*\\FirewallPolicy(.*)\]\r?$`).FindAllStringSubmatch(data, -1) {
		want = append(want, strings.TrimPrefix(m[1], `\`))
	}
	root, _ := build(t, Server2008R2("HV01")).hive.open(keyLocalFirewall)
	var got []string
	var walk func(string, *regKey)
	walk = func(path string, key *regKey) {
		got = append(got, strings.TrimPrefix(path, `\`))
		for _, s := range key.subkeys {
			walk(path+`\`+s.name, s)
		}
	}
	walk("", root)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
