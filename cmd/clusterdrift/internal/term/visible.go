package term

import (
	"bytes"
	"io"
	"regexp"
	"unicode"
	"unicode/utf8"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// Visible is a writer that lets through what a terminal may show. Commands clean what they print of
// a node or a file, so that it stays in its line; this is for what one of them may
// forget: no control character reaches a terminal or a file by a redirection, but
// line breaks and tabs, and colours where there are some.
type Visible struct {
	w       io.Writer
	colored func() bool
	rest    []byte // the beginning of a character or of a colour
}

// NewVisible returns one that writes to w, and lets colours pass while colored says so.
func NewVisible(w io.Writer, colored func() bool) *Visible { return &Visible{w: w, colored: colored} }

// maxRest is longer than any colour that the program writes.
const maxRest = 16

// color is an escape sequence that changes how text looks, and nothing else;
// colorBegun is the beginning of one.
var (
	color      = regexp.MustCompile(`^\x1b\[[0-9;]*m`)
	colorBegun = regexp.MustCompile(`^\x1b(\[[0-9;]*)?$`)
)

// Write holds back the beginning of a character or of a colour until the rest comes.
func (v *Visible) Write(p []byte) (int, error) {
	text := append(v.rest, p...)
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		n, written := v.next(text)
		if n == 0 {
			break
		}
		out, text = append(out, written...), text[n:]
	}
	v.rest = bytes.Clone(text)
	if _, err := v.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// next takes the first character off a text and says what to write for it; 0 when
// there has to be more of the text to know.
func (v *Visible) next(text []byte) (n int, written []byte) {
	switch c := text[0]; {
	case c == '\n', c == '\t', ' ' <= c && c <= '~':
		return 1, text[:1]
	case c == '\r' && len(text) == 1:
		return 0, nil
	case c == '\r' && text[1] == '\n':
		return 2, text[:2]
	case c == '\x1b' && v.colored():
		if at := color.FindIndex(text); at != nil {
			return at[1], text[:at[1]]
		}
		if len(text) < maxRest && colorBegun.Match(text) {
			return 0, nil
		}
	case !utf8.FullRune(text):
		return 0, nil
	}
	r, n := utf8.DecodeRune(text)
	switch {
	case unicode.Is(unicode.Cf, r):
		return n, nil
	case r == utf8.RuneError && n == 1, foreign.Hidden(r):
		return n, []byte("\ufffd")
	}
	return n, text[:n]
}

// End writes a replacement character for what was held back.
func (v *Visible) End() {
	if len(v.rest) > 0 {
		v.rest = nil
		_, _ = io.WriteString(v.w, "\ufffd") // no one is left to see an error
	}
}
