package collector

import (
	"regexp"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
)

// nameIs is a WQL condition: the property Name is one of several. Equality is
// what WMI answers quickly.
func nameIs(names []string) string {
	conditions := make([]string, len(names))
	for i, n := range names {
		conditions[i] = "Name='" + remote.EscapeWQL(n) + "'"
	}
	return strings.Join(conditions, " OR ")
}

// distinctNames are names in their order, each once.
func distinctNames(all []string) []string {
	var names []string
	for _, n := range all {
		if !hasName(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// propertyName is what may be in a select list.
var propertyName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
