package html

import (
	"fmt"
	"strings"
)

// mostAnchor is how many letters an anchor has at most, its number left out.
const mostAnchor = 70

// anchors gives each part of a page the name by which an address leads to it: how often
// each name was asked for.
type anchors map[string]int

// newAnchors knows what the template itself names.
func newAnchors() anchors {
	a := anchors{}
	for _, name := range []string{
		"main", "filters", "filter-box", "count", "nothing", "printed", "open-all", "close-all", "clusters", "clusters-filter",
		"unfold-clusters", "requirements", "nodes",
	} {
		a[name] = 1
	}
	return a
}

// name makes of texts a name that no other part has: lower-case letters of ASCII, digits
// and hyphens. The same page gets the same names each time.
func (a anchors) name(texts ...string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(strings.Join(texts, "-")) {
		switch {
		case b.Len() >= mostAnchor:
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	first := strings.Trim(b.String(), "-")
	name := first
	for a[name] > 0 {
		a[first]++
		name = fmt.Sprintf("%s-%d", first, a[first])
	}
	a[name] = 1
	return name
}
