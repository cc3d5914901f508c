package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/clusterdrift/clusterdrift/checks"
)

// wrongError is what is wrong with a document, in our words.
type wrongError string

func (w wrongError) Error() string { return string(w) }

// inOurWords is an error of the decoder without its own words, which name types of this
// program and of Go. What reads itself here is a list, a date or a time, and only a
// time has no error of ours.
func inOurWords(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return wrongError(fmt.Sprintf("%s has a value of another type (%.40s)", keyOr(wrong.Field), wrong.Value))
	}
	if ours, ok := errors.AsType[wrongError](err); ok {
		return ours
	}
	if date, ok := errors.AsType[checks.DateError](err); ok {
		return wrongError(date.Error())
	}
	return wrongError("a time is not written as 2026-11-22T09:30:00Z")
}

// keyOr is the key of a document by the path that the decoder gives, which also names types
// that are embedded in others. A key begins with a small letter.
func keyOr(path string) string {
	var keys []string
	for part := range strings.SplitSeq(path, ".") {
		if part != "" && !unicode.IsUpper(rune(part[0])) {
			keys = append(keys, part)
		}
	}
	if len(keys) == 0 {
		return "something in it"
	}
	return fmt.Sprintf("the key %.80q", strings.Join(keys, "."))
}

// nth is what is wrong with an item of a list, counted from 1.
func nth(i int, err error) error { return wrongError(fmt.Sprintf("item %d: %v", i, err)) }
