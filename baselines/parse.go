package baselines

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"

	"gopkg.in/yaml.v3"
)

// Bounds of one file. The deepest value of the format is eight levels down.
const (
	maxSize  = 1 << 20 // bytes
	maxDepth = 12
)

// layer is one file of a baseline.
type layer struct {
	file     string
	rank     int // a layer overrides those of lower rank
	digest   string
	root     *yaml.Node
	instance any // root as JSON values, for the schema
	problems []*Error
}

// parse reads the YAML of one file. The root is nil when it is not even YAML.
func parse(file string, data []byte) *layer {
	l := &layer{file: file, digest: fmt.Sprintf("sha256:%x", sha256.Sum256(data))}
	if len(data) > maxSize {
		l.fail(nil, fmt.Sprintf("the file is larger than %d bytes", maxSize), "")
		return l
	}
	var document, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		l.fail(nil, "the file is empty", "")
		return l
	case err != nil:
		l.syntax(err)
		return l
	}
	if err := decoder.Decode(&more); err == nil {
		l.fail(&more, "the file holds more than one YAML document", "")
	} else if !errors.Is(err, io.EOF) {
		l.syntax(err)
	}
	l.root = document.Content[0]
	l.instance = l.value(l.root, 1)
	return l
}

// fail notes a problem at a node, or at the start of the file.
func (l *layer) fail(n *yaml.Node, message, hint string) {
	l.problems = append(l.problems, &Error{l.at(n), message, hint})
}

func (l *layer) at(n *yaml.Node) Position {
	if n == nil {
		return Position{l.file, 1, 1}
	}
	return Position{l.file, max(n.Line, 1), max(n.Column, 1)}
}

// syntaxError is how the YAML library words where an error is; it has no
// structured form.
var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

func (l *layer) syntax(err error) {
	n := &yaml.Node{Line: 1, Column: 1}
	message := err.Error()
	if m := syntaxError.FindStringSubmatch(message); m != nil {
		message = m[2]
		if line, err := strconv.Atoi(m[1]); err == nil {
			n.Line = line
		}
	}
	l.fail(n, "not YAML: "+message, "")
}

// value turns a node into what encoding/json would have made of the same data
// and notes what the format does not allow in any place.
func (l *layer) value(n *yaml.Node, depth int) any {
	if depth > maxDepth {
		l.fail(n, fmt.Sprintf("values are nested more than %d deep", maxDepth), "")
		return nil
	}
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		l.fail(n, "anchors and aliases are not allowed", "write the value out")
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		return l.mapping(n, depth)
	case yaml.SequenceNode:
		items := make([]any, len(n.Content))
		for i, c := range n.Content {
			items[i] = l.value(c, depth+1)
		}
		return items
	}
	return l.scalar(n)
}

func (l *layer) mapping(n *yaml.Node, depth int) map[string]any {
	m := make(map[string]any, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.Anchor != "" {
			l.fail(key, "a key must be a plain word", "")
			continue
		}
		if _, ok := m[key.Value]; ok {
			l.fail(key, fmt.Sprintf("duplicate key %q", key.Value), "")
			continue
		}
		m[key.Value] = l.value(n.Content[i+1], depth+1)
	}
	return m
}

func (l *layer) scalar(n *yaml.Node) any {
	var v any
	switch tag := n.ShortTag(); tag {
	case "!!str", "!!timestamp": // a date is kept as it is written
		return n.Value
	case "!!null", "!!bool", "!!int", "!!float":
		if err := n.Decode(&v); err != nil {
			l.fail(n, fmt.Sprintf("%q cannot be read as %s", n.Value, tag), "")
		}
	default:
		l.fail(n, fmt.Sprintf("the YAML tag %s is not allowed", tag), "")
	}
	if f, ok := v.(float64); ok && (math.IsInf(f, 0) || math.IsNaN(f)) {
		return n.Value // JSON has no such number: the schema refuses it as text
	}
	return v
}
