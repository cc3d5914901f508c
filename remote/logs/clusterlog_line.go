package logs

import (
	"bytes"
	"strings"
	"time"
)

// prefix is what a line of a cluster log begins with:
//
//	[N ] [\[Channel\] ] [pid.tid::] [YYYY/MM/DD-]HH:MM:SS.mmm [LEVEL] text
//
// N is the line number of a viewer, which pasted lines have. Lines of 2008 and
// later have a level; process and thread are hexadecimal with up to eight digits.
type prefix struct {
	channel []byte // "System"; nil without one
	date    []byte // "2014/06/10"; nil when it was stripped or masked
	clock   time.Duration
	level   Level
	text    int // where the text begins
}

// parsePrefix reports whether a line begins a record.
func parsePrefix(line []byte) (p prefix, ok bool) {
	i := skipViewerNumber(line)
	p.channel, i = channelOf(line, i)
	i, thread := threadOf(line, i)
	p.date, i, ok = dateOf(line, i)
	if !ok {
		return p, false
	}
	p.clock, i, ok = clockOf(line, i)
	if !ok || i < len(line) && line[i] != ' ' && line[i] != '\t' {
		return p, false
	}
	p.level, i = levelOf(line, i)
	p.text = skipBlanks(line, i)
	// A time of day alone is in many texts: something else has to say that this is a log.
	return p, thread || p.date != nil || p.level != LevelUnknown
}

func skipBlanks(line []byte, i int) int {
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++
	}
	return i
}

// skipViewerNumber is where a line begins behind the number that a viewer put
// before it.
func skipViewerNumber(line []byte) int {
	start := skipBlanks(line, 0)
	i := start
	for i < len(line) && isDigit(line[i]) {
		i++
	}
	if i == start || i == len(line) {
		return start
	}
	switch line[i] {
	case ' ', '\t':
		return skipBlanks(line, i)
	case ':': // of grep -n
		if i+1 < len(line) && (line[i+1] == '[' || isHex(line[i+1])) && hasThread(line[i+1:]) {
			return i + 1
		}
	}
	return start
}

// hasThread reports whether a text has process and thread soon, as grep -n puts a
// number and a colon in front of a line, and so does a time of day.
func hasThread(text []byte) bool {
	return bytes.Contains(text[:min(len(text), 40)], []byte("::"))
}

// channelOf is the name in brackets before process and thread.
func channelOf(line []byte, i int) ([]byte, int) {
	if i >= len(line) || line[i] != '[' {
		return nil, i
	}
	for end := i + 1; end < len(line) && end < i+64; end++ {
		switch c := line[end]; {
		case c == ']' && end > i+1:
			return line[i+1 : end], skipBlanks(line, end+1)
		case !isLetter(c) && !isDigit(c) && c != '-' && c != '/':
			return nil, i
		}
	}
	return nil, i
}

// threadOf skips "00000f44.00000a58::" and blanks behind it, and reports whether
// it was there.
func threadOf(line []byte, i int) (int, bool) {
	p := skipHex(line, i)
	if p == i || p >= len(line) || line[p] != '.' {
		return i, false
	}
	t := skipHex(line, p+1)
	if t == p+1 || t+1 >= len(line) || line[t] != ':' || line[t+1] != ':' {
		return i, false
	}
	return skipBlanks(line, t+2), true
}

// skipHex is the end of one to eight hexadecimal digits.
func skipHex(line []byte, i int) int {
	end := min(len(line), i+8)
	for i < end && isHex(line[i]) {
		i++
	}
	return i
}

// dateOf is "YYYY/MM/DD-" or its masked form, which has letters for digits; both
// may have a blank before the dash. Without either, ok is true when a digit
// follows, as of a time.
func dateOf(line []byte, i int) (date []byte, next int, ok bool) {
	if i+10 < len(line) && line[i+4] == '/' && line[i+7] == '/' {
		end := skipBlanks(line, i+10)
		if end < len(line) && line[end] == '-' {
			date = line[i : i+10]
			if !isDigit(date[0]) {
				date = nil
			}
			return date, skipBlanks(line, end+1), true
		}
	}
	return nil, i, i < len(line) && isDigit(line[i])
}

// clockOf is "HH:MM:SS.mmm".
func clockOf(line []byte, i int) (clock time.Duration, next int, ok bool) {
	if len(line)-i < 12 || line[i+2] != ':' || line[i+5] != ':' || line[i+8] != '.' {
		return 0, i, false
	}
	h, m, s := twoDigits(line[i:]), twoDigits(line[i+3:]), twoDigits(line[i+6:])
	ms := threeDigits(line[i+9:])
	if h > 23 || m > 59 || s > 59 || ms > 999 {
		return 0, i, false
	}
	return time.Duration((h*60+m)*60+s)*time.Second + time.Duration(ms)*time.Millisecond, i + 12, true
}

