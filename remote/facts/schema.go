package facts

import (
	"bytes"
	_ "embed"
)

//go:generate go test -run TestSchema -update .

//go:embed schema.json
var schemaJSON []byte

// Schema returns the JSON Schema (draft 2020-12) of one document. It is generated
// from the types of this package.
func Schema() []byte { return bytes.Clone(schemaJSON) }

//go:embed manifest.schema.json
var manifestSchemaJSON []byte

// ManifestSchema returns the JSON Schema (draft 2020-12) of a manifest. It is generated
// from the types of this package.
func ManifestSchema() []byte { return bytes.Clone(manifestSchemaJSON) }
