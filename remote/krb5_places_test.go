package remote

import (
	"path/filepath"
	"slices"
	"testing"
)

// No place lies in the working directory, unless KRB5_CONFIG says so.
func TestUsualPlaces(t *testing.T) {
	list := "own.conf" + string(filepath.ListSeparator) + "/x/krb5.conf"
	for _, c := range []struct {
		name, system string
		env          map[string]string
		want         []string
	}{
		{"linux", "linux", nil, []string{"/etc/krb5.conf", "/usr/local/etc/krb5.conf"}},
		{"darwin, and files that the user names", "darwin", map[string]string{"KRB5_CONFIG": list}, []string{"own.conf", "/x/krb5.conf", "/etc/krb5.conf", "/usr/local/etc/krb5.conf"}},
		{"windows", "windows", map[string]string{"ProgramData": "/ProgramData", "SystemRoot": "/Windows"},
			[]string{filepath.Join("/ProgramData", "MIT", "Kerberos5", "krb5.ini"), filepath.Join("/Windows", "krb5.ini")}},
		{"windows that does not name its folders", "windows", nil, nil},
	} {
		if got := usualPlaces(c.system, func(name string) string { return c.env[name] }); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
