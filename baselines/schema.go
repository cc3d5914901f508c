package baselines

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"gopkg.in/yaml.v3"
)

//go:embed schema.json
var schemaJSON []byte

// Schema returns the JSON Schema (draft 2020-12) of one file of format 1. The
// loader uses it too, so that an editor and a scan agree on what is valid.
func Schema() []byte { return bytes.Clone(schemaJSON) }

// compiledSchema is compiled once, on first use, and never changes.
var compiledSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	const name = "schema.json"
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err != nil {
		return nil, fmt.Errorf("read baseline schema: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, document); err != nil {
		return nil, fmt.Errorf("read baseline schema: %w", err)
	}
	return compiler.Compile(name)
})

// validate notes every place where the layer breaks the schema.
func (l *layer) validate(schema *jsonschema.Schema) {
	var invalid *jsonschema.ValidationError
	if errors.As(schema.Validate(l.instance), &invalid) {
		l.describe(schema, invalid)
	}
}

// describe notes the leaves of an error tree in the words of the format.
func (l *layer) describe(schema *jsonschema.Schema, e *jsonschema.ValidationError) {
	for _, cause := range e.Causes {
		l.describe(schema, cause)
	}
	if len(e.Causes) > 0 {
		return
	}
	at := locate(l.root, e.InstanceLocation)
	rule := schemaAt(schema, e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, key := range k.Properties {
			l.fail(keyNode(at, key), fmt.Sprintf("unknown key %q", key), suggest(key, slices.Collect(maps.Keys(rule.Properties))))
		}
	case *kind.Required:
		l.fail(at, "missing "+strings.Join(k.Missing, ", "), "")
	case *kind.UniqueItems:
		l.fail(at.Content[k.Duplicates[1]], "the same value twice in "+subject(e.InstanceLocation), "")
	default:
		message, hint := wording(e, rule)
		l.fail(at, message, hint)
	}
}

// wording says what is wrong with a single value.
func wording(e *jsonschema.ValidationError, rule *jsonschema.Schema) (message, hint string) {
	what := subject(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		return fmt.Sprintf("%s must be %s, not %s", what, typeName(k.Want[0]), typeName(k.Got)), ""
	case *kind.Enum:
		valid := make([]string, len(k.Want))
		for i, w := range k.Want {
			valid[i] = fmt.Sprint(w)
		}
		word := fmt.Sprint(k.Got)
		return fmt.Sprintf("unknown value %q for %s", word, what), suggest(word, valid)
	case *kind.Pattern:
		return notA(k.Got, rule)
	case *kind.Format:
		return notA(k.Got, rule)
	case *kind.Minimum:
		return outside(what, k.Got, "below", k.Want), ""
	case *kind.Maximum:
		return outside(what, k.Got, "above", k.Want), ""
	case *kind.MinLength, *kind.MinItems, *kind.MinProperties:
		return what + " is empty", ""
	}
	return what + " breaks the rule " + strings.Join(e.ErrorKind.KeywordPath(), "/"), ""
}

// notA words a value that has the wrong form; the schema's annotations say
// what the form is called and give an example.
func notA(got any, rule *jsonschema.Schema) (message, hint string) {
	message = fmt.Sprintf("%q is not a %s", got, rule.Title)
	if len(rule.Examples) > 0 {
		hint = fmt.Sprintf("write it like %v", rule.Examples[0])
	}
	return message, hint
}

func outside(what string, got *big.Rat, where string, bound *big.Rat) string {
	return fmt.Sprintf("%s is %s, %s %s", what, got.RatString(), where, bound.RatString())
}

// typeName is the schema's type in plain words.
func typeName(t string) string {
	switch t {
	case "string":
		return "text"
	case "integer":
		return "a whole number"
	case "number":
		return "a number"
	case "boolean":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "a mapping"
	}
	return "empty"
}

// subject names the value that a path leads to.
func subject(path []string) string {
	if len(path) == 0 {
		return "a baseline"
	}
	last := path[len(path)-1]
	if _, err := strconv.Atoi(last); err == nil && len(path) > 1 {
		return "an item of " + path[len(path)-2]
	}
	return last
}

// locate follows a path of keys and indexes through a tree that the schema knows.
func locate(n *yaml.Node, path []string) *yaml.Node {
	for _, step := range path {
		if n.Kind == yaml.SequenceNode {
			i, _ := strconv.Atoi(step) // the path comes from the same sequence
			n = n.Content[i]
			continue
		}
		n = get(n, step)
	}
	return n
}

// schemaAt follows the same path through the schema.
func schemaAt(s *jsonschema.Schema, path []string) *jsonschema.Schema {
	s = deref(s)
	for _, step := range path {
		if s.Items2020 != nil {
			s = deref(s.Items2020)
			continue
		}
		s = deref(s.Properties[step])
	}
	return s
}

func deref(s *jsonschema.Schema) *jsonschema.Schema {
	for s.Ref != nil {
		s = s.Ref
	}
	return s
}
