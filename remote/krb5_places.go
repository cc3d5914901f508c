package remote

import "path/filepath"

// usualPlaces are those of KRB5_CONFIG, then those of the system. Where Windows
// says nothing of its own folders there are none: what is left of the path would
// lead into the working directory.
func usualPlaces(system string, env func(string) string) []string {
	places := filepath.SplitList(env("KRB5_CONFIG"))
	if system != "windows" {
		return append(places, "/etc/krb5.conf", "/usr/local/etc/krb5.conf")
	}
	if dir := env("ProgramData"); dir != "" {
		places = append(places, filepath.Join(dir, "MIT", "Kerberos5", "krb5.ini"))
	}
	if dir := env("SystemRoot"); dir != "" {
		places = append(places, filepath.Join(dir, "krb5.ini"))
	}
	return places
}
