package plan

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
)

// cmdEcho writes plain text so that echo shows it and cmd.exe does nothing else
// with it: a caret before a quote keeps cmd.exe from taking what follows as quoted,
// so that the caret before any other character counts.
func cmdEcho(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '%':
			b.WriteByte('%')
		case '^', '&', '|', '<', '>', '(', ')', '"':
			b.WriteByte('^')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// psQuote writes plain text as a string of PowerShell in which nothing is
// expanded. Typographic quotes would end it, too; plain text has none.
func psQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// comment leaves of a foreign text what means nothing to either shell, not even
// behind rem, where cmd.exe still expands what is between percent signs.
func comment(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" .,:;+_-/@[]", r):
			return r
		}
		return '?'
	}, report.Clean(s))
}
