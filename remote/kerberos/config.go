package kerberos

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Config is what a log-on needs to know of krb5.conf.
type Config struct {
	DefaultRealm string // empty: none
	CacheName    string // default_ccache_name as it is written, or empty
	profile      profile
	lookUpKDC    bool // in DNS, for realms that name none
	udpLimit     int  // bytes of the longest message that is sent over UDP first
}

// Defaults of MIT's library (krb5.conf, libdefaults).
const defaultUDPLimit = 1465

// ReadConfig reads a krb5.conf with all that it includes. Without a path it reads
// what MIT's library would: the files of KRB5_CONFIG, else those of the system. Where
// the system has none, key distribution centres are looked up in DNS, as Windows does.
// Errors have the reason BadInput.
func ReadConfig(path string) (*Config, error) {
	if path != "" {
		root, err := (&profileReader{}).read(path, false)
		if err != nil {
			return nil, err
		}
		return newConfig(profile{root}), nil
	}
	places, named := usualPlaces(runtime.GOOS, os.Getenv)
	return readConfigs(places, named)
}

// readConfigs reads files, or those of folders, of which those that do not exist are left out. When they
// are named, one must.
func readConfigs(paths []string, named bool) (*Config, error) {
	var p profile
	var missing error
	reader := &profileReader{}
	for _, path := range paths {
		root, err := reader.read(path, true)
		switch {
		case err == nil:
			p = append(p, root)
		case errors.Is(err, fs.ErrNotExist) && !exists(path):
			missing = cmp.Or(missing, err)
		default:
			return nil, err
		}
	}
	if len(p) == 0 && named && missing != nil {
		return nil, missing
	}
	return newConfig(p), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func newConfig(p profile) *Config {
	c := &Config{profile: p, lookUpKDC: true, udpLimit: defaultUDPLimit}
	c.DefaultRealm = p.first("libdefaults", "default_realm")
	c.CacheName = p.first("libdefaults", "default_ccache_name")
	if on, ok := boolean(cmp.Or(p.first("libdefaults", "dns_lookup_kdc"), p.first("libdefaults", "dns_fallback"))); ok {
		c.lookUpKDC = on
	}
	if n, err := strconv.Atoi(p.first("libdefaults", "udp_preference_limit")); err == nil && n >= 0 {
		c.udpLimit = n
	}
	return c
}

// first is the value that counts of a relation that has one.
func (p profile) first(path ...string) string {
	if values := p.values(path...); len(values) > 0 {
		return values[0]
	}
	return ""
}

// boolean reads the words of MIT's library; any other value counts as none.
func boolean(word string) (on, ok bool) {
	switch strings.ToLower(word) {
	case "y", "yes", "true", "t", "1", "on":
		return true, true
	case "n", "no", "false", "f", "nil", "0", "off":
		return false, true
	}
	return false, false
}

// realm spells a realm as the configuration does, else in upper case: so are realms
// by convention, and Active Directory answers in upper case whatever it is asked.
func (c *Config) realm(name string) string {
	if spelling, ok := c.profile.spelled("realms", name); ok {
		return spelling
	}
	if strings.EqualFold(name, c.DefaultRealm) {
		return c.DefaultRealm
	}
	return strings.ToUpper(name)
}

// knows reports whether the configuration describes a realm.
func (c *Config) knows(realm string) bool {
	_, ok := c.profile.spelled("realms", realm)
	return ok
}

// realmOf is the realm of a host by [domain_realm]: that of the host itself, then
// those of its domains, the longest first. It is empty when none is named.
func (c *Config) realmOf(host string) string {
	const section = "domain_realm"
	if host == "" {
		return ""
	}
	of := func(name string) string {
		spelling, _ := c.profile.spelled(section, name)
		return c.profile.first(section, spelling)
	}
	if realm := of(host); realm != "" {
		return realm
	}
	for at := strings.Index(host, "."); at >= 0; {
		domain := host[at:] // with the dot
		if realm := cmp.Or(of(domain), of(domain[1:])); realm != "" {
			return realm
		}
		next := strings.Index(domain[1:], ".")
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return ""
}

// usualPlaces are the files of KRB5_CONFIG, which are named, else those of the system.
// Where Windows says nothing of its own folders there are none: what is left of the
// path would lead into the working directory.
func usualPlaces(system string, env func(string) string) (places []string, named bool) {
	for _, path := range filepath.SplitList(env("KRB5_CONFIG")) {
		if path != "" {
			places = append(places, path)
		}
	}
	switch {
	case len(places) > 0:
		return places, true
	case system != "windows":
		return []string{"/etc/krb5.conf", "/usr/local/etc/krb5.conf"}, false
	}
	if dir := env("ProgramData"); dir != "" {
		places = append(places, filepath.Join(dir, "MIT", "Kerberos5", "krb5.ini"))
	}
	if dir := env("SystemRoot"); dir != "" {
		places = append(places, filepath.Join(dir, "krb5.ini"))
	}
	return places, false
}
