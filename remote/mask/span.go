package mask

import (
	"cmp"
	"slices"
	"strings"
)

// span is a part of a text, from a byte up to but without another.
type span struct{ from, to int }

// merge sorts spans and joins those that overlap or touch.
func merge(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var merged []span
	for _, s := range spans {
		if n := len(merged); n > 0 && s.from <= merged[n-1].to {
			merged[n-1].to = max(merged[n-1].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// replace puts by in the place of each span.
func replace(text string, spans []span, by string) string {
	if len(spans) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, s := range merge(spans) {
		b.WriteString(text[at:s.from])
		b.WriteString(by)
		at = s.to
	}
	b.WriteString(text[at:])
	return b.String()
}
