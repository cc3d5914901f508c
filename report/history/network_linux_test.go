package history

import "testing"

// The names of network file systems come from the numbers of the kernel; a local one and
// what is not there have none.
func TestNetworkKind(t *testing.T) {
	for magic, want := range map[uint32]string{0x6969: "NFS", 0xff534d42: "SMB", 0xfe534d42: "SMB", 0x01021997: "9P", 0xef53: "", 0x65735546: ""} {
		if got := networkNames()[magic]; got != want {
			t.Errorf("%#x: %q, want %q", magic, got, want)
		}
	}
	for _, path := range []string{"/proc", "/nowhere/at/all"} {
		if got := networkKind(path); got != "" {
			t.Errorf("%s: %q", path, got)
		}
	}
	for path, want := range map[string]bool{`\\server\share\h.db`: true, `\\?\C:\h.db`: false, `\\?\unc\server\share\h.db`: true, `C:\h.db`: false, "/h.db": false} {
		if got := isNetworkName(path); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
}
