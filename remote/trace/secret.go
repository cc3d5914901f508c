package trace

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// encodings are the bytes that a text may have been written with: UTF-8, UTF-16
// in both orders, and ISO 8859-1, which some clients use for Basic, where it
// can express the text and differs from UTF-8.
func encodings(text string) []string {
	var little, big, latin []byte
	runes := []rune(text)
	for _, u := range utf16.Encode(runes) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	for _, r := range runes {
		latin = append(latin, byte(r))
	}
	all := []string{text, string(little), string(big)}
	if largest := slices.Max(runes); largest > 0x7F && largest <= 0xFF {
		all = append(all, string(latin))
	}
	return all
}

// findPlain returns where secrets are in a text, escaped up to twice or not.
func (m *masker) findPlain(text string) []span { return m.findEscaped(text, 2) }

func (m *masker) findEscaped(text string, times int) []span {
	var found []span
	for _, s := range m.secrets {
		found = append(found, indexes(text, s)...)
	}
	if times == 0 {
		return found
	}
	for _, read := range []func(string) (rune, int){readXML, readJSON} {
		plain, origins, changed := unescape(text, read)
		if !changed {
			continue
		}
		for _, s := range m.findEscaped(plain, times-1) {
			found = append(found, span{origins[s.from], origins[s.to]})
		}
	}
	return found
}

// indexes returns every occurrence, those that overlap included.
func indexes(text, part string) []span {
	var found []span
	for at := 0; ; {
		i := strings.Index(text[at:], part)
		if i < 0 {
			return found
		}
		found = append(found, span{at + i, at + i + len(part)})
		at += i + 1
	}
}
