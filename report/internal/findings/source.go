package findings

import (
	"fmt"
	"regexp"
	"strings"
)

// Sources are the queries and commands as they were sent. A reader of the text
// form wants to know where an observation comes from, not to send it again: the
// whole wording is in the JSON form and with Verbose.
var (
	wqlQuery    = regexp.MustCompile(`SELECT [^;]*? FROM (\w+)( WHERE [^;)]*)?`)
	registryKey = regexp.MustCompile(`"(HK[A-Z]+\\)(?:[^"\\]+\\)+([^"\\]+\\[^"\\]+)"`)
)

// ShortSource names a source in a few words: the class of a query, the end of a
// registry key, the first of several commands.
func ShortSource(s string) string {
	parts := strings.Split(ShortNames(s), "; ")
	if more := len(parts) - 1; more > 0 && !strings.HasPrefix(parts[1], "and for") {
		return fmt.Sprintf("%s and %d more", parts[0], more)
	}
	return strings.Join(parts, "; ")
}

// ShortNames shortens the queries and registry keys within a text.
func ShortNames(s string) string {
	s = wqlQuery.ReplaceAllString(s, "$1")
	return registryKey.ReplaceAllString(s, `"$1…\$2"`)
}
