// Package strict reads YAML files that people write and that decide something,
// so that no slip of the pen goes unseen.
//
// In goes a YAML file and a JSON Schema; out come nodes that keep their lines,
// or problems with file, line, column and the nearest valid word. Sizes and
// depths are bounded. The package knows no format of its own.
package strict

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"

	"gopkg.in/yaml.v3"
)

// Bounds of one file. The deepest value of any format is ten levels down.
const (
	MaxSize  = 1 << 20 // bytes
	maxDepth = 12
)

// Document is one file.
type Document struct {
	File     string
	Digest   string     // "sha256:" and 64 hex digits
	Root     *yaml.Node // nil when the file is not even YAML
	Problems []*Error
	value    any                             // Root as encoding/json would have read it, for the schema
	index    map[*yaml.Node]map[string]entry // of the mappings in which something was looked up
}

// Parse reads the YAML of one file and notes what no format allows.
func Parse(file string, data []byte) *Document {
	d := Decode(file, data)
	if d.Root != nil {
		d.value = d.convert(d.Root, 1)
	}
	return d
}

// Decode reads the YAML of one file of a format that is not ours to decide on:
// keys, tags and anchors are left to the caller, and it cannot be validated.
func Decode(file string, data []byte) *Document {
	d := &Document{File: file, Digest: fmt.Sprintf("sha256:%x", sha256.Sum256(data))}
	if len(data) > MaxSize {
		d.Fail(nil, fmt.Sprintf("the file is larger than %d bytes", MaxSize), "")
		return d
	}
	document, more, err := decodeYAML(data)
	switch {
	case errors.Is(err, io.EOF):
		d.Fail(nil, "the file is empty", "")
		return d
	case err != nil:
		d.syntax(err, data)
	case more.Kind != 0:
		d.Fail(&more, "the file holds more than one YAML document", "")
	}
	if len(document.Content) == 0 { // not even the first one could be read
		return d
	}
	d.Root = document.Content[0]
	return d
}

// Fail notes a problem at a node, or at the start of the file.
func (d *Document) Fail(n *yaml.Node, message, hint string) {
	d.Problems = append(d.Problems, &Error{d.At(n), message, hint})
}

// At is where a node was written.
func (d *Document) At(n *yaml.Node) Position {
	if n == nil {
		return Position{d.File, 1, 1}
	}
	return Position{d.File, max(n.Line, 1), max(n.Column, 1)}
}

// convert turns a node into what encoding/json would have made of the same data
// and notes what no format allows.
func (d *Document) convert(n *yaml.Node, depth int) any {
	if depth > maxDepth {
		d.Fail(n, fmt.Sprintf("values are nested more than %d deep", maxDepth), "")
		return nil
	}
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		d.Fail(n, "anchors and aliases are not allowed", "write the value out")
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		d.refuseTag(n, "!!map")
		return d.mapping(n, depth)
	case yaml.SequenceNode:
		d.refuseTag(n, "!!seq")
		items := make([]any, len(n.Content))
		for i, c := range n.Content {
			items[i] = d.convert(c, depth+1)
		}
		return items
	}
	return d.scalar(n)
}

// refuseTag notes a tag other than the one that the node has anyway.
func (d *Document) refuseTag(n *yaml.Node, own string) {
	if tag := n.ShortTag(); tag != own {
		d.Fail(n, fmt.Sprintf("the YAML tag %s is not allowed", tag), "")
	}
}

func (d *Document) mapping(n *yaml.Node, depth int) map[string]any {
	m := make(map[string]any, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.Anchor != "" {
			d.Fail(key, "a key must be a plain word", "")
			continue
		}
		if key.Style&yaml.TaggedStyle != 0 {
			d.refuseTag(key, "!!str")
		}
		if _, ok := m[key.Value]; ok {
			d.Fail(key, fmt.Sprintf("duplicate key %q", key.Value), "")
			continue
		}
		m[key.Value] = d.convert(n.Content[i+1], depth+1)
	}
	return m
}

func (d *Document) scalar(n *yaml.Node) any {
	var v any
	switch tag := n.ShortTag(); tag {
	case "!!str", "!!timestamp": // a date is kept as it is written
		return n.Value
	case "!!null", "!!bool", "!!int", "!!float":
		if !scalarValue(n, &v) {
			d.Fail(n, fmt.Sprintf("%q cannot be read as %s", n.Value, tag), "")
		}
	default:
		d.Fail(n, fmt.Sprintf("the YAML tag %s is not allowed", tag), "")
	}
	if f, ok := v.(float64); ok && (math.IsInf(f, 0) || math.IsNaN(f)) {
		return n.Value // JSON has no such number: the schema refuses it as text
	}
	return v
}
