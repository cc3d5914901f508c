package plain

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// decode16 decodes pairs of bytes; low and high are where a pair has its parts. The
// first half of a surrogate at the end waits for the second, unless it is the last.
func (d *decoder) decode16(pairs []byte, low, high int, last bool) int {
	out := d.mem
	i := 0
	for ; i+1 < len(pairs); i += 2 {
		if pairs[i+high] == 0 && pairs[i+low] < utf8.RuneSelf {
			out = append(out, pairs[i+low])
			continue
		}
		r := rune(pairs[i+low]) | rune(pairs[i+high])<<8
		if utf16.IsSurrogate(r) {
			if i+3 >= len(pairs) && !last {
				break
			}
			r = pair(pairs, &i, r, low, high)
		}
		out = utf8.AppendRune(out, r)
	}
	d.mem = out
	return i
}

// pair is the character of a surrogate and the one behind it, which it then skips.
func pair(pairs []byte, i *int, first rune, low, high int) rune {
	if *i+3 >= len(pairs) {
		return utf8.RuneError
	}
	second := rune(pairs[*i+2+low]) | rune(pairs[*i+2+high])<<8
	r := utf16.DecodeRune(first, second)
	if r != utf8.RuneError {
		*i += 2
	}
	return r
}

// decode32 decodes characters of four bytes each.
func (d *decoder) decode32(data []byte, order binary.ByteOrder) int {
	used := len(data) &^ 3
	for i := 0; i < used; i += 4 {
		d.mem = utf8.AppendRune(d.mem, rune(order.Uint32(data[i:])&0x7fffffff))
	}
	return used
}
