package logs

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lines reads a text line by line, each bounded.
type lines struct {
	r    *bufio.Reader
	max  int
	n    int64  // number of the line that next returned, from 1
	cut  bool   // the line was longer than max
	long []byte // of a line that is longer than the buffer of r
}

// hardBlank is what pages put for blanks that are to stay: pasted lines have it.
var hardBlank = []byte("\u00a0")

func newLines(r io.Reader, most int) *lines {
	return &lines{r: bufio.NewReaderSize(r, 256<<10), max: most}
}

// next is the next line without its end, until the call after it; nil and io.EOF
// after the last. Zero bytes, which a crash of the system leaves in files, are
// no part of a line's ends.
func (l *lines) next() ([]byte, error) {
	l.cut = false
	line, err := l.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = l.overlong(line)
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
		return nil, err
	}
	l.n++
	line = trimEnd(line)
	if bytes.Contains(line, hardBlank) {
		line = bytes.ReplaceAll(line, hardBlank, []byte(" "))
	}
	if len(line) > l.max {
		line, l.cut = line[:l.max], true
	}
	return line, nil
}

// overlong keeps the start of a line, and skips to its end.
func (l *lines) overlong(start []byte) ([]byte, error) {
	l.long = append(l.long[:0], start[:min(len(start), l.max+1)]...)
	for {
		more, err := l.r.ReadSlice('\n')
		if room := l.max + 1 - len(l.long); room > 0 {
			l.long = append(l.long, more[:min(room, len(more))]...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l.long, err
		}
	}
}

// trimEnd takes off the end of a line, and what surrounds it: CR and zero bytes.
func trimEnd(line []byte) []byte {
	for len(line) > 0 {
		switch line[len(line)-1] {
		case '\n', '\r', 0:
			line = line[:len(line)-1]
		default:
			return bytes.TrimLeft(line, "\x00")
		}
	}
	return line
}
