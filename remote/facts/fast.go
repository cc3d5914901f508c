package facts

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Documents as Write writes them are decoded in one pass, which verifies the keys as it
// goes. It takes nothing that encoding/json would not take, or would take for something
// else: where it is not sure, it gives up, and the document goes the long way through
// checkKeys and encoding/json, which also say what is wrong with it.

// plan decodes values of one type. It returns false when it gives up; what it has set by
// then is of no use.
type plan interface {
	decode(d *decoder, v reflect.Value, depth int) bool
}

// decoder is the work on documents, of which one follows another.
type decoder struct {
	scanner
	texts map[string]string
	lists map[*listPlan]reflect.Value // the room in which a list grows, for the next one
	meant []byte                      // the room for what a text means
	skim  bool                        // lists are verified, and left empty
	drop  int                         // how many lists that are left empty the next value is in
}

func newDecoder() *decoder {
	return &decoder{texts: map[string]string{}, lists: map[*listPlan]reflect.Value{}}
}

// into decodes a whole document. The value has to be zero.
func (d *decoder) into(v reflect.Value, p plan, document []byte) bool {
	d.scanner, d.drop = scanner{document: document}, 0
	defer func() { d.document = nil }()
	return p.decode(d, v, 0) && d.next() == 0 && d.at == len(document)
}

// Bounds of the texts that a decoder keeps to have one copy of each: what nodes have in
// common comes with the first of them.
const (
	mostTexts   = 1 << 15
	longestText = 512 // bytes
)

// kept is a text as a string; the same one for the same text.
func (d *decoder) kept(text []byte) string {
	if s, ok := d.texts[string(text)]; ok {
		return s
	}
	s := string(text)
	if len(s) <= longestText && len(d.texts) < mostTexts {
		d.texts[s] = s
	}
	return s
}

// quoted is what the next text means, without a copy unless something is escaped.
func (d *decoder) quoted() ([]byte, bool) {
	if d.next() != '"' {
		return nil, false
	}
	start := d.at
	if d.text() != nil {
		return nil, false
	}
	in := d.document[start:d.at]
	body := in[1 : len(in)-1]
	if isUnescaped(body) {
		return body, true
	}
	if meant, ok := d.unescaped(body); ok {
		return meant, true
	}
	var meant string
	if json.Unmarshal(in, &meant) != nil {
		return nil, false
	}
	return []byte(meant), true
}

// isUnescaped reports whether what is between two quotes means what it is made of.
func isUnescaped(body []byte) bool {
	ascii := true
	for _, c := range body {
		if c == '\\' || c < ' ' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.Valid(body)
}

// unescaped is what a text with escapes of one letter means, until the next call. Other
// escapes it leaves to encoding/json, and what is not a text.
func (d *decoder) unescaped(body []byte) ([]byte, bool) {
	meant := d.meant[:0]
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c < ' ' {
			return nil, false
		}
		if c == '\\' {
			if i++; i == len(body) {
				return nil, false
			}
			escaped := strings.IndexByte(escapes, body[i])
			if escaped < 0 {
				return nil, false
			}
			c = escapeMeans[escaped]
		}
		meant = append(meant, c)
	}
	d.meant = meant
	return meant, utf8.Valid(meant)
}

// The letters behind a backslash, and what each of them means.
const (
	escapes     = `\"/nrtbf`
	escapeMeans = "\\\"/\n\r\t\b\f"
)

// literal is a number, true or false, as it is written.
func (d *decoder) literal() string {
	d.next()
	start := d.at
	for d.at < len(d.document) && !ends(d.document[d.at]) {
		d.at++
	}
	return string(d.document[start:d.at])
}

// ends reports whether a character is behind a literal.
func ends(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ':', '[', ']', '{', '}', '"':
		return true
	}
	return false
}

// The plans of single values. A number that is written in another way than strconv does
// is for the long way.
type (
	textPlan   struct{}
	boolPlan   struct{}
	signedPlan struct{}
	countPlan  struct{}
	timePlan   struct{}
	noPlan     struct{} // of a type that has none
)

func (textPlan) decode(d *decoder, v reflect.Value, _ int) bool {
	text, ok := d.quoted()
	if ok && d.drop == 0 {
		v.SetString(d.kept(text))
	}
	return ok
}

func (boolPlan) decode(d *decoder, v reflect.Value, _ int) bool {
	text := d.literal()
	v.SetBool(text == "true")
	return text == "true" || text == "false"
}

func (signedPlan) decode(d *decoder, v reflect.Value, _ int) bool {
	text := d.literal()
	n, err := strconv.ParseInt(text, 10, v.Type().Bits())
	v.SetInt(n)
	var room [24]byte
	return err == nil && string(strconv.AppendInt(room[:0], n, 10)) == text
}

func (countPlan) decode(d *decoder, v reflect.Value, _ int) bool {
	text := d.literal()
	n, err := strconv.ParseUint(text, 10, v.Type().Bits())
	v.SetUint(n)
	var room [24]byte
	return err == nil && string(strconv.AppendUint(room[:0], n, 10)) == text
}

func (timePlan) decode(d *decoder, v reflect.Value, _ int) bool {
	if d.next() != '"' {
		return false
	}
	start := d.at
	if d.text() != nil {
		return false
	}
	return v.Addr().Interface().(*time.Time).UnmarshalJSON(d.document[start:d.at]) == nil
}

func (noPlan) decode(*decoder, reflect.Value, int) bool { return false }
