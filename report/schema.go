package report

import (
	_ "embed"
	"slices"
)

//go:embed schema/result.schema.json
var schema []byte

// Schema returns the JSON Schema (2020-12) of the JSON form.
func Schema() []byte { return slices.Clone(schema) }

//go:embed schema/finding.schema.json
var findingSchema []byte

// FindingSchema returns the JSON Schema (2020-12) of a line of the format jsonl.
func FindingSchema() []byte { return slices.Clone(findingSchema) }
