package facts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
)

// decodingError says in our words why a document could not be read: those of the
// library are about its insides and the types of Go.
func decodingError(document []byte, what string, err error) error {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	var moment *time.ParseError
	switch {
	case errors.Is(err, io.EOF), len(bytes.TrimSpace(document)) == 0:
		return errors.New(what + ": it is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New(what + ": it is cut off")
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: line %d is not JSON", what, lineAt(document, syntax.Offset))
	case errors.As(err, &wrong):
		return fmt.Errorf("%s: line %d: %s is %s, not %s", what, lineAt(document, wrong.Offset), field(wrong.Field), valueName(wrong.Value), typeName(wrong.Type))
	case errors.As(err, &moment):
		return errors.New(what + ": a time is not written like 2026-03-01T10:00:00Z")
	}
	// There is no type for it.
	if key, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("%s: unknown key %s", what, key)
	}
	return errors.New(what)
}

// lineAt is the line that has the byte before an offset, counted from 1.
func lineAt(document []byte, offset int64) int {
	return 1 + bytes.Count(document[:min(max(offset-1, 0), int64(len(document)))], []byte("\n"))
}

// field is the path to a value; empty for the document as a whole.
func field(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}

// valueName is what the library found, "number 1.5" for one.
func valueName(value string) string {
	kind, rest, _ := strings.Cut(value, " ")
	switch kind {
	case "string":
		return "text"
	case "bool":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "a mapping"
	case "number":
		if rest != "" {
			return "the number " + rest
		}
		return "a number"
	}
	return "something else"
}

func typeName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number"
	case reflect.Float32, reflect.Float64:
		return "a number"
	}
	return "a mapping"
}
