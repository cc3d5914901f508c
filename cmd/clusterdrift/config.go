package main

import (
	"fmt"
	"maps"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report"
)

// configName is what a configuration is called, in the working directory or in
// the folder clusterdrift of the user's configuration.
const configName = "clusterdrift.yaml"

// Flags of every command that choose the files to read. No file can set them.
const (
	configFlag   = "config"
	noConfigFlag = "no-config"
)

// Annotations of flags: where the value comes from, and that the arguments of
// the command replace it.
const (
	originAnnotation = "origin"
	argumentsInstead = "arguments-instead"
)

// configuration holds the files of flags that were read, the one that wins first.
type configuration []*strict.Document

// set gives the flags of a command what the files say of them, except those that
// the command line or the environment has set.
func (c configuration) set(command *cobra.Command, args []string) error {
	var bad []string
	flagsOf(command).VisitAll(func(f *pflag.Flag) {
		if f.Changed || !configurable(f) || f.Annotations[argumentsInstead] != nil && len(args) > 0 {
			return
		}
		d, n := c.lookup(pathOf(command), f)
		if n == nil {
			return
		}
		if err := setFlag(command.Flags(), f, n); err != nil {
			at := d.At(n)
			bad = append(bad, fmt.Sprintf("%s:%d:%d: %s: %s", at.File, at.Line, at.Column, f.Name, valueProblem(err)))
			return
		}
		setOrigin(f, fmt.Sprintf("%s:%d", d.File, n.Line))
	})
	if len(bad) > 0 {
		return &usage{bad, ""}
	}
	return nil
}

// lookup returns what is said of a command's flag, and the file that says it;
// nil when none does.
func (c configuration) lookup(command string, f *pflag.Flag) (*strict.Document, *yaml.Node) {
	for _, d := range c {
		if n := valueIn(d, command, f); n != nil {
			return d, n
		}
	}
	return nil, nil
}

// valueIn is what one file says of a command's flag; nil when it says nothing.
func valueIn(d *strict.Document, command string, f *pflag.Flag) *yaml.Node {
	if n := strict.Get(d.Root, "commands", command, f.Name); n != nil {
		return n
	}
	n := strict.Get(d.Root, "flags", f.Name)
	// Where a flag of that name takes one value, a list means another.
	if _, list := f.Value.(pflag.SliceValue); n != nil && n.Kind == yaml.SequenceNode && !list {
		return nil
	}
	return n
}

// announce names the files that were read, so that none sets anything unseen.
func (c configuration) announce(t terminal) {
	for _, d := range c {
		fmt.Fprintln(t.err, "settings from "+report.Clean(d.File))
	}
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

// configurable reports whether a file may set a flag at all.
func configurable(f *pflag.Flag) bool {
	switch f.Name {
	case "help", configFlag, noConfigFlag:
		return false
	}
	return !f.Hidden && f.Annotations[commandLineOnly] == nil
}

// pathOf is what is typed behind the program's name: "scan", "baseline show".
func pathOf(c *cobra.Command) string {
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}

// flagsOf are all flags of a command, also those of its parents, which cobra adds
// only once the command is run.
func flagsOf(c *cobra.Command) *pflag.FlagSet {
	c.InheritedFlags()
	return c.Flags()
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
