package print

import (
	_ "embed"
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema (2020-12) of the JSON form. Its definition event is that
// of one line of the events.
func Schema() []byte { return slices.Clone(schema) }
