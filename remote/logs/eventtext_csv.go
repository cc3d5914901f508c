package logs

import (
	"bytes"
	"io"

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
	cut int // rows that were longer
}

// next is the next row; io.EOF after the last. Quoted fields may have several lines.
func (t *tableRows) next() (row, error) {
	line, err := t.in.Next()
	if err != nil {
		return row{}, err
	}
	r := row{line: t.in.Number()}
	raw := append([]byte(nil), line...)
	for more := 0; openQuote(raw, t.sep); more++ {
		if len(raw) > t.max || more == mostJoined {
			t.cut++
			break
		}
		line, err := t.in.Next()
		if err != nil {
			break // what was begun is still a row
		}
		raw = append(append(raw, '\n'), line...)
	}
	if len(raw) > t.max {
		raw = raw[:t.max]
	}
	raw = bytes.ToValidUTF8(raw, []byte("\ufffd"))
	r.raw = string(raw)
	r.fields = splitRow(r.raw, t.sep)
	return r, nil
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
