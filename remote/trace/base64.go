package trace

import (
	"encoding/base64"
	"strings"
)

// findEncoded returns the stretches of a text that hold a secret in base64,
// each as a whole. What is around the secret, such as "user:", moves the limits
// between its groups of four characters, and nothing tells where the first
// group begins; so each stretch is decoded from each of four places.
func (m *masker) findEncoded(text string) []span {
	var found []span
	for at := 0; at < len(text); {
		end := at + stretch(text[at:])
		if end-at >= m.shortest && m.holdsEncoded(text[at:end]) {
			for end < len(text) && text[end] == '=' {
				end++
			}
			found = append(found, span{at, end})
		}
		at = max(end, at+1)
	}
	return found
}

// stretch is how many bytes of base64 a text begins with, of either alphabet,
// in lines or not.
func stretch(text string) int {
	end := 0
	for i := range len(text) {
		switch c := text[i]; {
		case isBase64(c):
			end = i + 1
		case c != '\r' && c != '\n':
			return end
		case i > end+1:
			return end // an empty line
		}
	}
	return end
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ||
		c == '+' || c == '/' || c == '-' || c == '_'
}

func (m *masker) holdsEncoded(encoded string) bool {
	standard := strings.NewReplacer("-", "+", "_", "/", "\r", "", "\n", "").Replace(encoded)
	for skip := range min(4, len(standard)) {
		group := standard[skip:]
		if len(group)%4 == 1 {
			group = group[:len(group)-1] // six bits are no byte
		}
		plain, err := base64.RawStdEncoding.DecodeString(group)
		if err == nil && !nothing(string(plain), mask, m.findPlain) {
			return true
		}
	}
	return false
}
