package plain

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf8"
)

// encoding is how the characters of a file are written.
type encoding int

const (
	utf8Text encoding = iota // or any single-byte encoding: bytes that are not UTF-8 become U+FFFD later
	utf16LE
	utf16BE
	utf32LE
	utf32BE
)

// Sizes in bytes.
const (
	chunkSize = 64 << 10 // decoded at once
	headSize  = 4096     // of which the encoding is found
	lookAhead = 64       // behind a mark, which say whether it is one
)

var (
	mark8    = []byte{0xef, 0xbb, 0xbf}
	mark16LE = []byte{0xff, 0xfe}
	mark16BE = []byte{0xfe, 0xff}
	mark32LE = []byte{0xff, 0xfe, 0, 0}
	mark32BE = []byte{0, 0, 0xfe, 0xff}
)

// sniff is the encoding of a text by its first bytes, and how many of them are
// its mark. Files that were saved without a mark show by their zero bytes.
func sniff(head []byte) (e encoding, mark int) {
	switch {
	case bytes.HasPrefix(head, mark32LE) && fourWide(head[4:]) == utf32LE:
		return utf32LE, 4
	case bytes.HasPrefix(head, mark32BE) && fourWide(head[4:]) == utf32BE:
		return utf32BE, 4
	case bytes.HasPrefix(head, mark16LE):
		return utf16LE, 2
	case bytes.HasPrefix(head, mark16BE):
		return utf16BE, 2
	case bytes.HasPrefix(head, mark8):
		return utf8Text, 3
	}
	if e := fourWide(head); e != utf8Text {
		return e, 0
	}
	return twoWide(head), 0
}

// fourWide is UTF-32 when the text is written in it, else utf8Text: of four bytes,
// two are zero in all characters, and a third in most. Characters that are zero
// themselves say nothing.
func fourWide(text []byte) encoding {
	var little, big, all int
	for ; len(text) >= 4; text = text[4:] {
		one := binary.LittleEndian.Uint32(text)
		if one == 0 {
			continue
		}
		all++
		if one <= utf8.MaxRune {
			little++
		}
		if binary.BigEndian.Uint32(text) <= utf8.MaxRune {
			big++
		}
	}
	switch {
	case all > 0 && little == all && big < all:
		return utf32LE
	case all > 0 && big == all && little < all:
		return utf32BE
	}
	return utf8Text
}

// twoWide is UTF-16 when the text is written in it, else utf8Text: a quarter of the
// characters at least are ASCII, as blanks, digits and line ends are.
func twoWide(text []byte) encoding {
	var zeros [2]int
	pairs := 0
	for ; len(text) >= 2; text = text[2:] {
		if text[0] == 0 && text[1] == 0 {
			continue
		}
		pairs++
		if text[0] == 0 {
			zeros[0]++
		}
		if text[1] == 0 {
			zeros[1]++
		}
	}
	switch {
	case zeros[1]*4 > pairs && zeros[0]*8 < zeros[1]:
		return utf16LE
	case zeros[0]*4 > pairs && zeros[1]*8 < zeros[0]:
		return utf16BE
	}
	return utf8Text
}

// Text gives a text as UTF-8, without marks at its start and where the encoding
// changes. A run of zero bytes becomes one; CR without LF becomes LF.
func Text(r io.Reader) io.Reader {
	return &decoder{in: bufio.NewReaderSize(r, chunkSize)}
}

// decoder is here as the common decoders take most of the time that a cluster log of
// 1 GB may take: almost all of it is ASCII, for which this one has a way of its own.
type decoder struct {
	in     *bufio.Reader
	enc    encoding
	begun  bool
	out    []byte // decoded, not yet handed over
	mem    []byte // what out is a part of
	heldCR bool   // the chunk before ended in CR
	nul    bool   // the chunk before ended in a zero byte
	err    error
}

