package inventory

import (
	"bytes"
	_ "embed"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

//go:embed schema.json
var schemaJSON []byte

// Schema returns the JSON Schema (draft 2020-12) of an inventory of format 1.
// Load uses it too, so that an editor and a scan agree on what is valid.
func Schema() []byte { return bytes.Clone(schemaJSON) }

var compiledSchema = strict.Embedded(schemaJSON, "an inventory")
