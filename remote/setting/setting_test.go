package setting

import (
	"slices"
	"strings"
	"testing"
)

func flag(n Name) string { return "--" + strings.ReplaceAll(string(n), "_", "-") }

func TestRename(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"none", "Check user and password.", "Check user and password."},
		{"two", "Give it with " + CAFile.String() + ", or pin it with " + TLSPin.String() + ".", "Give it with --ca-file, or pin it with --tls-pin."},
		{"with a value", Port.String() + " 0 is wrong", "--port 0 is wrong"},
		{"before a colon", AllowEnv.String() + ": no", "--allow-env: no"},
		{"its word alone", "Use auth kerberos or the ca_file.", "Use auth kerberos or the ca_file."},
		{"not a setting", "See the setting of the clock, and the setting ca_files.", "See the setting of the clock, and the setting ca_files."},
		{"within a word", "bathe setting port", "bathe setting port"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Rename(tt.text, flag); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestRenameEverySetting: what String writes is found again, whatever its word.
func TestRenameEverySetting(t *testing.T) {
	for _, n := range Names() {
		if got, want := Rename("with "+n.String()+".", flag), "with "+flag(n)+"."; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if !slices.IsSorted(Names()) {
		t.Error("the names are not sorted")
	}
}