func (d *decoder) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		d.fill()
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// fill decodes what is read next.
func (d *decoder) fill() {
	data, err := d.in.Peek(chunkSize)
	if !d.begun {
		if data, err = d.begin(data, err); !d.begun {
			return
		}
	}
	d.mem = d.mem[:0]
	if d.heldCR {
		d.mem = append(d.mem, '\r')
	}
	end := len(data)
	if err == nil {
		end = (end - lookAhead) &^ 3
	}
	at, next, mark := d.change(data, end)
	used := at
	switch {
	case at < 0:
		used = d.decode(data[:end], err != nil)
	default:
		d.decode(data[:at], true)
	}
	if at >= 0 {
		d.enc, used = next, used+mark
	} else if err != nil {
		d.err, used = err, len(data)
	}
	_, _ = d.in.Discard(used) // no more than was peeked
	d.normalise(d.err != nil)
	d.out = d.mem
}

// begin skips zero bytes, and finds the encoding of what follows.
func (d *decoder) begin(data []byte, err error) ([]byte, error) {
	zeros := (len(data) - len(bytes.TrimLeft(data, "\x00"))) &^ 3
	if zeros > 0 {
		if zeros == len(data)&^3 && err != nil {
			d.err = err
			return nil, err
		}
		_, _ = d.in.Discard(zeros) // no more than was peeked
		return nil, nil            // look again
	}
	head := data[:min(len(data), headSize)]
	enc, mark := sniff(head)
	d.enc, d.begun = enc, true
	if at, _, _ := d.change(head, len(head)); at > mark { // another file begins there
		d.enc, mark = sniff(head[:at])
	}
	_, _ = d.in.Discard(mark) // no more than was peeked
	return d.in.Peek(chunkSize)
}

// change is where, before end, a mark shows that another encoding or another file
// begins; -1 without one.
func (d *decoder) change(data []byte, end int) (at int, next encoding, mark int) {
	at = -1
	if d.enc == utf32LE || d.enc == utf32BE {
		return at, d.enc, 0
	}
	first := func(pattern []byte, e encoding, is func([]byte) bool) {
		for from := 0; from < end; {
			i := bytes.Index(data[from:end], pattern)
			if i < 0 || at >= 0 && from+i >= at {
				return
			}
			i += from
			behind := data[i+len(pattern):]
			if is(behind[:min(len(behind), lookAhead-4)]) {
				at, next, mark = i, e, len(pattern)
				return
			}
			from = i + 1
		}
	}
	if bytes.IndexByte(data[:end], 0xff) >= 0 {
		first(mark16LE, utf16LE, func(b []byte) bool { return len(b) >= 4 && twoWide(b) == utf16LE && b[1] == 0 })
		first(mark16BE, utf16BE, func(b []byte) bool { return len(b) >= 4 && twoWide(b) == utf16BE && b[0] == 0 })
	}
	if d.enc != utf8Text {
		first(mark8, utf8Text, isASCII)
	}
	return at, next, mark
}

// isASCII reports whether some bytes are printed characters of ASCII.
func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf || c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return len(b) >= 4
}

// decode adds the characters of some bytes to mem, and returns how many bytes it used.
// Halves of a character that nothing follows are dropped.
func (d *decoder) decode(data []byte, last bool) int {
	switch d.enc {
	case utf16LE:
		return d.decode16(data, 0, 1, last)
	case utf16BE:
		return d.decode16(data, 1, 0, last)
	case utf32LE:
		return d.decode32(data, binary.LittleEndian)
	case utf32BE:
		return d.decode32(data, binary.BigEndian)
	}
	d.mem = append(d.mem, data...)
	return len(data)
}

// normalise makes one zero byte of a run, and LF of CR alone.
func (d *decoder) normalise(last bool) {
	if bytes.IndexByte(d.mem, 0) >= 0 {
		kept := d.mem[:0]
		for _, c := range d.mem {
			if c != 0 || !d.nul {
				kept = append(kept, c)
			}
			d.nul = c == 0
		}
		d.mem = kept
	} else if len(d.mem) > 0 {
		d.nul = false
	}
	d.heldCR = !last && len(d.mem) > 0 && d.mem[len(d.mem)-1] == '\r'
	if d.heldCR {
		d.mem = d.mem[:len(d.mem)-1]
	}
	for at := 0; ; {
		i := bytes.IndexByte(d.mem[at:], '\r')
		if i < 0 || at+i+1 == len(d.mem) {
			return
		}
		at += i + 1
		if c := d.mem[at]; c != '\n' && c != '\r' && c != 0 {
			d.mem[at-1] = '\n'
		}
	}
}
