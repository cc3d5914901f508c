package record

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Documents of the program that are not results.
const (
	Facts     = "the facts of a node"
	Manifest  = "the manifest of collected facts"
	Inventory = "an inventory"
)

// KindError is a JSON document that is not a result.
type KindError struct {
	// Kind is what it is, Facts among others; empty when that is not known.
	Kind string
}

// Error says what the document is.
func (e *KindError) Error() string {
	if e.Kind == "" {
		return "it is not a result of clusterdrift"
	}
	return "it is not a result of clusterdrift, but " + e.Kind
}

// head is what tells the documents of the program from each other.
type head struct {
	Format   json.RawMessage `json:"format"`
	Clusters json.RawMessage `json:"clusters"`
	Exit     json.RawMessage `json:"exit"`
	Schema   json.RawMessage `json:"schema"`
	Name     json.RawMessage `json:"name"`
	Nodes    json.RawMessage `json:"nodes"`
	Runs     json.RawMessage `json:"runs"`
}

// IsResult reports whether a document is a result, whatever may be wrong with it.
func IsResult(data []byte) bool {
	var h head
	return json.Unmarshal(data, &h) == nil && h.isResult()
}

func (h head) isResult() bool { return h.Clusters != nil && h.Exit != nil && h.Name == nil }

// formatOf is the format of a result. The error is a *KindError for another document.
func formatOf(data []byte) (int, error) {
	var h head
	if err := decode(data, &h); err != nil {
		if _, ok := errors.AsType[*json.UnmarshalTypeError](json.Unmarshal(data, &h)); ok {
			return 0, &KindError{}
		}
		return 0, err
	}
	switch {
	case h.isResult():
	case h.Schema != nil:
		return 0, &KindError{Manifest}
	case h.Name != nil && h.Format != nil:
		return 0, &KindError{Facts}
	case h.Runs != nil:
		return 0, &KindError{"a report in the format sarif"}
	case h.Nodes != nil:
		return 0, &KindError{Inventory}
	default:
		return 0, &KindError{}
	}
	var format int
	if err := json.Unmarshal(h.Format, &format); err != nil || format < 1 {
		return 0, fmt.Errorf("the result has no format, or %.20q", h.Format)
	}
	return format, nil
}
