package main

import (
	"fmt"
	"maps"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
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

// configuration is a file of flags; without one it is empty.
type configuration struct {
	*strict.Document
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
			bad = append(bad, fmt.Sprintf("%s:%d:%d: %s: %v", at.File, at.Line, at.Column, f.Name, err))
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
