package report

import (
	"strings"
	"testing"
)

// checkPlain: ASCII, CR LF, and quotes in pairs.
func checkPlain(t *testing.T, name, text string) {
	t.Helper()
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\n") {
		t.Errorf("%s has line ends of another kind", name)
	}
	for _, c := range text {
		if c != '\r' && c != '\n' && (c < ' ' || c > '~') {
			t.Errorf("%s has %U", name, c)
		}
	}
	for _, l := range strings.Split(text, "\r\n") {
		if strings.HasPrefix(l, "rem ") || strings.HasPrefix(l, "#") {
			continue
		}
		quotes := strings.Count(strings.ReplaceAll(l, `^"`, ""), `"`)
		if strings.HasSuffix(name, ".ps1") {
			quotes = strings.Count(l, `'`)
		}
		if quotes%2 != 0 {
			t.Errorf("%s: a quote does not end in %q", name, l)
		}
	}
	for _, pair := range []string{"{}", "()"} {
		if strings.HasSuffix(name, ".ps1") && strings.Count(text, pair[:1]) != strings.Count(text, pair[1:]) {
			t.Errorf("%s: %s do not match", name, pair)
		}
	}
}
