package term

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// screen is the lower end of a terminal, where a few lines are drawn over and
// over again. It is used by one goroutine at a time.
type screen struct {
	w    io.Writer
	size func() (columns, rows int, err error)
	// drawn are the lines on the terminal; the cursor is behind the last.
	drawn []string
}

// Sequences of ECMA-48, which every terminal of today understands.
const (
	cursorUp   = "\x1b[%dA"
	eraseBelow = "\x1b[J"
)

// The size of a terminal that does not report it.
const usualColumns, usualRows = 80, 24

// show replaces what is drawn by lines, none of which fills a row: terminals do
// not agree on where the cursor is then. The lines may take all rows but
// the one that the command was typed in.
func (s *screen) show(lines func(rows int) []string) {
	columns, rows := s.measure()
	var next []string
	for _, line := range lines(rows - 1) {
		next = append(next, text.Snip(line, columns-1, "~"))
	}
	fmt.Fprint(s.w, s.erasing(columns)+strings.Join(next, "\r\n")) // in one piece: no flicker
	s.drawn = next
}

// clear takes away what is drawn.
func (s *screen) clear() {
	columns, _ := s.measure()
	fmt.Fprint(s.w, s.erasing(columns))
	s.drawn = nil
}

func (s *screen) measure() (columns, rows int) {
	columns, rows, err := s.size()
	if err != nil || columns < 2 || rows < 2 {
		return usualColumns, usualRows
	}
	return columns, rows
}

// erasing leads back to the first line that is drawn, and erases all. Lines
// that a terminal broke, because it became narrower, take several rows.
func (s *screen) erasing(columns int) string {
	if len(s.drawn) == 0 {
		return ""
	}
	above := -1
	for _, line := range s.drawn {
		width := text.StringWidthWithoutEscSequences(line)
		above += 1 + max(0, width-1)/columns
	}
	if above == 0 {
		return "\r" + eraseBelow
	}
	return "\r" + fmt.Sprintf(cursorUp, above) + eraseBelow
}
