package logs

import (
	"bytes"
	"io"
	"slices"

	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// row is a row of a table, or a line of a text.
type row struct {
	fields []string
	line   int64 // where it begins, from 1
	raw    string
}

// tableRows reads a table. It is here as encoding/csv holds a field whose quote is
// never closed, however long: this one ends it at the limit, and goes on.
type tableRows struct {
	in  *plain.Lines
	sep byte // ',', ';' or '\t'
	max int
	// again are lines that were read behind a quote that is never closed.
	again []numberedLine
}

// next is the next row; io.EOF after the last. Quoted fields may have several lines.
// A quote that is never closed costs no row: the lines behind are taken one by one,
// as they are from a line on that has its date where the row has it.
func (t *tableRows) next() (row, error) {
	line, err := t.line()
	if err != nil {
		return row{}, err
	}
	number := line.number
	raw := line.text
	if !line.alone && openQuote(raw, t.sep) {
		raw = t.joined(raw)
	}
	if len(raw) > t.max {
		raw = raw[:t.max]
	}
	raw = bytes.ToValidUTF8(raw, []byte("\ufffd"))
	return row{fields: splitRow(string(raw), t.sep), line: number, raw: string(raw)}, nil
}

// numberedLine is a line with its number.
type numberedLine struct {
	text   []byte
	number int64
	alone  bool // its quotes are not looked at: an open one before it was never closed
}

// line is the next line: one that was read before, or one of the file.
func (t *tableRows) line() (numberedLine, error) {
	if len(t.again) > 0 {
		line := t.again[0]
		t.again = t.again[1:]
		return line, nil
	}
	text, err := t.in.Next()
	return numberedLine{bytes.Clone(text), t.in.Number(), false}, err
}

// joined adds the lines to a row that its open quote goes on over.
func (t *tableRows) joined(first []byte) []byte {
	date := t.dateField(first)
	raw := bytes.Clone(first)
	var behind []numberedLine
	for len(raw) <= t.max && len(behind) < mostJoined {
		line, err := t.line()
		if err != nil {
			break
		}
		behind = append(behind, line)
		if date >= 0 && t.dateField(line.text) == date {
			break
		}
		behind[len(behind)-1].alone = true
		raw = append(append(raw, '\n'), line.text...)
		if !openQuote(raw, t.sep) {
			return raw
		}
	}
	t.again = append(behind, t.again...)
	return first
}

// dateField is the first field of a line that is a date with a time; -1 without one.
func (t *tableRows) dateField(line []byte) int {
	return slices.IndexFunc(splitRow(string(line[:min(len(line), 1024)]), t.sep), func(field string) bool {
		w, ok := parseWritten(field)
		return ok && w.hasTime
	})
}

// openQuote reports whether a row ends within a quoted field.
func openQuote(raw []byte, sep byte) bool {
	if bytes.IndexByte(raw, '"') < 0 {
		return false
	}
	quoted, fresh := false, true
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '"':
			if i+1 < len(raw) && raw[i+1] == '"' {
				i++
				continue
			}
			quoted = false
		case quoted:
		case c == '"' && fresh:
			quoted, fresh = true, false
		default:
			fresh = c == sep
		}
	}
	return quoted
}

// splitRow is the fields of a row, without their quotes.
func splitRow(raw string, sep byte) []string {
	var fields []string
	for {
		field, rest, more := cutField(raw, sep)
		fields = append(fields, field)
		if !more || len(fields) == mostColumns {
			return fields
		}
		raw = rest
	}
}

const mostColumns = 64

// cutField is the first field of a row, and the rest behind the separator.
func cutField(raw string, sep byte) (field, rest string, more bool) {
	if raw == "" || raw[0] != '"' {
		for i := range len(raw) {
			if raw[i] == sep {
				return raw[:i], raw[i+1:], true
			}
		}
		return raw, "", false
	}
	var b []byte
	for i := 1; i < len(raw); i++ {
		if raw[i] != '"' {
			b = append(b, raw[i])
			continue
		}
		if i+1 < len(raw) && raw[i+1] == '"' {
			b = append(b, '"')
			i++
			continue
		}
		// What is between the closing quote and the separator is kept: it
		// belongs to the field.
		tail, rest, more := cutField(raw[i+1:], sep)
		return string(b) + tail, rest, more
	}
	return string(b), "", false
}

// tableOf opens a table by its separator.
func tableOf(r io.Reader, sep byte, limits Limits) *tableRows {
	return &tableRows{in: plain.NewLines(r, limits.Line), sep: sep, max: limits.Line}
}
