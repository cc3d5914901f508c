// Package fit fits text into columns of a terminal.
//
// In goes text that is cleaned, out come lines of at most a number of columns. Nothing
// is cut away.
package fit

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Columns is how many columns s takes on a terminal, colour left out.
func Columns(s string) int { return text.StringWidthWithoutEscSequences(s) }

// Pad adds blanks up to a width.
func Pad(s string, width int) string { return text.Pad(s, width, ' ') }

// Wrap breaks s at blanks into lines of at most width columns. A word that is
// wider is cut, at a column that does not halve a wide character; an address of the
// web stays in one piece, because a terminal opens only what it finds whole.
func Wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && Columns(line)+1+Columns(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for Columns(word) > width && !strings.Contains(word, "://") {
			head := text.Trim(word, width)
			lines = append(lines, head)
			word = word[len(head):]
		}
		line = word
	}
	return append(lines, line)
}
