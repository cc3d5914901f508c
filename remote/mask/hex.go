package mask

// findHex returns where a text holds a secret in hexadecimal digits: in a row as
// reg.exe prints binary values, or with blanks, commas, colons, hyphens, line
// breaks, "0x" or "\x" between them. Nothing says which digit begins a byte, so
// each stretch is decoded from both places.
func (m *Masker) findHex(text string) []span {
	var found []span
	var room []byte
	for at := 0; at < len(text); {
		n, digits := hexStretch(text[at:])
		if digits/2 >= m.shortestEncoded && m.mayHoldHex(text[at:at+n]) {
			var some []span
			some, room = m.findDigits(text[at:at+n], room)
			for _, s := range some {
				found = append(found, span{at + s.from, at + s.to})
			}
		}
		at += max(n, 1)
	}
	return found
}

// mayHoldHex reports whether a secret may begin at some digit of a stretch.
func (m *Masker) mayHoldHex(stretch string) bool {
	bits := uint16(0)
	for i := 0; i < len(stretch); i++ {
		if n := hexPrefix(stretch[i:]); n > 0 {
			i += n - 1
			continue
		}
		if v := hexValues[stretch[i]]; v < notHex {
			if bits = bits<<4 | uint16(v); m.begins.has(bits) {
				return true
			}
		}
	}
	return false
}

// findDigits returns where a stretch holds a secret. Room is memory to decode
// into, which it returns for the next time.
func (m *Masker) findDigits(stretch string, room []byte) (found []span, _ []byte) {
	var at []int // where each digit is, looked up when there is something to mask
	for skip := range 2 {
		room = decodeHex(room[:0], stretch, skip)
		for _, s := range m.findDecoded(string(room)) {
			if at == nil {
				at = digitsOf(stretch)
			}
			found = append(found, span{at[2*s.from+skip], at[2*s.to+skip-1] + 1})
		}
	}
	return found, room
}

// digitsOf is where the digits of a stretch are.
func digitsOf(stretch string) []int {
	var at []int
	for i := 0; i < len(stretch); i++ {
		if n := hexPrefix(stretch[i:]); n > 0 {
			i += n - 1
		} else if hexValues[stretch[i]] < notHex {
			at = append(at, i)
		}
	}
	return at
}

// hexStretch is how many bytes a text begins with that are digits and what may
// be between them, up to the last digit, and how many are digits.
func hexStretch(text string) (length, digits int) {
	for i := 0; i < len(text); {
		if n := hexPrefix(text[i:]); n > 0 {
			i += n
			continue
		}
		c := text[i]
		switch {
		case hexValues[c] < notHex:
			digits++
			length = i + 1
		case hexValues[c] == notHex, length == 0:
			return length, digits
		}
		i++
	}
	return length, digits
}

// hexPrefix is how many bytes of "0x" or "\x" a text begins with.
func hexPrefix(text string) int {
	if len(text) > 1 && (text[0] == '0' || text[0] == '\\') && (text[1] == 'x' || text[1] == 'X') {
		return 2
	}
	return 0
}

// decodeHex appends what a stretch stands for after its first digits.
func decodeHex(b []byte, encoded string, skip int) []byte {
	value, half := byte(0), false
	for i := 0; i < len(encoded); i++ {
		if n := hexPrefix(encoded[i:]); n > 0 {
			i += n - 1
			continue
		}
		v := hexValues[encoded[i]]
		switch {
		case v >= notHex:
			continue
		case skip > 0:
			skip--
			continue
		}
		if value, half = value<<4|v, !half; !half {
			b = append(b, value)
		}
	}
	return b
}

// What hexValues says of bytes that are not digits.
const (
	notHex     = 0xFE
	betweenHex = 0xFF // may be between digits
)

// hexValues are what digits stand for.
var hexValues = hexTable()

func hexTable() (t [256]byte) {
	for i := range t {
		t[i] = notHex
	}
	for i := range byte(10) {
		t['0'+i] = i
	}
	for i := range byte(6) {
		t['a'+i], t['A'+i] = 10+i, 10+i
	}
	for _, c := range []byte(" ,:-\r\n") {
		t[c] = betweenHex
	}
	return t
}

func hexDigit(c byte) (byte, bool) { return hexValues[c], hexValues[c] < notHex }
