package windows

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// LoadNodes reads descriptions from a YAML file, one per document. A document
// with a preset starts from it; lists replace those of the preset, maps add to
// them. Unknown keys are errors, and so is a node that cannot be built.
func LoadNodes(path string) ([]*Node, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	nodes, err := parseNodes(data)
	if err != nil {
		return nil, fmt.Errorf("read nodes from %s: %w", path, err)
	}
	return nodes, nil
}

func parseNodes(data []byte) ([]*Node, error) {
	// Read twice: the preset of a document must be known before the rest of it
	// can be decoded strictly, into the preset.
	heads := yaml.NewDecoder(bytes.NewReader(data))
	bodies := yaml.NewDecoder(bytes.NewReader(data))
	bodies.KnownFields(true)
	var nodes []*Node
	names := map[string]bool{}
	for {
		var head struct{ Name, Preset string }
		if err := heads.Decode(&head); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		n, err := Preset(head.Preset, head.Name)
		if err != nil {
			return nil, err
		}
		if err := bodies.Decode(n); err != nil {
			return nil, err
		}
		if names[n.Name] {
			return nil, fmt.Errorf("node %q is described twice", n.Name)
		}
		names[n.Name] = true
		if _, err := n.Build(); err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	if len(nodes) == 0 {
		return nil, errors.New("no node is described")
	}
	return nodes, nil
}

// presets are the states that a description can start from, by name.
func presets() map[string]func(name string) *Node {
	all := map[string]func(string) *Node{}
	for _, v := range versions() {
		if v.preset != "" {
			all[v.preset] = v.describe
		}
	}
	return all
}

// Preset gives the state that a description starts from; an empty preset is a
// node without any. A name that is not a preset is an error.
func Preset(preset, name string) (*Node, error) {
	if preset == "" {
		return &Node{}, nil
	}
	describe, ok := presets()[preset]
	if !ok {
		known := slices.Sorted(maps.Keys(presets()))
		return nil, fmt.Errorf("unknown preset %q, known are %s", preset, strings.Join(known, ", "))
	}
	return describe(name), nil
}