// levelOf is the level behind the time, if there is one.
func levelOf(line []byte, i int) (Level, int) {
	start := skipBlanks(line, i)
	end := start
	for end < len(line) && end < start+5 && line[end] >= 'A' && line[end] <= 'Z' {
		end++
	}
	if end < len(line) && line[end] != ' ' && line[end] != '\t' {
		return LevelUnknown, i
	}
	switch string(line[start:end]) {
	case "INFO":
		return Info, end
	case "WARN":
		return Warning, end
	case "ERR":
		return Error, end
	case "DBG":
		return Verbose, end
	}
	return LevelUnknown, i
}

// outOfRange is more than any part of a date or time may be.
const outOfRange = 1 << 20

func twoDigits(b []byte) int {
	if !isDigit(b[0]) || !isDigit(b[1]) {
		return outOfRange
	}
	return int(b[0]-'0')*10 + int(b[1]-'0')
}

func threeDigits(b []byte) int {
	if !isDigit(b[2]) {
		return outOfRange
	}
	return twoDigits(b)*10 + int(b[2]-'0')
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isHex(c byte) bool    { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// split takes the component off a text: "[NETFT] text", "[DM]: text",
// "[CHANNEL 10.0.0.1:~3343~] text", "[Reconnector- text", or behind a name of C++,
// "rcm::Worker[RCM] text", which stays. What the bracket holds besides the name is
// the endpoint.
func split(text string) (component, endpoint, rest string) {
	if text == "" || text[0] != '[' {
		return behindName(text), "", text
	}
	end := 1
	for end < len(text) && (isLetter(text[end]) || isDigit(text[end]) || text[end] == '_' || text[end] == '.') {
		end++
	}
	if end == 1 || end == len(text) {
		return "", "", text
	}
	component, inside := text[1:end], text[end:]
	closing := strings.IndexByte(inside, ']')
	word := strings.TrimLeft(inside[:max(closing, 0)], " -")
	if closing < 0 || strings.ContainsAny(word, " [") {
		return component, "", strings.TrimLeft(inside, "- ") // never closed
	}
	rest = strings.TrimPrefix(inside[closing+1:], ":")
	return component, word, strings.TrimLeft(rest, " ")
}

// behindName is the component behind a name of C++: "rcm::Worker[RCM] text".
func behindName(text string) string {
	word, _, _ := strings.Cut(text, " ")
	open := strings.IndexByte(word, '[')
	if open <= 0 || word[len(word)-1] != ']' || !strings.Contains(word[:open], "::") {
		return ""
	}
	return word[open+1 : len(word)-1]
}

// another is where a second record begins within a line, as in pasted logs that
// lost their line ends; -1 without one. It looks for "::" before a date, which no
// address has.
func another(line []byte, from int) int {
	for from < len(line) {
		at := bytes.Index(line[from:], []byte("::"))
		if at < 0 {
			return -1
		}
		at += from
		if begin := threadBefore(line, at); begin > 0 {
			if _, ok := parsePrefix(line[begin:]); ok {
				return begin
			}
		}
		from = at + 2
	}
	return -1
}

// isQuotePrefix reports whether what is before a record is of who quotes it: the marks
// of mail, or a file with the number of the line as grep and Select-String write it.
func isQuotePrefix(before []byte) bool {
	before = bytes.TrimRight(before, " \t")
	if len(bytes.Trim(before, "> \t|")) == 0 {
		return true
	}
	name, ok := bytes.CutSuffix(before, []byte(":"))
	digits := bytes.TrimRight(name, "0123456789")
	return ok && len(digits) < len(name) && (len(digits) == 0 || digits[len(digits)-1] == ':')
}

// threadBefore is where process, thread and channel begin that end at "::", when
// a date follows; -1 otherwise.
func threadBefore(line []byte, colons int) int {
	after := line[colons+2:]
	if len(after) < 11 || after[4] != '/' || after[7] != '/' || !isDigit(after[0]) {
		return -1
	}
	i := colons
	for i > 0 && (isHex(line[i-1]) || line[i-1] == '.') {
		i--
	}
	if i == colons {
		return -1
	}
	if before := bytes.TrimRight(line[:i], " "); len(before) > 0 && before[len(before)-1] == ']' {
		if open := bytes.LastIndexByte(before, '['); open > 0 {
			return open
		}
	}
	return i
}
