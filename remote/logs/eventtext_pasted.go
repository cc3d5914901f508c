package logs

import (
	"context"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// pastedRows hands over rows whose values have blanks between them:
//
//	12/12/2011    10:13:18 AM    Microsoft-Windows-FailoverClustering    1135    Cluster node ...
//	Information 3/10/2023 9:41:06 AM Service Control Manager 7036 None The ...
//
// In tables of Get-WinEvent, a line before the rows names their source.
//
// Lines below a row continue its message; behind an empty line, those that are
// indented and name a value do.
func (t *textScan) pastedRows(ctx context.Context, r io.Reader) error {
	in := plain.NewLines(r, t.limits.Line)
	var held textEvent
	holds, apart, group := false, false, ""
	flush := func() error {
		if !holds {
			return nil
		}
		holds = false
		return t.each(held)
	}
	for {
		raw, err := in.Next()
		if err != nil {
			if stop := flush(); stop != nil {
				return stop
			}
			return orEnd(err)
		}
		if t.lines++; t.lines%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line := strings.ToValidUTF8(string(raw), "\ufffd")
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "ProviderName: "); ok {
			group, apart = strings.TrimSpace(name), true
			continue
		}
		e, ok := pastedRow(line, group)
		switch {
		case ok:
			if err := flush(); err != nil {
				return err
			}
			e.line, e.raw, e.cut = in.Number(), line, in.Cut()
			held, holds, apart = e, true, false
		case strings.TrimSpace(line) == "":
			apart = true
		case apart && !isValueLine(line):
			t.odd++
			if err := flush(); err != nil {
				return err
			}
		default:
			t.continued(&held, holds, line)
		}
	}
}

// isValueLine reports whether a line is indented and names a value.
func isValueLine(line string) bool {
	return (line[0] == ' ' || line[0] == '\t') && named.MatchString(line)
}

// word finds the words of the start of a row.
var word = regexp.MustCompile(`\S+`)

// pastedRow is the event of a row that begins with a date and a time, behind the
// word for the level at most. group is the source of rows that have none.
func pastedRow(line, group string) (textEvent, bool) {
	e := textEvent{provider: group}
	begin := line[:min(len(line), 80)]
	if strings.Count(begin, ":") == 0 || len(line) < 12 {
		return e, false
	}
	words := word.FindAllStringIndex(begin, 6)
	for first := range min(2, len(words)) {
		if first == 1 && levelWord(line[words[0][0]:words[0][1]]) == LevelUnknown {
			break
		}
		for last := min(first+3, len(words)-1); last > first; last-- {
			text := line[words[first][0]:words[last][1]]
			if w, ok := parseWritten(text); ok && w.hasTime {
				e.when = text
				if first == 1 {
					e.level = line[words[0][0]:words[0][1]]
				}
				return e, e.pastedValues(line[words[last][1]:])
			}
		}
	}
	return e, false
}

// gap is what is between two values that blanks align.
var gap = regexp.MustCompile(`\t+| {2,}`)

// pastedValues reads what is behind the time: source, number and message, in this
// order or with the number first.
func (e *textEvent) pastedValues(rest string) bool {
	rest = strings.TrimSpace(rest)
	cells := gap.Split(rest, -1)
	for i, cell := range cells[:min(len(cells), 6)] {
		id, err := strconv.Atoi(cell)
		if err != nil || id < 1 || id > 0xffff || len(cells) < 3 {
			continue
		}
		e.id = id
		behind := cells[i+1:]
		switch {
		case i > 0 || len(behind) == 0:
		case e.provider != "":
			e.level, behind = behind[0], behind[1:]
		default:
			e.provider, behind = behind[0], behind[1:]
		}
		e.before(cells[:i])
		e.message = strings.TrimPrefix(strings.Join(behind, "  "), `"`)
		return e.provider != ""
	}
	return e.singleBlanks(rest)
}

// before takes the values before the number: level, computer, source.
func (e *textEvent) before(cells []string) {
	for _, cell := range cells {
		switch {
		case levelWord(cell) != LevelUnknown:
			e.level = cell
		case isKnownProvider(cell) || e.computer != "" || !looksLikeComputer(cell):
			e.provider = cell
		default:
			e.computer = cell
		}
	}
	if e.provider == "" {
		e.provider, e.computer = e.computer, ""
	}
}

// singleBlanks reads values between which one blank is left: only what is known
// can be distinguished from words of the message.
func (e *textEvent) singleBlanks(rest string) bool {
	words := strings.Fields(rest[:min(len(rest), 256)])
	for i, w := range words {
		id, err := strconv.Atoi(w)
		if err != nil || id < 1 || id > 0xffff {
			continue
		}
		_, behind, _ := strings.Cut(rest, w+" ")
		e.id = id
		e.before(joined(words[:i]))
		if level, after, _ := strings.Cut(behind, " "); levelWord(level) != LevelUnknown {
			e.level, behind = level, strings.TrimLeft(after, " ")
		}
		if name, after := providerAt(behind); name != "" && !isKnownProvider(e.provider) {
			e.provider, e.computer, behind = name, e.provider, after
		}
		e.message = messageIn(behind, id)
		return e.provider != ""
	}
	return false
}

// joined puts the words of a source together that has several.
func joined(words []string) []string {
	for i := range words {
		if name := strings.Join(words[i:], " "); len(words)-i > 1 && isKnownProvider(name) {
			return append(words[:i:i], name)
		}
	}
	return words
}

// providerAt is the source that a text begins with.
func providerAt(text string) (provider, rest string) {
	if rest, found := strings.CutPrefix(text, serviceControlManager+" "); found {
		return serviceControlManager, rest
	}
	provider, rest, _ = strings.Cut(text, " ")
	if !isKnownProvider(provider) {
		return "", text
	}
	return provider, rest
}

// messageIn is the message of an event in a text that has other values before it.
func messageIn(text string, id int) string {
	for _, m := range messages() {
		if at := strings.Index(text, m.parts[0]); m.id == id && at >= 0 {
			return text[at:]
		}
	}
	return text
}
