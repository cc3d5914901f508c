package remote

import (
	"maps"
	"regexp"
)

// RegistryRead is a row of the allow-list, for tests outside of the package.
type RegistryRead struct{ Key, Below, Options string }

// RegistryReads are the rows for reg query.
func RegistryReads() []RegistryRead {
	var rows []RegistryRead
	for _, r := range registryReads {
		rows = append(rows, RegistryRead{r.key, r.below, r.options})
	}
	return rows
}

// Has reports whether the row is the one for a command.
func (r RegistryRead) Has(c Command) bool {
	return regexp.MustCompile(registryRead{r.Key, r.Below, r.Options}.pattern()).MatchString(string(c))
}

// RegistryCalls are the calls of StdRegProv on the allow-list, each as method, key
// and value.
func RegistryCalls() map[[3]string]bool {
	calls := map[[3]string]bool{}
	for c := range maps.Keys(registryCalls) {
		calls[[3]string{c.method, c.key, c.value}] = true
	}
	return calls
}
