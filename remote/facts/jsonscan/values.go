package jsonscan

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Reset begins another document, in the same room.
func (s *Scanner) Reset(document []byte) { s.Document, s.At = document, 0 }

// Quoted is what the next text means, until the next call; without a copy unless something
// is escaped. It is false for what may not be a text.
func (s *Scanner) Quoted() ([]byte, bool) {
	if s.Next() != '"' {
		return nil, false
	}
	start := s.At
	if s.Text() != nil {
		return nil, false
	}
	in := s.Document[start:s.At]
	body := in[1 : len(in)-1]
	if isUnescaped(body) {
		return body, true
	}
	if meant, ok := s.unescaped(body); ok {
		return meant, true
	}
	var meant string
	if json.Unmarshal(in, &meant) != nil {
		return nil, false
	}
	return []byte(meant), true
}

// isUnescaped reports whether what is between two quotes means what it is made of.
func isUnescaped(body []byte) bool {
	ascii := true
	for _, c := range body {
		if c == '\\' || c < ' ' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.Valid(body)
}

// unescaped is what a text with escapes of one letter means, until the next call. Other
// escapes it leaves to encoding/json, and what is not a text.
func (s *Scanner) unescaped(body []byte) ([]byte, bool) {
	meant := s.meant[:0]
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c < ' ' {
			return nil, false
		}
		if c == '\\' {
			if i++; i == len(body) {
				return nil, false
			}
			escaped := strings.IndexByte(escapes, body[i])
			if escaped < 0 {
				return nil, false
			}
			c = escapeMeans[escaped]
		}
		meant = append(meant, c)
	}
	s.meant = meant
	return meant, utf8.Valid(meant)
}

// The letters behind a backslash, and what each of them means.
const (
	escapes     = `\"/nrtbf`
	escapeMeans = "\\\"/\n\r\t\b\f"
)

// Literal is a number, true or false, as it is written.
func (s *Scanner) Literal() string {
	s.Next()
	start := s.At
	for s.At < len(s.Document) && !ends(s.Document[s.At]) {
		s.At++
	}
	return string(s.Document[start:s.At])
}

// ends reports whether a character is behind a literal.
func ends(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ':', '[', ']', '{', '}', '"':
		return true
	}
	return false
}
