// Package foreign deals with text from outside: from nodes, and from files that
// someone else wrote.
//
// In go characters, texts and documents; out comes whether a character may be
// written as it is, and documents in which those that may not are escaped.
// Documents keep everything: what is shown to people is cleaned by report.Clean
// instead. The package imports nothing of the program.
package foreign

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Hidden reports whether a character must not be written as it is: a control
// character, C1 and line breaks included, one that turns the direction of writing
// or does not show, a separator of lines or paragraphs, one without a meaning in
// Unicode.
func Hidden(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) }

// HasHidden reports whether a text has such a character, or is not UTF-8.
func HasHidden(s string) bool { return !utf8.ValidString(s) || strings.ContainsFunc(s, Hidden) }

// EscapeJSON writes hidden characters in a JSON document as \uXXXX. The document
// has line breaks and tabs between its values only, as encoding/json writes it.
func EscapeJSON(document string) string {
	return escape(document, func(b *strings.Builder, r rune) {
		if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
			fmt.Fprintf(b, `\u%04x\u%04x`, high, low)
			return
		}
		fmt.Fprintf(b, `\u%04x`, r)
	})
}

// EscapeYAML writes hidden characters in a YAML document as \uXXXX or \UXXXXXXXX.
// They must be in double quotes, where these mean the same, or in comments.
func EscapeYAML(document string) string {
	return escape(document, func(b *strings.Builder, r rune) {
		if r > 0xFFFF {
			fmt.Fprintf(b, `\U%08x`, r)
			return
		}
		fmt.Fprintf(b, `\u%04x`, r)
	})
}

// escape gives each hidden character to write but for line breaks and tabs, which
// are of the document. Bytes that are not UTF-8 become U+FFFD.
func escape(document string, write func(*strings.Builder, rune)) string {
	layout := func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }
	foreign := func(r rune) bool { return r == utf8.RuneError || Hidden(r) && !layout(r) }
	if !strings.ContainsFunc(document, foreign) {
		return document
	}
	var b strings.Builder
	b.Grow(len(document) + 64)
	for _, r := range document {
		if r != utf8.RuneError && foreign(r) {
			write(&b, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
