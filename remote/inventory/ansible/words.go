package ansible

import (
	"regexp"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// word is a part of a line and how many bytes precede it.
type word struct {
	text   string
	column int
}

// split takes a line apart as a POSIX shell does: by blanks that no quotes
// enclose, up to a #.
func split(line string) (words []word, problem string) {
	var text strings.Builder
	start, quote := -1, byte(0)
	end := func() {
		if start >= 0 {
			words = append(words, word{text.String(), start})
		}
		start = -1
		text.Reset()
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		if quote == 0 && (c == ' ' || c == '\t') {
			end()
			continue
		}
		if quote == 0 && c == '#' {
			break
		}
		if start < 0 {
			start = i
		}
		switch {
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == '\\' && quote != '\'':
			i++
			if i == len(line) {
				return nil, "a \\ ends the line"
			}
			if quote == '"' && line[i] != '"' && line[i] != '\\' {
				text.WriteByte('\\')
			}
			text.WriteByte(line[i])
		default:
			text.WriteByte(c)
		}
	}
	if quote != 0 {
		return nil, "a quote is not closed"
	}
	end()
	return words, ""
}

// Values that Python takes for a literal, with a comment after it.
var (
	quotedText  = regexp.MustCompile(`^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(?:#.*)?$`)
	plainNumber = regexp.MustCompile(`^([0-9]+)\s*(?:#.*)?$`)
	plainList   = regexp.MustCompile(`^\[(.*)\]\s*(?:#.*)?$`)
	// pythonEscape would be another character in Python.
	pythonEscape = regexp.MustCompile(`\\[abfnrtvxuUN0-7]`)
)

// literal reads the value of an INI variable, which Ansible reads as a literal
// of Python, and else takes as it is.
func literal(text string, at strict.Position) Value {
	if strings.HasPrefix(text, vault) {
		return Value{Position: at, Kind: Encrypted}
	}
	if m := plainNumber.FindStringSubmatch(text); m != nil {
		return Value{Position: at, Text: m[1]}
	}
	if m := plainList.FindStringSubmatch(text); m != nil {
		v := Value{Position: at, Kind: List}
		for item := range strings.SplitSeq(m[1], ",") {
			v.Items = append(v.Items, literal(strings.TrimSpace(item), at).Text)
		}
		return v
	}
	m := quotedText.FindStringSubmatch(text)
	if m == nil {
		return Value{Position: at, Text: text}
	}
	inner := m[1] + m[2]
	if pythonEscape.MatchString(strings.ReplaceAll(inner, `\\`, "")) {
		return Value{Position: at, Kind: Unreadable}
	}
	return Value{Position: at, Text: strings.NewReplacer(`\\`, `\`, `\'`, `'`, `\"`, `"`).Replace(inner)}
}
