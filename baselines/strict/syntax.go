package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// decodeYAML reads the first document of a file, and whether there is another
// one. A file on which the library panics is an error, too.
func decodeYAML(data []byte) (document, more yaml.Node, err error) {
	defer func() {
		if recover() != nil {
			err = errUnreadable
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err = decoder.Decode(&document); err != nil {
		return document, more, err
	}
	if err = decoder.Decode(&more); errors.Is(err, io.EOF) {
		err = nil
	}
	return document, more, err
}

// errUnreadable is a file that the library gives up on.
var errUnreadable = errors.New("unreadable")

// scalarValue is what YAML makes of a plain value; false when it makes nothing of
// it.
func scalarValue(n *yaml.Node, into any) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return n.Decode(into) == nil
}

// syntaxError is how the YAML library words where an error is; it has no
// structured form.
var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// syntax notes an error of the library, in our words: its own are about its
// insides, and repeat what is in the file.
func (d *Document) syntax(err error, data []byte) {
	n := &yaml.Node{Line: 1, Column: 1}
	word := fault{say: "it cannot be read"}
	if m := syntaxError.FindStringSubmatch(err.Error()); m != nil {
		word = faultOf(m[2])
		if line, err := strconv.Atoi(m[1]); err == nil {
			n.Line = word.line(line, data)
		} else {
			n.Line = firstUnreadable(data) // the library does not say where it is
		}
	}
	d.Fail(n, "not YAML: "+word.say, word.hint)
}

// firstUnreadable is the first line with something that no YAML may hold: bytes that
// are not UTF-8, or a control character. It is 1 where there is none.
func firstUnreadable(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == '\n':
			line++
		case r == utf8.RuneError && size == 1, unicode.IsControl(r) && r != '\t' && r != '\r' && r != '\u0085':
			return line
		}
		data = data[size:]
	}
	return 1
}

// fault is an error of the library by a part of its message.
type fault struct{ part, say, hint string }

// line is where the fault is. The library's parser, which misses something that it
// expected, counts lines from 0, its scanner from 1.
func (f fault) line(reported int, data []byte) int {
	if !strings.HasPrefix(f.part, "expected ") {
		return reported
	}
	return min(reported+1, bytes.Count(bytes.TrimRight(data, "\n"), []byte("\n"))+1)
}

func faultOf(message string) fault {
	for _, f := range faults() {
		if strings.Contains(message, f.part) {
			return f
		}
	}
	return fault{say: "it cannot be read"}
}

func faults() []fault {
	const notUTF8 = "it is not text in UTF-8"
	quote := "write the text in quotes"
	return []fault{
		{"mapping values are not allowed", "a colon and a value are in a place where no value can begin", quote + ", or check the indentation"},
		{"could not find expected ':'", "a key has no colon", "write it like key: value"},
		{"expected ',' or ']'", "a list in brackets has no end, or lacks a comma", "close it with ]"},
		{"expected ',' or '}'", "a mapping in braces has no end, or lacks a comma", "close it with }"},
		{"expected node content", "a value is missing", ""},
		{"expected key", "the indentation differs from that of the lines before it, or a quote is missing", ""},
		{"expected '-' indicator", "the indentation differs from that of the list before it", ""},
		{"cannot start any token", "a value begins with a character that has to be in quotes", quote},
		{"tab character", "there is a tab where blanks must be", "indent with blanks"},
		{"end of stream", "a text in quotes has no end", ""},
		{"document indicator", "a text in quotes has no end", ""},
		{"unknown escape", `a text in double quotes has a \ before a character that it does not go with`, `write \\, or use single quotes`},
		{"character escape code", `a text in double quotes has a \ and a number that is not a character`, ""},
		{"hexdecimal number", `a text in double quotes has a \ and a number that is not a character`, ""},
		{"control characters", "there is a control character", "remove it, or write it in double quotes with a \\"},
		{"UTF-8", notUTF8, "save the file as UTF-8"},
		{"UTF-16", notUTF8, "save the file as UTF-8"},
		{"surrogate", notUTF8, "save the file as UTF-8"},
		{"invalid Unicode", notUTF8, "save the file as UTF-8"},
		{"unknown anchor", "an alias refers to nothing", "write the value out, or in quotes if it only begins with *"},
		{"block sequence entries", "a list begins in a place where none can", "write each item in a line of its own"},
		{"mapping keys are not allowed", "a key is in a place where none can be", quote + ", or check the indentation"},
		{"max depth", fmt.Sprintf("values are nested more than %d deep", maxDepth), ""},
		{"directive", "a line begins with %", quote},
		{"indentation indicator", "the number after | or > is not from 1 to 9", ""},
		{"tag", "a value begins with !", quote},
		{"expected '>'", "a value begins with !", quote},
		{"anchor or alias", "a value begins with & or *", quote},
		{"alphabetic or numeric character", "a value begins with & or *", quote},
	}
}
