package config

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// Schema returns the JSON Schema of a configuration file for the flags of all commands.
func Schema(root *cobra.Command) []byte {
	everywhere, commands := map[string]any{}, map[string]any{}
	all := cli.Commands(root)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		own := map[string]any{}
		cli.Flags(all[name]).VisitAll(func(f *pflag.Flag) {
			if !Configurable(f) {
				return
			}
			own[f.Name] = flagSchema(f)
			// Of flags with one name, the one that takes a list allows the most.
			if _, list := f.Value.(pflag.SliceValue); list || everywhere[f.Name] == nil {
				everywhere[f.Name] = flagSchema(f)
			}
		})
		if len(own) > 0 {
			commands[name] = object(own)
		}
	}
	schema := object(map[string]any{
		"format":   map[string]any{"type": "integer", "enum": []int{1}, "description": "The version of this format."},
		"flags":    object(everywhere),
		"commands": object(commands),
	})
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "clusterdrift configuration, format 1"
	schema["required"] = []string{"format"}
	data, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err) // maps of texts and numbers can be written
	}
	return append(data, '\n')
}

func object(properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}

func flagSchema(f *pflag.Flag) map[string]any {
	_, description := pflag.UnquoteUsage(f)
	s := map[string]any{"description": description}
	switch f.Value.Type() {
	case "bool":
		s["type"] = "boolean"
	case "int":
		s["type"] = "integer"
	case "intOrAuto":
		s["type"] = []string{"integer", "string"}
	case "stringSlice":
		s["type"], s["items"] = []string{"string", "array"}, map[string]any{"type": "string"}
	default:
		s["type"] = "string"
	}
	return s
}
