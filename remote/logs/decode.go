package logs

import (
	"bytes"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// encoding is how the characters of a file are written.
type encoding int

const (
	utf8Text encoding = iota // or any single-byte encoding: bytes that are not UTF-8 become U+FFFD
	utf16LE
	utf16BE
)

// sniff is the encoding of a text by its first bytes, and how many of them are
// its mark. Files that were saved without a mark show by their zero bytes.
func sniff(head []byte) (e encoding, mark int) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return utf16LE, 2
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return utf16BE, 2
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return utf8Text, 3
	}
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch most := len(head) / 4; { // half of the pairs: most characters of a log are ASCII
	case zeros[1] > most && zeros[0]*8 < zeros[1]:
		return utf16LE, 0
	case zeros[0] > most && zeros[1]*8 < zeros[0]:
		return utf16BE, 0
	}
	return utf8Text, 0
}

// decoded gives a text as UTF-8, without its mark, by its own first bytes.
func decoded(r io.Reader) (io.Reader, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	head = head[:n]
	e, mark := sniff(head)
	whole := io.MultiReader(bytes.NewReader(head[mark:]), r)
	if e == utf8Text {
		return whole, nil
	}
	return &utf16Reader{in: whole, big: e == utf16BE, buf: make([]byte, 64<<10)}, nil
}

// utf16Reader is UTF-16 as UTF-8. It is here as the common decoder takes most of
// the time that a cluster log of 1 GB may take: almost all of it is ASCII, for which
// this one has a way of its own.
type utf16Reader struct {
	in   io.Reader
	big  bool
	buf  []byte // as read; rest of it at its start
	rest int
	out  []byte // decoded, not yet handed over
	mem  []byte // what out is a part of
	err  error
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// fill decodes what is read next. A half of a character that the file ends in is
// dropped.
func (u *utf16Reader) fill() {
	n, err := u.in.Read(u.buf[u.rest:])
	n += u.rest
	u.err = err
	even := n &^ 1
	used := u.decode(u.buf[:even], err != nil)
	u.rest = copy(u.buf, u.buf[used:n])
}

// decode decodes pairs of bytes, and returns how many bytes it used: the first
// half of a surrogate at the end waits for the second, unless it is the last.
func (u *utf16Reader) decode(pairs []byte, last bool) int {
	low, high := 0, 1
	if u.big {
		low, high = 1, 0
	}
	out := u.mem[:0]
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
			r = u.pair(pairs, &i, r, low, high)
		}
		out = utf8.AppendRune(out, r)
	}
	u.mem, u.out = out, out
	return i
}

// pair is the character of a surrogate and the one behind it, which it then skips.
func (u *utf16Reader) pair(pairs []byte, i *int, first rune, low, high int) rune {
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
