package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report"
)

// configFile is how a configuration is called, in the working directory or in
// the folder clusterdrift of the user's configuration.
const configFile = "clusterdrift.yaml"

// configFlag names another file.
const configFlag = "config"

// Annotations of flags: where the value comes from, and that the arguments of
// the command stand in its place.
const (
	originAnnotation = "origin"
	argumentsInstead = "arguments-instead"
)

const configHelp = `Flags may stand in clusterdrift.yaml, in the working directory or else in the
user's configuration folder, or in the file of --config:

  format: 1
  flags:                  # of every command that has them
    concurrency: 32
    inventory: clusters.yaml
  commands:               # of one command, which win
    scan:
      output: [text, html=drift.html]

The command line wins over the environment, and that over the file.`

// configuration is a file of flags; without one it is empty.
type configuration struct {
	*strict.Document
}

// readConfig reads the file that somebody names, or the first of the usual ones.
func readConfig(root *cobra.Command, t terminal) (*configuration, error) {
	path, _ := root.PersistentFlags().GetString(configFlag)
	if path == "" {
		path, _ = t.env("CLUSTERDRIFT_CONFIG")
	}
	if path == "" {
		path = usualConfig(t)
	}
	if path == "" {
		return &configuration{&strict.Document{}}, nil
	}
	data, err := strict.ReadFile(path)
	if err != nil {
		return nil, usageError("cannot read the configuration: "+err.Error(), "")
	}
	d := strict.Parse(path, data)
	schema, err := strict.Compile(configSchema(root), "a configuration")
	if err != nil {
		return nil, err
	}
	if len(d.Problems) == 0 {
		d.Validate(schema)
	}
	if len(d.Problems) > 0 {
		return nil, &usage{problems(errors.Join(strict.Sorted(d.Problems)...)), "clusterdrift schema config describes the file"}
	}
	return &configuration{d}, nil
}

// usualConfig is the first of the usual files that is there; empty when none is.
func usualConfig(t terminal) string {
	paths := []string{configFile}
	if t.configDir != "" {
		paths = append(paths, filepath.Join(t.configDir, "clusterdrift", configFile))
	}
	for _, path := range paths {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return path
		}
	}
	return ""
}

// set gives the flags of a command what the file says of them, those that the
// command line or the environment has set excepted.
func (c *configuration) set(command *cobra.Command, args []string) error {
	var bad []string
	command.Flags().VisitAll(func(f *pflag.Flag) {
		n := strict.Get(c.Root, "commands", pathOf(command), f.Name)
		if n == nil {
			n = strict.Get(c.Root, "flags", f.Name)
			// Where a flag of that name takes one value, a list means another.
			if _, list := f.Value.(pflag.SliceValue); n != nil && n.Kind == yaml.SequenceNode && !list {
				return
			}
		}
		if n == nil || f.Changed || !configurable(f) || f.Annotations[argumentsInstead] != nil && len(args) > 0 {
			return
		}
		if err := setFlag(command.Flags(), f, n); err != nil {
			at := c.At(n)
			bad = append(bad, fmt.Sprintf("%s:%d:%d: %s: %s", at.File, at.Line, at.Column, f.Name, valueProblem(err)))
			return
		}
		setOrigin(f, fmt.Sprintf("%s:%d", c.File, n.Line))
	})
	if len(bad) > 0 {
		return &usage{bad, ""}
	}
	return nil
}

// setFlag takes a list over as a whole, so that a comma in a value stays one.
func setFlag(flags *pflag.FlagSet, f *pflag.Flag, n *yaml.Node) error {
	list, ok := f.Value.(pflag.SliceValue)
	if !ok {
		return flags.Set(f.Name, n.Value)
	}
	values := []string{n.Value}
	if n.Kind == yaml.SequenceNode {
		values = strict.Texts(n)
	}
	f.Changed = true
	return list.Replace(values)
}

func setOrigin(f *pflag.Flag, origin string) {
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[originAnnotation] = []string{origin}
}

// configurable tells whether a flag may stand in a file.
func configurable(f *pflag.Flag) bool {
	return f.Name != "help" && f.Name != configFlag && !f.Hidden && f.Annotations[commandLineOnly] == nil
}

// pathOf is what is typed behind the program's name: "scan", "baseline show".
func pathOf(c *cobra.Command) string {
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}

// commandsOf are all commands that do something, by path.
func commandsOf(c *cobra.Command) map[string]*cobra.Command {
	all := map[string]*cobra.Command{}
	if ofCobra(c) {
		return all
	}
	if c.Runnable() && !c.Hidden {
		all[pathOf(c)] = c
	}
	for _, sub := range c.Commands() {
		maps.Copy(all, commandsOf(sub))
	}
	return all
}

// configSchema describes a file by the flags that there are.
func configSchema(root *cobra.Command) []byte {
	everywhere, commands := map[string]any{}, map[string]any{}
	all := commandsOf(root)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		own := map[string]any{}
		all[name].Flags().VisitAll(func(f *pflag.Flag) {
			if !configurable(f) {
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
	case "stringSlice":
		s["type"], s["items"] = []string{"string", "array"}, map[string]any{"type": "string"}
	default:
		s["type"] = "string"
	}
	return s
}

func newConfig(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use: "config", Short: "Show what the flags are set to, and by whom", Long: configHelp,
		Example: "  clusterdrift config show scan",
	}
	c.AddCommand(&cobra.Command{
		Use:   "show [COMMAND]",
		Short: "Print the flags of a command, their values and where each comes from",
		Example: `  clusterdrift config show
  clusterdrift config show baseline lint`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: once(commandNames),
		RunE: func(c *cobra.Command, args []string) error {
			name := "scan"
			if len(args) > 0 {
				name = strings.Join(args, " ")
			}
			return showConfig(t, c.Root(), name)
		},
	})
	return c
}

func showConfig(t terminal, root *cobra.Command, name string) error {
	all := commandsOf(root)
	command, ok := all[name]
	if !ok {
		return usageError(fmt.Sprintf("there is no command %q", name), strict.Suggest(name, slices.Collect(maps.Keys(all))))
	}
	config, err := readConfig(root, t)
	if err != nil {
		return err
	}
	if err := errors.Join(fromEnvironment(command.Flags(), t), config.set(command, nil)); err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "FLAG\tVALUE\tFROM")
	command.Flags().VisitAll(func(f *pflag.Flag) {
		if !configurable(f) {
			return
		}
		from := "default"
		if origin := f.Annotations[originAnnotation]; origin != nil {
			from = origin[0]
		}
		value := cmp.Or(strings.Trim(f.Value.String(), "[]"), "-")
		fmt.Fprintf(w, "%s\t%s\t%s\n", f.Name, report.Clean(value), report.Clean(from))
	})
	return w.Flush()
}
