// Package markdown writes findings and foreign text as Markdown, for the
// formats that are made of it.
package markdown

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// escapes let foreign text show as it is. A zero-width space behind @, #
// and within addresses keeps GitHub from telling people, or linking, what a node
// named.
var escapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "|", `\|`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "$", "&#36;",
	"@", "@&#8203;", "#", "#&#8203;", "://", ":&#8203;//", "www.", "www&#8203;.",
)

// blockStart matches what would begin a list, a heading or a rule at the start of
// a line.
var blockStart = regexp.MustCompile(`^([-+=]|[0-9]+[.)])`)

// Escape escapes one line of foreign text for the inside of a line or of a
// table cell.
func Escape(s string) string { return escapes.Replace(strings.TrimSpace(s)) }

// EscapeLine escapes one line of foreign text that is alone.
func EscapeLine(s string) string {
	return blockStart.ReplaceAllStringFunc(Escape(s), func(start string) string {
		return start[:len(start)-1] + `\` + start[len(start)-1:]
	})
}

// Fix writes the sentences of a fix as paragraphs, and the commands that follow one as
// a block of code.
func Fix(fix baselines.Fix) string {
	var parts, commands []string
	flush := func() {
		if len(commands) > 0 {
			parts, commands = append(parts, CodeBlock(strings.Join(commands, "\n"))), nil
		}
	}
	for _, l := range fix.Lines() {
		switch {
		case strings.TrimSpace(l.Text) == "":
		case l.Command:
			commands = append(commands, l.Text)
		default:
			flush()
			parts = append(parts, EscapeLine(l.Text))
		}
	}
	flush()
	return strings.Join(parts, "\n\n")
}

// CodeBlock fences a command with more backquotes than it has in a row.
func CodeBlock(s string) string {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "\n" + s + "\n" + fence
}

// Reference links an address and escapes its note.
func Reference(r baselines.Reference) string {
	u, err := url.Parse(r.Address)
	switch {
	case r.Address == "":
		return Escape(r.Note)
	case err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsAny(r.Address, " <>\\|`"):
		return Escape(r.String())
	case r.Note == "":
		return "<" + r.Address + ">"
	}
	return Escape(r.Note) + ": <" + r.Address + ">"
}
