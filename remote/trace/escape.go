package trace

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape undoes the escapes that read knows, and tells for each byte of what
// it returns, and for its end, which byte of the text it comes from.
func unescape(text string, read func(string) (rune, int)) (plain string, origins []int, changed bool) {
	if !strings.ContainsAny(text, `&\`) {
		return text, nil, false
	}
	b := make([]byte, 0, len(text))
	origins = make([]int, 0, len(text)+1)
	for at := 0; at < len(text); {
		r, n := read(text[at:])
		if n == 0 {
			b, n = append(b, text[at]), 1
		} else {
			b, changed = utf8.AppendRune(b, r), true
		}
		for len(origins) < len(b) {
			origins = append(origins, at)
		}
		at += n
	}
	return string(b), append(origins, len(text)), changed
}

// maxReference is the length of the longest reference to a character that
// anybody writes: "&#x0010FFFF;".
const maxReference = 12

// readXML reads the reference to a character that a text begins with and tells
// how many bytes it has; 0 when there is none.
func readXML(text string) (rune, int) {
	if text[0] != '&' {
		return 0, 0
	}
	end := strings.IndexByte(text[:min(len(text), maxReference)], ';')
	if end < 0 {
		return 0, 0
	}
	name := text[1:end]
	switch name {
	case "amp":
		return '&', end + 1
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	}
	number, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, 0
	}
	base := 10
	if hex := strings.TrimLeft(number, "xX"); hex != number {
		number, base = hex, 16
	}
	n, err := strconv.ParseUint(number, base, 21)
	if err != nil {
		return 0, 0
	}
	return rune(n), end + 1
}

// readJSON reads the escape that a text begins with and tells how many bytes it
// has; 0 when there is none.
func readJSON(text string) (rune, int) {
	if text[0] != '\\' || len(text) < 2 {
		return 0, 0
	}
	switch c := text[1]; c {
	case '"', '\\', '/':
		return rune(c), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		return readUnicode(text)
	}
	return 0, 0
}

// readUnicode reads "\u0041", and "\uD83D\uDE00" as one rune.
func readUnicode(text string) (rune, int) {
	const length = len(`\u0041`)
	high, ok := codeUnit(text)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(high) {
		return high, length
	}
	if low, ok := codeUnit(text[length:]); ok {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return r, 2 * length
		}
	}
	return 0, 0
}

func codeUnit(text string) (rune, bool) {
	if len(text) < 6 || text[:2] != `\u` {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}
