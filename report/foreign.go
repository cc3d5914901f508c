package report

import (
	"reflect"
	"strings"
	"time"
	"unicode"
)

// Everything in a result may have been said by a node, so each form cleans all of
// it in its own way. The walk is by reflection to be complete by construction: a
// field that is added to the model cannot be forgotten here.

// mapStrings returns a copy of r in which clean was applied to every string. A
// field with the tag text:"lines" is cleaned line by line; it keeps its breaks.
func mapStrings(r *Result, clean func(string) string) *Result {
	return mapped(reflect.ValueOf(r), clean).Interface().(*Result)
}

func mapped(v reflect.Value, clean func(string) string) reflect.Value {
	switch v.Kind() {
	case reflect.String:
		return reflect.ValueOf(clean(v.String())).Convert(v.Type())
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(mapped(v.Elem(), clean))
		return out
	case reflect.Slice:
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(mapped(v.Index(i), clean))
		}
		return out
	case reflect.Struct:
		return mappedStruct(v, clean)
	}
	return v
}

func mappedStruct(v reflect.Value, clean func(string) string) reflect.Value {
	if v.Type() == reflect.TypeFor[time.Time]() {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	for i := range v.NumField() {
		c := clean
		if v.Type().Field(i).Tag.Get("text") == "lines" {
			c = func(s string) string { return eachLine(s, clean) }
		}
		out.Field(i).Set(mapped(v.Field(i), c))
	}
	return out
}

func eachLine(s string, clean func(string) string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = clean(l)
	}
	return strings.Join(lines, "\n")
}

// longest is how many runes of one foreign text a terminal gets to see, and
// marks how many combining marks in a row: more than that smears over other lines.
const (
	longest = 1200
	marks   = 4
)

// Clean makes foreign text safe for a terminal: one line of it, without
// control characters, escape sequences, or characters that turn the direction of
// writing or do not show, and not longer than a person will read.
func Clean(s string) string {
	var b strings.Builder
	written, inARow := 0, 0
	for _, r := range s { // what is not UTF-8 comes as U+FFFD
		if unicode.Is(unicode.M, r) {
			inARow++
		} else {
			inARow = 0
		}
		switch {
		case unicode.Is(unicode.Cf, r), inARow > marks:
			continue
		case unicode.IsSpace(r):
			r = ' '
		case !unicode.IsGraphic(r):
			r = unicode.ReplacementChar
		}
		if written == longest {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		written++
	}
	return b.String()
}

// xmlText drops what XML 1.0 cannot hold (section 2.2, production Char).
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF,
			r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
			return r
		}
		return -1
	}, s)
}
