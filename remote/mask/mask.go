// Package mask takes the secrets of a session out of what a node sends.
//
// In go the secrets and texts, XML documents or the output of commands; out
// comes the same with Mark in place of each secret. A node that repeats the
// password it was shown can do so in many forms: as it is, in UTF-16 or ISO
// 8859-1, escaped for XML, JSON or URLs, in hexadecimal digits or base64, or as
// the NT hash of it, which logs on just as well. All of them are known here and
// nowhere else: traces and sessions share one Masker.
//
// Case matters, except in hexadecimal digits. A secret of a few letters masks
// much that is none. The package cannot see a secret that a node encrypts or
// spells in a way of its own.
package mask

import (
	"math"
	"strings"
)

// Mark stands for a secret in text; markName does in the name of an element or
// attribute of XML, where brackets are not allowed.
const (
	Mark     = "[masked]"
	markName = "masked"
)

// minEncoded is how many bytes a form must have to be looked for in base64 and
// hexadecimal digits: any text holds shorter ones by chance.
const minEncoded = 4

// Masker replaces secrets. It does not change once it is made, so that any
// number of goroutines may use it. A nil Masker has no secrets.
type Masker struct {
	forms   []string // the secrets in every encoding, and their NT hashes
	encoded []string // those of them that are looked for in base64 and hexadecimal digits

	shortest, shortestEncoded int // bytes of the shortest of either
	longest                   int // bytes of the longest secret
	// wanted are the bytes that an escape may stand for so that it matters, and
	// wantedTwice those of an escape that is itself escaped.
	wanted, wantedTwice byteSet
	// begins are the first two bytes of what is looked for in base64 and
	// hexadecimal digits.
	begins pairSet
}

// New returns a Masker for the secrets; empty ones are none.
func New(secrets ...string) *Masker {
	m := &Masker{shortest: math.MaxInt, shortestEncoded: math.MaxInt}
	for _, s := range secrets {
		if s == "" {
			continue
		}
		for _, form := range encodings(s) {
			m.add(form)
			m.wanted.add(form)
		}
		m.add(ntHash(s))
		m.longest = max(m.longest, len(s), ntHashLength)
	}
	m.wantedTwice = m.wanted
	m.wantedTwice.add(escapeBytes)
	for _, form := range m.encoded {
		m.begins.add(form)
	}
	m.begins.addEscapes()
	return m
}

func (m *Masker) add(form string) {
	m.forms = append(m.forms, form)
	m.shortest = min(m.shortest, len(form))
	if len(form) >= minEncoded {
		m.encoded = append(m.encoded, form)
		m.shortestEncoded = min(m.shortestEncoded, len(form))
	}
}

// none reports whether there is nothing to mask.
func (m *Masker) none() bool { return m == nil || len(m.forms) == 0 }

// Text masks a text that is not XML.
func (m *Masker) Text(s string) string { return replace(s, m.find(s), Mark) }

// In reports whether a text holds a secret in any form. It costs one pass over
// a text that does not.
func (m *Masker) In(s string) bool { return len(m.find(s)) > 0 }

// find returns where secrets are in a text, in any form.
func (m *Masker) find(text string) []span {
	if m.none() || len(text) < m.shortest {
		return nil
	}
	found := append(m.findPlain(text), m.findBase64(text)...)
	return append(found, m.findHex(text)...)
}

// clean reports whether a masked text holds no secret any more.
func (m *Masker) clean(masked string) bool { return nothing(masked, Mark, m.find) }

// nothing reports whether there is nothing to find in a text but for its marks:
// a secret may be a part of that word.
func nothing(text, mark string, find func(string) []span) bool {
	for part := range strings.SplitSeq(text, mark) {
		if len(find(part)) > 0 {
			return false
		}
	}
	return true
}
