package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

// valid checks a document, of JSON or YAML, by a schema.
func valid(document []byte, schema string) error {
	text, err := os.ReadFile(schema)
	if err != nil {
		return err
	}
	rules, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("%s: %w", schema, err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	name := filepath.Base(schema)
	if err := compiler.AddResource(name, rules); err != nil {
		return fmt.Errorf("%s: %w", schema, err)
	}
	compiled, err := compiler.Compile(name)
	if err != nil {
		return fmt.Errorf("%s: %w", schema, err)
	}
	value, err := plain(document)
	if err != nil {
		return err
	}
	return compiled.Validate(value)
}

// plain is a document as JSON has it: in YAML, a day without quotes is a text, too.
func plain(document []byte) (any, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil {
		return nil, err
	}
	untimed(&root)
	var value any
	if err := root.Decode(&value); err != nil {
		return nil, err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}

func untimed(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, child := range n.Content {
		untimed(child)
	}
}
