package baselines

import (
	"bytes"
	_ "embed"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

//go:embed schema.json
var schemaJSON []byte

// Schema returns the JSON Schema (draft 2020-12) of one file of format 1. The
// loader uses it too, so that an editor and a scan agree on what is valid.
func Schema() []byte { return bytes.Clone(schemaJSON) }

// Allows reports whether the format allows a text or number at a path of keys and
// indexes in a file: "offload", "rss", "want", "0". How the files of a baseline fit
// together is not looked at.
func Allows(value any, path ...string) bool { return compiledSchema().Allows(value, path...) }

var compiledSchema = strict.Embedded(schemaJSON, "a baseline")
