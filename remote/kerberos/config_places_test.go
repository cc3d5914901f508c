package kerberos

import (
	"path/filepath"
	"slices"
	"testing"
)

// No place lies in the working directory, unless KRB5_CONFIG says so, which replaces
// those of the system.
func TestUsualPlaces(t *testing.T) {
	list := "own.conf" + string(filepath.ListSeparator) + "/x/krb5.conf"
	for _, c := range []struct {
		name, system string
		env          map[string]string
		want         []string
		named        bool
	}{
		{"linux", "linux", nil, []string{"/etc/krb5.conf", "/usr/local/etc/krb5.conf"}, false},
		{"darwin, and files that the user names", "darwin", map[string]string{"KRB5_CONFIG": list}, []string{"own.conf", "/x/krb5.conf"}, true},
		{"a list of nothing", "linux", map[string]string{"KRB5_CONFIG": string(filepath.ListSeparator)}, []string{"/etc/krb5.conf", "/usr/local/etc/krb5.conf"}, false},
		{"windows", "windows", map[string]string{"ProgramData": "/ProgramData", "SystemRoot": "/Windows"},
			[]string{filepath.Join("/ProgramData", "MIT", "Kerberos5", "krb5.ini"), filepath.Join("/Windows", "krb5.ini")}, false},
		{"windows that does not name its folders", "windows", nil, nil, false},
	} {
		got, named := usualPlaces(c.system, func(name string) string { return c.env[name] })
		if !slices.Equal(got, c.want) || named != c.named {
			t.Errorf("%s: %q, %v, want %q, %v", c.name, got, named, c.want, c.named)
		}
	}
}
