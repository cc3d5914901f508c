package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// withoutUnions is a JSON Schema in which no value may be of several types at a place:
// validators in strict mode (ajv) take that for a mistake. What such a rule says is in an
// anyOf, with a branch for each type. Others stay as they are, to the byte.
func withoutUnions(schema []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(schema))
	d.UseNumber() // some bounds have more digits than a float
	var document any
	if err := d.Decode(&document); err != nil {
		panic(err) // the schemas are of the program
	}
	if !hasUnion(document) {
		return schema
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(split(document)); err != nil {
		panic(err) // it was decoded
	}
	return out.Bytes()
}

func hasUnion(v any) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, hasUnion)
	case map[string]any:
		if _, list := v["type"].([]any); list {
			return true
		}
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), hasUnion)
	}
	return false
}

// split puts the rules for values of several types into branches.
func split(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = split(item)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key, value := range v {
			out[key] = split(value)
		}
		types, list := v["type"].([]any)
		if !list {
			return out
		}
		delete(out, "type")
		var branches []any
		for _, name := range types {
			branches = append(branches, branch(name.(string), out))
		}
		for key := range out {
			if typeOf(key) != "" {
				delete(out, key)
			}
		}
		out["anyOf"] = branches
		return out
	}
	return v
}

// branch is what a rule says of values of one type.
func branch(name string, rule map[string]any) map[string]any {
	out := map[string]any{"type": name}
	for key, value := range rule {
		if of := typeOf(key); of == name || of == "number" && name == "integer" {
			out[key] = value
		}
	}
	return out
}

// typeOf is the type that a keyword of JSON Schema speaks of; empty when it is of any.
func typeOf(keyword string) string {
	switch keyword {
	case "pattern", "minLength", "maxLength", "format":
		return "string"
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		return "number"
	case "items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems":
		return "array"
	case "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "dependentRequired", "minProperties", "maxProperties":
		return "object"
	}
	return ""
}
