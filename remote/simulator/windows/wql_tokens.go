package windows

import (
	"errors"
	"fmt"
	"strings"
)

// wqlToken is one token of a query.
type wqlToken struct {
	kind byte // 'w' word, 'n' number, 's' text, 'p' punctuation, 0 the end
	text string
}

// wqlTokens splits a query. The last token has kind 0.
func wqlTokens(s string) ([]wqlToken, error) {
	var tokens []wqlToken
	for i := 0; i < len(s); {
		c := s[i]
		begin := i
		switch {
		case strings.IndexByte(" \t\r\n", c) >= 0:
			i++
			continue
		case c == '\'' || c == '"':
			text, end, err := wqlText(s, i)
			if err != nil {
				return nil, err
			}
			tokens, i = append(tokens, wqlToken{'s', text}), end
		case isWordByte(c) && (c < '0' || c > '9'):
			for i < len(s) && isWordByte(s[i]) {
				i++
			}
			tokens = append(tokens, wqlToken{'w', s[begin:i]})
		case c == '-' || c >= '0' && c <= '9':
			for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			}
			tokens = append(tokens, wqlToken{'n', s[begin:i]})
		case strings.HasPrefix(s[i:], "<>"), strings.HasPrefix(s[i:], "!="):
			i += 2
			tokens = append(tokens, wqlToken{'p', s[begin:i]})
		case strings.IndexByte("*,=()", c) >= 0:
			i++
			tokens = append(tokens, wqlToken{'p', s[begin:i]})
		default:
			return nil, fmt.Errorf("unexpected %q", c)
		}
	}
	return append(tokens, wqlToken{}), nil
}

// wqlText reads a quoted text in which a backslash precedes the character
// that it protects, and gives the place after it.
func wqlText(s string, i int) (string, int, error) {
	quote := s[i]
	var text strings.Builder
	for i++; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return text.String(), i + 1, nil
		case s[i] == '\\' && i+1 < len(s):
			i++
			text.WriteByte(s[i])
		default:
			text.WriteByte(s[i])
		}
	}
	return "", i, errors.New("a text is not closed")
}

func isWordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
