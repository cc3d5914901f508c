package mask

import (
	"slices"
	"strings"
	"unicode/utf16"

	//lint:ignore SA1019 NTLM proves the password by its MD4 hash ([MS-NLMP] 3.3.2).
	"golang.org/x/crypto/md4"
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

const ntHashLength = md4.Size

// ntHash is what NTLM makes of a password and takes in place of it (NTOWFv1,
// MS-NLMP 3.3.1): the MD4 of its UTF-16.
func ntHash(password string) string {
	h := md4.New()
	for _, u := range utf16.Encode([]rune(password)) {
		h.Write([]byte{byte(u), byte(u >> 8)})
	}
	return string(h.Sum(nil))
}

// findPlain returns where secrets are in a text, escaped up to twice or not.
func (m *Masker) findPlain(text string) []span { return m.findEscaped(text, m.forms, 2) }

// findDecoded is findPlain for a text that was decoded.
func (m *Masker) findDecoded(text string) []span { return m.findEscaped(text, m.encoded, 2) }

func (m *Masker) findEscaped(text string, forms []string, times int) []span {
	var found []span
	for _, form := range forms {
		found = append(found, indexes(text, form)...)
	}
	if times == 0 {
		return found
	}
	wanted := &m.wanted
	if times > 1 {
		wanted = &m.wantedTwice
	}
	for _, e := range escapes() {
		plain, origins, changed := unescape(text, e, wanted)
		if !changed {
			continue
		}
		for _, s := range m.findEscaped(plain, forms, times-1) {
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
