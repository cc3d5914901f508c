package record

import (
	"bytes"
	"encoding/json"
)

// list is the items of a document, each of which is checked before the next one is
// read: a document that is not a result takes no more memory than its first item.
type list[T item] []T

// item is something in a list that can be wrong.
type item interface{ check() error }

// UnmarshalJSON reads a list; null is an empty one.
func (l *list[T]) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	switch start, err := d.Token(); {
	case err != nil:
		return err
	case start == nil:
		return nil
	case start != json.Delim('['):
		return wrongError("not a list")
	}
	for i := 1; d.More(); i++ {
		var v T
		if err := d.Decode(&v); err != nil {
			return nth(i, inOurWords(err))
		}
		if err := v.check(); err != nil {
			return nth(i, err)
		}
		*l = append(*l, v)
	}
	return nil
}
