package mask

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escaping is a way of writing characters that mean something to a language.
type escaping struct {
	begin  byte   // what every escape begins with
	second string // what may follow that
	// read appends what the escape at the start of a text stands for and returns
	// how many bytes of the text it has; 0 when there is none.
	read func(b []byte, text string) ([]byte, int)
}

func escapes() []escaping {
	return []escaping{
		{'&', "#algq", runes(readXML)},
		{'\\', `"\/bfnrtu`, runes(readJSON)},
		{'%', "0123456789abcdefABCDEF", readPercent},
	}
}

// runes makes an escaping of one that stands for characters rather than bytes.
func runes(read func(string) (rune, int)) func([]byte, string) ([]byte, int) {
	return func(b []byte, text string) ([]byte, int) {
		r, n := read(text)
		if n > 0 {
			b = utf8.AppendRune(b, r)
		}
		return b, n
	}
}

// unescape undoes the escapes of one kind. Origins says for each byte of what it
// returns, and for its end, which byte of the text it comes from. A text in which
// no escape stands for one of the wanted bytes is left as it is.
func unescape(text string, e escaping, wanted *byteSet) (plain string, origins []int, changed bool) {
	if !e.in(text, wanted) {
		return text, nil, false
	}
	b := make([]byte, 0, len(text))
	origins = make([]int, 0, len(text)+1)
	for at := 0; at < len(text); {
		n := 0
		if text[at] == e.begin {
			b, n = e.read(b, text[at:])
		}
		if n == 0 {
			b, n = append(b, text[at]), 1
		}
		for len(origins) < len(b) {
			origins = append(origins, at)
		}
		at += n
	}
	return string(b), append(origins, len(text)), true
}

// in reports whether a text has an escape for one of the wanted bytes. The "\n"
// in a path of Windows is one for a byte that hardly any secret has.
func (e escaping) in(text string, wanted *byteSet) bool {
	var room [utf8.UTFMax]byte
	for at := 0; ; at++ {
		i := strings.IndexByte(text[at:], e.begin)
		if i < 0 {
			return false
		}
		at += i
		if b, n := e.read(room[:0], text[at:]); n > 0 && wanted.hasAny(b) {
			return true
		}
	}
}

// byteSet is a set of bytes.
type byteSet [256]bool

func (s *byteSet) add(text string) {
	for i := range len(text) {
		s[text[i]] = true
	}
}

func (s *byteSet) hasAny(b []byte) bool {
	return slices.ContainsFunc(b, func(c byte) bool { return s[c] })
}

// escapeBytes are those that escapes are written with.
const escapeBytes = `&#;\%0123456789abcdefABCDEFuUxXmpltgqos"/`

// readPercent reads the escape of a byte as URLs have it, "%20".
func readPercent(b []byte, text string) ([]byte, int) {
	const length = len("%20")
	if len(text) < length {
		return b, 0
	}
	high, ok := hexDigit(text[1])
	low, also := hexDigit(text[2])
	if !ok || !also {
		return b, 0
	}
	return append(b, high<<4|low), length
}

// maxReference is the length of the longest reference to a character that
// is written: "&#x0010FFFF;".
const maxReference = 12

// readXML reads the reference to a character that a text begins with and returns
// how many bytes it has; 0 when there is none.
func readXML(text string) (rune, int) {
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

// readJSON reads the escape that a text begins with and returns how many bytes it
// has; 0 when there is none.
func readJSON(text string) (rune, int) {
	if len(text) < 2 {
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
