package trace

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode/utf8"
)

// mask stands for a secret in text, maskName in the name of an element or
// attribute, where brackets are not allowed.
const (
	mask     = "[masked]"
	maskName = "masked"
)

// longestForm is how many bytes a form may take for each byte of the secret:
// six for an escape of JSON or XML, and as much again for what is around.
const longestForm = 12

// masker replaces secrets. It remembers output of commands from one answer to
// the next.
type masker struct {
	secrets  []string // in every encoding
	shortest int      // the length of the shortest base64 of any secret

	reach  int               // how many bytes a secret may take, whatever its form
	before map[string]string // the end of what each stream has brought so far
}

// newMasker takes the secrets; empty ones are none.
func newMasker(secrets []string) *masker {
	m := &masker{before: map[string]string{}}
	for _, s := range secrets {
		if s == "" {
			continue
		}
		m.secrets = append(m.secrets, encodings(s)...)
		m.reach = max(m.reach, longestForm*len(s))
		if n := base64.RawStdEncoding.EncodedLen(utf8.RuneCountInString(s)); m.shortest == 0 || n < m.shortest {
			m.shortest = n
		}
	}
	return m
}

// text masks a text that is not XML.
func (m *masker) text(s string) string { return replace(s, m.find(s), mask) }

// find returns where secrets are in a text, in any form.
func (m *masker) find(text string) []span {
	return append(m.findPlain(text), m.findEncoded(text)...)
}

// clean tells whether a masked text holds no secret any more.
func (m *masker) clean(masked string) bool { return nothing(masked, mask, m.find) }

// nothing tells whether there is nothing to find in a text but for its masks:
// a secret may be a part of that word.
func nothing(text, mask string, find func(string) []span) bool {
	for part := range strings.SplitSeq(text, mask) {
		if len(find(part)) > 0 {
			return false
		}
	}
	return true
}

// header is an authentication header of HTTP; scheme is the name of a scheme,
// or of several, and what may be its credentials.
var (
	header = regexp.MustCompile(`(?i)\b(authorization|www-authenticate)(["']?\s*[:=]\s*)[^\r\n]+`)
	scheme = regexp.MustCompile(`(?i)\b((?:(?:basic|bearer|credssp|digest|kerberos|negotiate|ntlm)\s+)+)([A-Za-z0-9+/_.~-]{4,}=*)`)
	word   = regexp.MustCompile(`^[a-z.-]+$`) // as it may follow the name of a scheme in a sentence
)

// maskCredentials masks what looks like the value of an Authorization header.
func maskCredentials(s string) string {
	s = header.ReplaceAllString(s, "$1$2"+mask)
	return scheme.ReplaceAllStringFunc(s, func(found string) string {
		part := scheme.FindStringSubmatch(found)
		if word.MatchString(part[2]) {
			return found
		}
		return part[1] + mask
	})
}
