package term

import (
	"path/filepath"
	"testing"
)

func TestStateDir(t *testing.T) {
	home := t.TempDir()
	in := func(below ...string) string { return filepath.Join(append([]string{home}, below...)...) }
	for _, tt := range []struct {
		name, system string
		env          map[string]string
		want         string
	}{
		{"Linux", "linux", map[string]string{"HOME": home}, in(".local", "state")},
		{"Linux, another folder", "linux", map[string]string{"HOME": home, "XDG_STATE_HOME": in("kept")}, in("kept")},
		{"Linux, a relative folder", "linux", map[string]string{"HOME": home, "XDG_STATE_HOME": "kept"}, in(".local", "state")},
		{"Linux, a service", "linux", nil, ""},
		{"Linux, a relative home", "linux", map[string]string{"HOME": "x"}, ""},
		{"macOS", "darwin", map[string]string{"HOME": home, "XDG_STATE_HOME": in("kept")}, in("Library", "Application Support")},
		{"Windows", "windows", map[string]string{"HOME": in("x"), "LocalAppData": home}, home},
		{"Windows, a service", "windows", nil, ""},
	} {
		env := func(name string) (string, bool) { v, ok := tt.env[name]; return v, ok }
		if got := stateDir(tt.system, env); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
