package mask

// findBase64 returns the stretches of a text that hold a secret in base64, each
// as a whole. What is around the secret, such as "user:", moves the limits
// between its groups of four characters, and nothing says where the first group
// begins; so each stretch is decoded from each of four places.
func (m *Masker) findBase64(text string) []span {
	var found []span
	var room []byte
	for at := 0; at < len(text); {
		end := at + stretch(text[at:])
		if (end-at)*6/8 >= m.shortestEncoded && m.mayHoldBase64(text[at:end]) {
			var held bool
			if room, held = m.holdsBase64(room, text[at:end]); held {
				for end < len(text) && text[end] == '=' {
					end++
				}
				found = append(found, span{at, end})
			}
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
		case base64Values[c] != notBase64:
			end = i + 1
		case c != '\r' && c != '\n':
			return end
		case i > end+1:
			return end // an empty line
		}
	}
	return end
}

// mayHoldBase64 reports whether a secret may begin somewhere in a stretch. Bytes
// begin at every second bit.
func (m *Masker) mayHoldBase64(stretch string) bool {
	bits := uint32(0)
	for i := range len(stretch) {
		v := base64Values[stretch[i]]
		if v == notBase64 {
			continue
		}
		bits = bits<<6 | uint32(v)
		if m.begins.has(uint16(bits)) || m.begins.has(uint16(bits>>2)) || m.begins.has(uint16(bits>>4)) {
			return true
		}
	}
	return false
}

// holdsBase64 reports whether a stretch holds a secret. Room is memory to decode
// into, which it returns for the next time.
func (m *Masker) holdsBase64(room []byte, encoded string) ([]byte, bool) {
	for skip := range 4 {
		room = decodeBase64(room[:0], encoded, skip)
		if m.holds(string(room)) {
			return room, true
		}
	}
	return room, false
}

// holds reports whether decoded text holds a secret that is not in a mark.
func (m *Masker) holds(decoded string) bool {
	return len(m.findDecoded(decoded)) > 0 && !nothing(decoded, Mark, m.findDecoded)
}

// decodeBase64 appends what a stretch stands for after its first characters.
// Line breaks count for nothing, nor do bits at the end that are not a byte.
func decodeBase64(b []byte, encoded string, skip int) []byte {
	bits, n := uint32(0), 0
	for i := range len(encoded) {
		v := base64Values[encoded[i]]
		switch {
		case v == notBase64:
			continue
		case skip > 0:
			skip--
			continue
		}
		bits = bits<<6 | uint32(v)
		if n += 6; n >= 8 {
			n -= 8
			b = append(b, byte(bits>>n))
		}
	}
	return b
}

// notBase64 marks bytes that neither alphabet of base64 has.
const notBase64 = 0xFF

// base64Values are what the characters of both alphabets stand for (RFC 4648,
// sections 4 and 5).
var base64Values = base64Table()

func base64Table() (t [256]byte) {
	for i := range t {
		t[i] = notBase64
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	t['-'], t['_'] = t['+'], t['/']
	return t
}
