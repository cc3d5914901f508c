package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// Widths of an explanation in columns.
const (
	explainWidth = 100 // at most: longer lines are hard to read
	explainLeast = 60
)

// explanation collects the lines of an explanation.
type explanation struct {
	b     strings.Builder
	width int
	color bool
}

func newExplanation(t term.Terminal) *explanation {
	e := &explanation{width: explainWidth, color: t.TextOptions().Color}
	if t.Width > 0 {
		e.width = min(max(t.Width, explainLeast), explainWidth)
	}
	return e
}

func (e *explanation) print(t term.Terminal) error {
	_, err := t.Out.Write([]byte(e.b.String()))
	return err
}

func (e *explanation) heading(title string) {
	fmt.Fprintf(&e.b, "\n%s\n", e.bold(title))
}

func (e *explanation) bold(s string) string {
	if !e.color {
		return s
	}
	return text.Escape(s, text.Bold.EscapeSeq())
}

// whole prints a line in one piece even when it is wider than the page, because
// a user will want to copy it.
func (e *explanation) whole(head, s string) {
	e.b.WriteString(strings.TrimRight(head+s, " "))
	e.b.WriteByte('\n')
}

// flow prints s after head, wrapped; further lines are indented as far as head
// is wide.
func (e *explanation) flow(head, s string) {
	indent := text.StringWidthWithoutEscSequences(head)
	line := ""
	for _, word := range unbroken(s) {
		if line != "" && indent+text.StringWidth(line)+1+text.StringWidth(word) > e.width {
			e.whole(head, line)
			head, line = strings.Repeat(" ", indent), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	e.whole(head, line)
}

// unbroken splits s at blanks, except those within backquotes: a command stays
// in one piece, with the punctuation around it.
func unbroken(s string) []string {
	var words []string
	inCommand := false
	for _, w := range strings.Fields(s) {
		if inCommand {
			words[len(words)-1] += " " + w
		} else {
			words = append(words, w)
		}
		if strings.Count(w, "`")%2 == 1 {
			inCommand = !inCommand
		}
	}
	return words
}
