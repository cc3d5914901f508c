package findings

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Step is a sentence of a fix, or a command in it.
type Step struct {
	Text    string // without backquotes and line breaks
	Command bool   // Text is to be run, not read
}

// StepsOf takes the text of a fix apart. An indented line is a command, and so is
// what stands between backquotes and has a blank in it; the rest are sentences.
func StepsOf(fix string) []Step {
	var steps []Step
	for line := range strings.SplitSeq(strings.TrimRight(fix, " \n"), "\n") {
		if strings.HasPrefix(line, " ") {
			steps = append(steps, Step{strings.Trim(line, " `"), true})
			continue
		}
		steps = append(steps, quoted(line)...)
	}
	return steps
}

// quoted splits a line at the commands between backquotes. Brackets around a
// command go, as the line break says as much; one that begins a longer aside stays
// in its sentence.
func quoted(line string) []Step {
	parts := strings.Split(line, "`")
	if len(parts)%2 == 0 { // a backquote without its second half
		return []Step{{line, false}}
	}
	var steps []Step
	sentence := parts[0]
	end := func() {
		if s := strings.Trim(sentence, " .,;"); s != "" {
			steps = append(steps, Step{capital(strings.Trim(strings.TrimLeft(sentence, ".,;"), " ")), false})
		}
	}
	for i := 1; i < len(parts); i += 2 {
		command, rest := parts[i], parts[i+1]
		before, opened := strings.CutSuffix(sentence, "(")
		after, closed := strings.CutPrefix(rest, ")")
		switch {
		case !strings.Contains(command, " "):
			sentence += command + rest
			continue
		case opened && !closed:
			sentence += "`" + command + "`" + rest
			continue
		case opened:
			sentence, rest = before, after
		}
		end()
		steps = append(steps, Step{command, true})
		sentence = rest
	}
	end()
	return steps
}

// capital begins a sentence: what follows a command stands on a line of its own.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
