package report

import (
	"math"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// Everything in a result may have been said by a node, so each form cleans all of
// it in its own way. The walk is by reflection to be complete by construction: a
// field that is added to the model cannot be forgotten here.

// MapStrings returns a copy of r in which clean was applied to every string; r stays
// as it is. A field with the tag text:"lines" is cleaned line by line; it keeps its breaks.
func MapStrings(r *Result, clean func(string) string) *Result { return mapText(r, clean) }

// mapText is mapStrings for anything that is made of exported fields.
func mapText[T any](v T, clean func(string) string) T {
	return mapped(reflect.ValueOf(&v), clean).Elem().Interface().(T)
}

// Cleaned returns a copy of v, as deep as its exported fields lead, in which every
// text is as Clean leaves it but as long as it was: for documents that programs
// read.
func Cleaned[T any](v T) T { return mapText(v, CleanWhole) }

func mapped(v reflect.Value, clean func(string) string) reflect.Value {
	switch v.Kind() {
	case reflect.String:
		s := clean(v.String())
		if s == v.String() {
			return v
		}
		return reflect.ValueOf(s).Convert(v.Type())
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(mapped(v.Elem(), clean))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(mapped(v.Index(i), clean))
		}
		return out
	case reflect.Map:
		return mappedMap(v, clean)
	case reflect.Struct:
		return mappedStruct(v, clean)
	}
	return v
}

func mappedMap(v reflect.Value, clean func(string) string) reflect.Value {
	if v.IsNil() {
		return v
	}
	out := reflect.MakeMapWithSize(v.Type(), v.Len())
	for key, value := range v.Seq2() {
		out.SetMapIndex(mapped(key, clean), mapped(value, clean))
	}
	return out
}

func mappedStruct(v reflect.Value, clean func(string) string) reflect.Value {
	if v.Type() == reflect.TypeFor[time.Time]() {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
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
func Clean(s string) string { return cleaned(s, longest) }

// CleanWhole is Clean for a text that no terminal shows: it is not shortened.
func CleanWhole(s string) string { return cleaned(s, math.MaxInt) }

func cleaned(s string, longest int) string {
	if len(s) <= longest && isPlain(s) {
		return s
	}
	var b strings.Builder
	written, inARow := 0, 0
	for _, r := range s { // what is not UTF-8 comes as U+FFFD
		switch {
		case unicode.Is(unicode.Cf, r):
			continue
		case unicode.Is(unicode.M, r):
			inARow++
		default:
			inARow = 0
		}
		switch {
		case inARow > marks:
			continue
		case unicode.IsSpace(r):
			r = ' '
		case foreign.Hidden(r):
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

// isPlain reports whether a text is printable ASCII, as most are: there is nothing
// to clean in it.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
