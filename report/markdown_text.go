package report

import (
	"net/url"
	"regexp"
	"strings"
)

// markdownEscapes let foreign text show as it is. A zero-width space behind @, #
// and within addresses keeps GitHub from telling people, or linking, what a node
// named.
var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "|", `\|`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "$", "&#36;",
	"@", "@&#8203;", "#", "#&#8203;", "://", ":&#8203;//", "www.", "www&#8203;.",
)

// blockStart matches what would begin a list, a heading or a rule at the start of
// a line.
var blockStart = regexp.MustCompile(`^([-+=]|[0-9]+[.)])`)

// markdown escapes one line of foreign text for the inside of a line or of a
// table cell.
func markdown(s string) string { return markdownEscapes.Replace(strings.TrimSpace(s)) }

// markdownLine escapes one line of foreign text that stands alone.
func markdownLine(s string) string {
	return blockStart.ReplaceAllStringFunc(markdown(s), func(start string) string {
		return start[:len(start)-1] + `\` + start[len(start)-1:]
	})
}

// markdownFix writes the sentences of a fix as paragraphs and its commands as
// blocks of code.
func markdownFix(fix string) string {
	var parts []string
	for _, s := range stepsOf(fix) {
		switch {
		case strings.TrimSpace(s.text) == "":
		case s.command:
			parts = append(parts, codeBlock(s.text))
		default:
			parts = append(parts, markdownLine(s.text))
		}
	}
	return strings.Join(parts, "\n\n")
}

// codeBlock fences a command with more backquotes than it has in a row.
func codeBlock(s string) string {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "\n" + s + "\n" + fence
}

// markdownReference links an address and escapes any other name of a source.
func markdownReference(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsAny(s, " <>\\|`") {
		return markdown(s)
	}
	return "<" + s + ">"
}
