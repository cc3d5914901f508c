package secrets

import (
	"os"
	"testing"
)

// Only a session that has a bus is asked: the library would start one.
func TestHasKeyring(t *testing.T) {
	if hasKeyring(func(string) (string, bool) { return "", false }) {
		t.Skip("only the keyring of Linux needs a session bus")
	}
	dir := t.TempDir()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("bus", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, env := range map[string]map[string]string{
		"a runtime directory without a bus": {"XDG_RUNTIME_DIR": dir},
		"an empty address":                  {"DBUS_SESSION_BUS_ADDRESS": ""},
		"a file in the working directory":   {"XDG_RUNTIME_DIR": ""},
		"a folder in it":                    {"XDG_RUNTIME_DIR": "."},
	} {
		if hasKeyring(func(k string) (string, bool) { v, ok := env[k]; return v, ok }) {
			t.Errorf("%s counts as a keyring", name)
		}
	}
	if !hasKeyring(func(k string) (string, bool) { return "unix:path=/run/bus", k == "DBUS_SESSION_BUS_ADDRESS" }) {
		t.Error("a bus does not count")
	}
}
