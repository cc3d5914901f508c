package facts

import (
	"reflect"
	"strconv"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts/jsonscan"
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
	jsonscan.Scanner
	texts map[string]string
	lists map[*listPlan]reflect.Value // the room in which a list grows, for the next one
	skim  bool                        // lists are verified, and left empty
	drop  int                         // how many lists that are left empty the next value is in
}

func newDecoder() *decoder {
	return &decoder{texts: map[string]string{}, lists: map[*listPlan]reflect.Value{}}
}

// into decodes a whole document. The value has to be zero.
func (d *decoder) into(v reflect.Value, p plan, document []byte) bool {
	d.Reset(document)
	d.drop = 0
	defer d.Reset(nil)
	return p.decode(d, v, 0) && d.Next() == 0 && d.At == len(document)
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
	text, ok := d.Quoted()
	if ok && d.drop == 0 {
		v.SetString(d.kept(text))
	}
	return ok
}

func (boolPlan) decode(d *decoder, v reflect.Value, _ int) bool {
	text := d.Literal()
	v.SetBool(text == "true")
	return text == "true" || text == "false"
}

func (signedPlan) decode(d *decoder, v reflect.Value, _ int) bool {
	text := d.Literal()
	n, err := strconv.ParseInt(text, 10, v.Type().Bits())
	v.SetInt(n)
	var room [24]byte
	return err == nil && string(strconv.AppendInt(room[:0], n, 10)) == text
}

func (countPlan) decode(d *decoder, v reflect.Value, _ int) bool {
	text := d.Literal()
	n, err := strconv.ParseUint(text, 10, v.Type().Bits())
	v.SetUint(n)
	var room [24]byte
	return err == nil && string(strconv.AppendUint(room[:0], n, 10)) == text
}

func (timePlan) decode(d *decoder, v reflect.Value, _ int) bool {
	if d.Next() != '"' {
		return false
	}
	start := d.At
	if d.Text() != nil {
		return false
	}
	return v.Addr().Interface().(*time.Time).UnmarshalJSON(d.Document[start:d.At]) == nil
}

func (noPlan) decode(*decoder, reflect.Value, int) bool { return false }
