package secrets

import (
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
)

// wide is a text in UTF-16 with a byte order mark.
func wide(order binary.AppendByteOrder, text string) string {
	b := order.AppendUint16(nil, 0xFEFF)
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestFirstLine(t *testing.T) {
	little, big := binary.LittleEndian, binary.BigEndian
	const bom = "\xef\xbb\xbf"
	tests := map[string]struct{ in, want, fails string }{
		"plain":                    {"pä55\n", "pä55", ""},
		"without an end":           {"pä55", "pä55", ""},
		"Windows' line end":        {"pä55\r\nmore", "pä55", ""},
		"blanks count":             {" a b \t\n", " a b \t", ""},
		"UTF-8 with a mark":        {bom + "pä55\r\n", "pä55", ""},
		"UTF-16":                   {wide(little, "pä55€😀\r\nmore"), "pä55€😀", ""},
		"UTF-16, big-endian":       {wide(big, "pä55€😀\r\n"), "pä55€😀", ""},
		"UTF-16 without an end":    {wide(little, "pä55"), "pä55", ""},
		"a unit that ends in 0x0A": {wide(little, "\u0a0aĊx\n"), "\u0a0aĊx", ""},
		"the longest":              {strings.Repeat("a", maxPassword) + "\n", strings.Repeat("a", maxPassword), ""},
		"the longest in UTF-16":    {wide(little, strings.Repeat("a", maxPassword)+"\r\n"), strings.Repeat("a", maxPassword), ""},
		"an incomplete mark":       {"\xef\xbbab\n", "", "not text"},
		"half a mark":              {"\xff", "", "not text"},
		"empty":                    {"", "", "empty"},
		"empty line":               {"\npassword", "", "empty"},
		"only a mark":              {bom, "", "empty"},
		"only a wide mark":         {wide(big, ""), "", "empty"},
		"an empty wide line":       {wide(little, "\r\nx"), "", "empty"},
		"too long":                 {strings.Repeat("a", maxPassword+1), "", "longer than"},
		"too long without an end":  {strings.Repeat("a", 1<<20), "", "longer than"},
		"too long in UTF-16":       {wide(little, strings.Repeat("a", maxPassword+1)), "", "longer than"},
		"UTF-16 without a mark":    {wide(little, "pass\n")[2:], "", "not text"},
		"ISO 8859-1":               {"p\xe455\n", "", "not text"},
		"half a pair":              {wide(little, "a") + "\x3d\xd8", "", "not text"},
		"half a unit":              {wide(little, "a") + "b", "", "not text"},
		"a lone low half":          {wide(little, "a") + "\x00\xdc\x61\x00", "", "not text"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := firstLine(strings.NewReader(tt.in), "FILE")
			switch {
			case tt.fails == "" && (err != nil || got.Reveal() != tt.want):
				t.Errorf("%q, %v", got.Reveal(), err)
			case tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails) || !strings.Contains(err.Error(), "FILE")):
				t.Errorf("%q, %v, want %q", got.Reveal(), err, tt.fails)
			}
		})
	}
}

// Whoever pipes the password in may keep the pipe open, also after a byte.
func TestFirstLineWaitsForNoMore(t *testing.T) {
	for _, in := range []string{"a\n", "\n", "\xef\xbb\xbfa\n", wide(binary.LittleEndian, "a\n")} {
		r, w := io.Pipe()
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.Write([]byte(in))
		}()
		_, _ = firstLine(r, "FILE") // returns although the pipe stays open
		r.Close()
		<-done
	}
}
