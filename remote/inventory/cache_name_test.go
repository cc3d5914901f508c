package inventory

import "testing"

func TestSplitCache(t *testing.T) {
	for name, want := range map[string][2]string{
		"": {"", ""}, "tickets": {"", "tickets"}, "/tmp/x": {"", "/tmp/x"}, `C:\x`: {"", `C:\x`}, "FILE:x": {"FILE:", "x"}, "file:/x": {"file:", "/x"},
		"DIR:d": {"DIR:", "d"}, "DIR::d/tkt": {"DIR::", "d/tkt"}, "KEYRING:persistent:0": {"KEYRING:persistent:0", ""},
	} {
		if kind, path := splitCache(name); kind != want[0] || path != want[1] {
			t.Errorf("%q: %q and %q", name, kind, path)
		}
	}
}
