package strict

import (
	"runtime"
	"testing"
)

// TestFrom has the paths of each system. On Unix,
// a backslash and a colon are characters like any other.
func TestFrom(t *testing.T) {
	tests := []struct{ system, dir, path, want string }{
		{"unix", "sites", "ca.pem", "sites/ca.pem"},
		{"unix", "sites", "./a/../ca.pem", "sites/ca.pem"},
		{"unix", "sites", "../ca.pem", "ca.pem"},
		{"unix", ".", "ca.pem", "ca.pem"},
		{"unix", "/srv", "/etc/./ca.pem", "/etc/ca.pem"},
		{"unix", "sites", `C:\ca.pem`, `sites/C:\ca.pem`},
		{"windows", "sites", "a/ca.pem", `sites\a\ca.pem`},
		{"windows", `D:\audit`, `..\ca.pem`, `D:\ca.pem`},
		{"windows", `D:\audit`, `C:\pki\ca.pem`, `C:\pki\ca.pem`},
		{"windows", `D:\audit`, "C:/pki/ca.pem", `C:\pki\ca.pem`},
		{"windows", `D:\audit`, `\pki\ca.pem`, `D:\pki\ca.pem`},
		{"windows", `D:\audit`, "/pki/ca.pem", `D:\pki\ca.pem`},
		{"windows", "audit", `\pki\ca.pem`, `\pki\ca.pem`},
		{"windows", `\\fs01\audit\sites`, `\pki\ca.pem`, `\\fs01\audit\pki\ca.pem`},
		{"windows", "audit", `\\fs01\pki\ca.pem`, `\\fs01\pki\ca.pem`},
		{"windows", "audit", "C:ca.pem", "C:ca.pem"},
	}
	tried := 0
	for _, tt := range tests {
		if (runtime.GOOS == "windows") != (tt.system == "windows") {
			continue
		}
		tried++
		if got := From(tt.dir, tt.path); got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.path, tt.dir, got, tt.want)
		}
	}
	if tried == 0 {
		t.Error("no path was tried")
	}
}

func TestIsRooted(t *testing.T) {
	windows := runtime.GOOS == "windows"
	for path, want := range map[string]bool{
		"": false, "ca.pem": false, "a/ca.pem": false, "../ca.pem": false, "/ca.pem": true,
		`\ca.pem`: windows, `C:\ca.pem`: windows, "C:ca.pem": false, `\\fs01\pki\ca.pem`: windows,
	} {
		if got := IsRooted(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
