// Package markdown writes findings and foreign text as Markdown, for the
// formats that are made of it.
package markdown

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/clusterdrift/clusterdrift/report/internal/findings"
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

// EscapeLine escapes one line of foreign text that stands alone.
func EscapeLine(s string) string {
	return blockStart.ReplaceAllStringFunc(Escape(s), func(start string) string {
		return start[:len(start)-1] + `\` + start[len(start)-1:]
	})
}

// Fix writes the sentences of a fix as paragraphs and its commands as
// blocks of code.
func Fix(fix string) string {
	var parts []string
	for _, s := range findings.StepsOf(fix) {
		switch {
		case strings.TrimSpace(s.Text) == "":
		case s.Command:
			parts = append(parts, CodeBlock(s.Text))
		default:
			parts = append(parts, EscapeLine(s.Text))
		}
	}
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

// Reference links an address and escapes any other name of a source.
func Reference(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsAny(s, " <>\\|`") {
		return Escape(s)
	}
	return "<" + s + ">"
}
