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
	Clusters present         `json:"clusters"`
	Exit     present         `json:"exit"`
	Schema   present         `json:"schema"`
	Name     present         `json:"name"`
	Nodes    present         `json:"nodes"`
	Runs     present         `json:"runs"`
}

// present is set by any value of a key, which is not copied: it may be most of a document.
type present bool

// UnmarshalJSON notes that there is a value.
func (p *present) UnmarshalJSON([]byte) error {
	*p = true
	return nil
}

// IsResult reports whether a document is a result, whatever may be wrong with it.
func IsResult(data []byte) bool {
	var h head
	return json.Unmarshal(data, &h) == nil && h.isResult()
}

func (h head) isResult() bool { return bool(h.Clusters && h.Exit && !h.Name) }

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
	case bool(h.Schema):
		return 0, &KindError{Manifest}
	case bool(h.Name) && h.Format != nil:
		return 0, &KindError{Facts}
	case bool(h.Runs):
		return 0, &KindError{"a report in the format sarif"}
	case bool(h.Nodes):
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
