package record

import (
	"bytes"
	"encoding/json"
	"iter"
)

// list is the items of a document, each of which is checked before the next one is
// read: a document that is not a result takes no more memory than its first item.
type list[T item] []T

// item is something in a list that can be wrong.
type item interface{ check() error }

// UnmarshalJSON reads a list; null is an empty one.
func (l *list[T]) UnmarshalJSON(data []byte) error {
	switch {
	case string(data) == "null":
		return nil
	case data[0] != '[':
		return wrongError("not a list")
	}
	i := 0
	for text := range items(data) {
		i++
		var v T
		if err := json.Unmarshal(text, &v); err != nil {
			return nth(i, inOurWords(err))
		}
		if err := v.check(); err != nil {
			return nth(i, err)
		}
		*l = append(*l, v)
	}
	return nil
}

// items yields the values in a list, which the decoder has found to be JSON.
func items(list []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		start, depth := 1, 0
		for i := 1; i < len(list); i++ {
			switch list[i] {
			case '"':
				i += endOfText(list[i:])
			case '{', '[':
				depth++
			case '}':
				depth--
			case ']':
				depth--
				if text := list[start:i]; depth < 0 && len(bytes.TrimSpace(text)) > 0 {
					yield(text)
				}
			case ',':
				if depth > 0 {
					continue
				}
				if !yield(list[start:i]) {
					return
				}
				start = i + 1
			}
		}
	}
}
