package html

import (
	"fmt"
	"strings"
)

// mostAnchor is how many letters an anchor has at most, its number left out.
const mostAnchor = 70

// anchors gives each part of a page the name by which an address leads to it.
type anchors map[string]bool

// newAnchors knows what the template itself names.
func newAnchors() anchors {
	return anchors{"main": true, "filters": true, "count": true, "filter-box": true, "nothing": true, "printed": true, "clusters": true, "clusters-filter": true, "unfold-clusters": true, "open-all": true, "close-all": true, "requirements": true, "nodes": true}
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
	for i := 2; a[name]; i++ {
		name = fmt.Sprintf("%s-%d", first, i)
	}
	a[name] = true
	return name
}
