package facts

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/clusterdrift/clusterdrift/remote/facts/jsonscan"
)

// encoding/json takes a key in any case of letters, and of a key that is written twice
// it takes the last. A document could so say one thing to a person who reads it and
// another to the checks, so the keys of a document are verified before it is decoded.

// keyError is what is wrong with a key.
type keyError struct {
	line    int
	problem string
}

func (e *keyError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.problem) }

// maxDepth is how deep a document may be nested; ours are less than half as deep.
const maxDepth = 32

// keyCheck goes through the keys of one document.
type keyCheck struct {
	*jsonscan.Scanner
	known map[reflect.Type]map[string]reflect.Type // the keys of a mapping, and what they hold
}

// checkKeys returns a *keyError for the first key that is not one of the type's, exactly
// as it is spelled there, or that is written twice. Any other error says that the
// document could not be gone through, which the decoder explains better.
func checkKeys(document []byte, t reflect.Type) error {
	k := &keyCheck{&jsonscan.Scanner{Document: document}, map[reflect.Type]map[string]reflect.Type{}}
	return k.value(t, 0)
}

// value goes through the next value, which should be one of the type; nil: of any.
func (k *keyCheck) value(t reflect.Type, depth int) error {
	if depth > maxDepth {
		return errors.New("nested too deeply")
	}
	switch k.Next() {
	case '{':
		return k.mapping(t, depth)
	case '[':
		return k.list(elementOf(t), depth)
	}
	return k.Scalar()
}

func (k *keyCheck) list(element reflect.Type, depth int) error {
	return k.Items('[', ']', func() error { return k.value(element, depth+1) })
}

func (k *keyCheck) mapping(t reflect.Type, depth int) error {
	fields := k.fieldsOf(t)
	written := make(map[string]int, min(len(fields), mostKeys)) // where each key ends
	return k.Items('{', '}', func() error {
		key, err := k.Key()
		if err != nil {
			return err
		}
		if first, twice := written[key]; twice {
			return &keyError{k.line(), fmt.Sprintf("the key %s is written twice, first in line %d", quoted(key), lineAt(k.Document, int64(first)))}
		}
		written[key] = k.At
		held, known := fields[key]
		if fields != nil && !known {
			return &keyError{k.line(), unknownKey(key, fields)}
		}
		if fields == nil {
			held = elementOf(t)
		}
		if err := k.Colon(); err != nil {
			return err
		}
		return k.value(held, depth+1)
	})
}

// mostKeys is how many keys of a mapping room is made for at once.
const mostKeys = 8

// line is that of the key which was read last.
func (k *keyCheck) line() int { return lineAt(k.Document, int64(k.At)) }

// unknownKey says what is wrong with a key, with the one that the decoder would take
// it for.
func unknownKey(key string, fields map[string]reflect.Type) string {
	for name := range fields {
		if strings.EqualFold(name, key) {
			return fmt.Sprintf("unknown key %s; upper and lower case differ: write %q", quoted(key), name)
		}
	}
	return "unknown key " + quoted(key)
}

// quoted is a key as an error shows it, whatever its length.
func quoted(key string) string {
	const most = 60
	if utf8.RuneCountInString(key) > most {
		return fmt.Sprintf("%q...", string([]rune(key)[:most]))
	}
	return fmt.Sprintf("%q", key)
}

// fieldsOf are the keys of a struct that the decoder fills itself; nil for any other type.
func (k *keyCheck) fieldsOf(t reflect.Type) map[string]reflect.Type {
	t = pointedTo(t)
	if t == nil || t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return nil
	}
	if fields, ok := k.known[t]; ok {
		return fields
	}
	fields := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		if name := keyOf(f); name != "" {
			fields[name] = f.Type
		}
	}
	k.known[t] = fields
	return fields
}

// keyOf is the key of a field; empty when it has none, as one that is embedded.
func keyOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch {
	case f.Anonymous && name == "", !f.IsExported(), name == "-":
		return ""
	case name == "":
		return f.Name
	}
	return name
}

// elementOf is what a list or a map holds; nil for any other type.
func elementOf(t reflect.Type) reflect.Type {
	t = pointedTo(t)
	if t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map) {
		return t.Elem()
	}
	return nil
}

func pointedTo(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
