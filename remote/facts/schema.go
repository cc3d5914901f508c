package facts

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// Schema returns the JSON Schema (draft 2020-12) of one document, made from the
// types of this package.
func Schema() []byte {
	s := (&jsonschema.Reflector{ExpandedStruct: true}).Reflect(&Node{})
	s.Title = "clusterdrift facts of one node, format 1"
	s.ID = "https://github.com/clusterdrift/clusterdrift/remote/facts/schema.json"
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // the types are fixed
	}
	return append(data, '\n')
}
