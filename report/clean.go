package report

import (
	"math"
	"reflect"
	"strings"
	"unicode"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// Everything in a result may have been said by a node, so each form cleans all of
// it in its own way. The walk is by reflection to be complete by construction: a
// field that is added to the model cannot be forgotten here.

// MapStrings returns r with clean applied to every string; r stays as it is. Where clean
// changes nothing, the result shares lists with r, which must not be changed in place. A
// field with the tag text:"lines" is cleaned line by line; it keeps its breaks.
func MapStrings(r *Result, clean func(string) string) *Result {
	mapped := *mapText(r, clean)
	mapPacked(&mapped, clean)
	return &mapped
}

// mapText is MapStrings for anything that is made of exported fields.
func mapText[T any](v T, clean func(string) string) T {
	of := reflect.ValueOf(&v).Elem()
	if mapped, changed := newMapper(clean).value(of, false); changed {
		of.Set(mapped)
	}
	return v
}

// Cleaned returns v, as deep as its exported fields lead, with every text as Clean
// leaves it but as long as it was: for documents that programs read. It shares with v
// what MapStrings shares.
func Cleaned[T any](v T) T { return mapText(v, CleanWhole) }

func eachLine(s string, clean func(string) string) string {
	if !strings.Contains(s, "\n") {
		return clean(s)
	}
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = clean(l)
	}
	return strings.Join(lines, "\n")
}

// longest is how many runes of one foreign text a terminal gets to see, and
// marks how many combining marks in a row: more than that smears over other lines.
const (
	longest = 1200
	marks   = 4
)

// Clean makes foreign text safe for a terminal: one line of it, without
// control characters, escape sequences, or characters that turn the direction of
// writing or do not show, and not longer than a person will read.
func Clean(s string) string { return cleaned(s, longest) }

// CleanWhole is Clean for a text that no terminal shows: it is not shortened.
func CleanWhole(s string) string { return cleaned(s, math.MaxInt) }

func cleaned(s string, longest int) string {
	if len(s) <= longest && isPlain(s) {
		return s
	}
	var b strings.Builder
	written, inARow := 0, 0
	for _, r := range s { // what is not UTF-8 comes as U+FFFD
		switch {
		case unicode.Is(unicode.Cf, r):
			continue
		case unicode.Is(unicode.M, r):
			inARow++
		default:
			inARow = 0
		}
		switch {
		case inARow > marks:
			continue
		case unicode.IsSpace(r):
			r = ' '
		case foreign.Hidden(r):
			r = unicode.ReplacementChar
		}
		if written == longest {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		written++
	}
	return b.String()
}

// isPlain reports whether a text is printable ASCII, as most are: there is nothing
// to clean in it.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
