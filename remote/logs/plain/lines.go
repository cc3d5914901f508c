package plain

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// Lines reads a text line by line, each bounded.
type Lines struct {
	r    *bufio.Reader
	max  int
	n    int64
	cut  bool
	long []byte // of a line that is longer than the buffer of r
	rest []byte // of a line that zero bytes divide
}

// hardBlank is what pages put for blanks that are to stay: pasted lines have it.
var hardBlank = []byte("\u00a0")

// NewLines reads a text in UTF-8. Of a line, at most so many bytes are kept.
func NewLines(r io.Reader, most int) *Lines {
	return &Lines{r: bufio.NewReaderSize(r, 256<<10), max: most}
}

// Number is that of the line that Next returned, from 1.
func (l *Lines) Number() int64 { return l.n }

// Cut reports whether the line that Next returned was longer than is kept.
func (l *Lines) Cut() bool { return l.cut }

// Next is the next line without its end, until the call after it; nil and io.EOF
// after the last. Zero bytes, which a crash of the system leaves in files, end a
// line that is cut off there: what follows is a line with the same number.
func (l *Lines) Next() ([]byte, error) {
	line, err := l.read()
	if err != nil {
		return nil, err
	}
	if i := bytes.IndexByte(line, 0); i >= 0 {
		line, l.rest = line[:i], bytes.Trim(line[i:], "\x00")
	}
	line = bytes.TrimPrefix(line, mark8)
	if bytes.Contains(line, hardBlank) {
		line = bytes.ReplaceAll(line, hardBlank, []byte(" "))
	}
	l.cut = len(line) > l.max
	if l.cut {
		line = line[:l.max]
	}
	return line, nil
}

// read is the rest of a line, or the next one without its end and the zero bytes
// around it.
func (l *Lines) read() ([]byte, error) {
	if len(l.rest) > 0 {
		line := l.rest
		l.rest = nil
		return line, nil
	}
	line, err := l.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = l.overlong(line)
	}
	whole := bytes.HasSuffix(line, []byte("\n"))
	line = bytes.TrimLeft(bytes.TrimRight(line, "\r\n\x00"), "\x00")
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0 && !whole) {
		return nil, err
	}
	l.n++
	return line, nil
}

// overlong keeps the start of a line, and skips to its end.
func (l *Lines) overlong(start []byte) ([]byte, error) {
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
