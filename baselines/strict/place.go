package strict

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// suggestKey is the hint for a key that a mapping does not have: how a path is written
// that was taken for a key, the key that was meant, or where the key belongs.
func (s *Schema) suggestKey(key string, rule *jsonschema.Schema) string {
	if steps := s.stepsOf(key); len(steps) > 1 {
		return "write one key below the other: " + nested(steps)
	}
	valid := slices.Collect(maps.Keys(rule.Properties))
	if Nearest(key, valid) == "" {
		if places := s.placesOf(key); len(places) == 1 {
			return fmt.Sprintf("%s belongs below %s", key, places[0])
		}
	}
	return Suggest(key, valid)
}

// stepsOf splits "hardening.ntlm" or "hardening/ntlm" where the format has such a path;
// nil where it has none.
func (s *Schema) stepsOf(key string) []string {
	if len(key) > maxWord {
		return nil
	}
	steps := strings.FieldsFunc(key, func(r rune) bool { return r == '.' || r == '/' })
	rule := deref(s.rules)
	for _, step := range steps {
		next, ok := rule.Properties[step]
		if !ok {
			return nil
		}
		rule = deref(next)
	}
	return steps
}

// nested writes steps as YAML, "hardening: {ntlm: ...}".
func nested(steps []string) string {
	text := "..."
	for i, step := range slices.Backward(steps) {
		text = step + ": " + text
		if i > 0 {
			text = "{" + text + "}"
		}
	}
	return text
}

// maxNested bounds the mappings within each other in which a key is looked for.
const maxNested = 3

// placesOf are the mappings that have a key, "cluster_values", sorted. What a part of a
// file has as the file itself has counts once.
func (s *Schema) placesOf(key string) []string {
	found := map[string]bool{}
	var visit func(rule *jsonschema.Schema, path []string)
	visit = func(rule *jsonschema.Schema, path []string) {
		rule = deref(rule)
		if _, ok := rule.Properties[key]; ok && len(path) > 0 {
			found[strings.Join(path, ".")] = true
		}
		if len(path) == maxNested {
			return
		}
		for name, below := range rule.Properties {
			visit(below, append(slices.Clone(path), name))
		}
	}
	visit(s.rules, nil)
	return slices.Sorted(maps.Keys(found))
}
