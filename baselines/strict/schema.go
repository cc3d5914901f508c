package strict

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"gopkg.in/yaml.v3"
)

// Schema says what a format allows.
type Schema struct {
	whole string // what a file of the format is called
	rules *jsonschema.Schema
}

// Compile reads a JSON Schema (draft 2020-12). Problems call a whole file of
// the format by the given words, "a baseline".
func Compile(schema []byte, whole string) (*Schema, error) {
	const name = "schema.json"
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, fmt.Errorf("read schema of %s: %w", whole, err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, document); err != nil {
		return nil, fmt.Errorf("read schema of %s: %w", whole, err)
	}
	rules, err := compiler.Compile(name)
	if err != nil {
		return nil, fmt.Errorf("compile schema of %s: %w", whole, err)
	}
	return &Schema{whole, rules}, nil
}

// Embedded compiles a schema of the program itself once, when the function that it
// returns is first called. That such a schema compiles is a matter of the build and
// not of any input, so the function panics when it does not.
func Embedded(schema []byte, whole string) func() *Schema {
	return sync.OnceValue(func() *Schema {
		s, err := Compile(schema, whole)
		if err != nil {
			panic(err)
		}
		return s
	})
}

// Validate notes every place where the file breaks the schema. The file must be
// free of other problems: what Parse refuses has no value to look at.
func (d *Document) Validate(s *Schema) {
	var invalid *jsonschema.ValidationError
	if errors.As(s.rules.Validate(d.value), &invalid) {
		d.describe(s, invalid)
	}
	d.wholeNumbers(s, d.Root, nil)
}

// isWhole reports whether a number with a point or an exponent is a whole one.
func isWhole(n *yaml.Node) bool {
	var f float64
	return scalarValue(n, &f) && f == math.Trunc(f) && !math.IsInf(f, 0)
}

// wholeNumbers notes 1.0 and 1e3 where the format wants a whole number: to a schema they are
// whole ones.
func (d *Document) wholeNumbers(s *Schema, n *yaml.Node, path []string) {
	switch {
	case n == nil:
	case n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			d.wholeNumbers(s, item, append(slices.Clip(path), strconv.Itoa(i)))
		}
	case n.Kind == yaml.MappingNode:
		for key, value := range Pairs(n) {
			d.wholeNumbers(s, value, append(slices.Clip(path), key.Value))
		}
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!float" && isWhole(n):
		if rule := ruleAt(s.rules, path); rule.Types != nil && slices.Equal(rule.Types.ToStrings(), []string{"integer"}) {
			if strings.ContainsAny(n.Value, ".eE") {
				d.Fail(n, fmt.Sprintf("%s must be a whole number, not %s", s.subject(path), n.Value), inDigits)
				return
			}
			d.Fail(n, fmt.Sprintf("%s is out of range: %s", s.subject(path), n.Value), "") // in digits, and more than 64 bits hold
		}
	}
}

// Allows reports whether the format allows a value, as Parse would read it, at a
// path of keys and indexes in a file. At a path that the format does not have it
// allows none.
func (s *Schema) Allows(value any, path ...string) bool {
	rule := deref(s.rules)
	for _, step := range path {
		next := deref(below(rule, step))
		if next == rule {
			return false
		}
		rule = next
	}
	return rule.Validate(value) == nil
}

// describe notes the leaves of an error tree in the words of the format.
func (d *Document) describe(s *Schema, e *jsonschema.ValidationError) {
	for _, cause := range e.Causes {
		d.describe(s, cause)
	}
	if len(e.Causes) > 0 {
		return
	}
	at := d.locate(e.InstanceLocation)
	rule := ruleAt(s.rules, e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, key := range k.Properties {
			hint := s.suggestKey(key, rule)
			if len(rule.Properties) == 0 && len(rule.Examples) > 0 {
				hint = fmt.Sprintf("write it like %v", rule.Examples[0])
			}
			d.Fail(d.entry(at, key).key, fmt.Sprintf("unknown key %q", key), hint)
		}
	case *kind.Required:
		d.Fail(at, "missing "+strings.Join(k.Missing, ", "), "")
	case *kind.Type:
		if k.Got == "number" && slices.Equal(k.Want, []string{"integer"}) {
			d.Fail(at, fmt.Sprintf("%s must be a whole number, not %s", s.subject(e.InstanceLocation), at.Value), inDigits)
			return
		}
		message, hint := wording(s.subject(e.InstanceLocation), e.ErrorKind, rule)
		d.Fail(at, message, hint)
	case *kind.UniqueItems:
		d.Fail(at.Content[k.Duplicates[1]], "the same value twice in "+s.subject(e.InstanceLocation), "")
	default:
		message, hint := wording(s.subject(e.InstanceLocation), e.ErrorKind, rule)
		d.Fail(at, message, hint)
	}
}

// subject names the value that a path leads to.
func (s *Schema) subject(path []string) string {
	if len(path) == 0 {
		return s.whole
	}
	last := path[len(path)-1]
	if _, err := strconv.Atoi(last); err == nil && len(path) > 1 {
		return "an item of " + path[len(path)-2]
	}
	return last
}

// locate follows a path of keys and indexes through the file, which has it.
func (d *Document) locate(path []string) *yaml.Node {
	n := d.Root
	for _, step := range path {
		if n.Kind == yaml.SequenceNode {
			i, _ := strconv.Atoi(step) // the path comes from the same sequence
			n = n.Content[i]
			continue
		}
		n = d.entry(n, step).value
	}
	return n
}

// ruleAt follows the same path through the schema.
func ruleAt(s *jsonschema.Schema, path []string) *jsonschema.Schema {
	s = deref(s)
	for _, step := range path {
		s = deref(below(s, step))
	}
	return s
}

// below is the rule for one item of a list, or for one key of a mapping. Of the
// patterns for keys no two may match the same one.
func below(s *jsonschema.Schema, step string) *jsonschema.Schema {
	if s.Items2020 != nil {
		return s.Items2020
	}
	if rule, ok := s.Properties[step]; ok {
		return rule
	}
	for pattern, rule := range s.PatternProperties {
		if pattern.MatchString(step) {
			return rule
		}
	}
	return s
}

func deref(s *jsonschema.Schema) *jsonschema.Schema {
	for s.Ref != nil {
		s = s.Ref
	}
	return s
}
