// Package config sets flags from the environment and from configuration files, and
// says where each value comes from. In go the commands with their flags; out come
// flags that are set, or every problem with its place. A file in the working
// directory may belong to a stranger: it never decides which nodes are read, who
// logs on, or what counts. The package knows no command by name.
package config

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// fileName is what a configuration is called, in the working directory or in
// the folder clusterdrift of the user's configuration.
const fileName = "clusterdrift.yaml"

// FileFlag and noFileFlag are the flags of every command that choose the files to
// read. No file can set them.
const (
	FileFlag   = "config"
	noFileFlag = "no-config"
)

// Register registers the flags that choose the files to read.
func Register(f *pflag.FlagSet) {
	f.String(FileFlag, "", "read flags from `FILE` alone, which may set everything")
	f.Bool(noFileFlag, false, "ignore "+fileName+" and CLUSTERDRIFT_CONFIG")
}

// SetFlags sets the flags of a command that the command line leaves alone: from the
// environment, and what that leaves alone from the files, which it returns. A problem
// is a *cli.UsageError.
func SetFlags(c *cobra.Command, args []string, t term.Terminal) (Files, error) {
	if cli.BuiltIn(c) {
		return nil, nil
	}
	if err := FromEnvironment(c.Flags(), t); err != nil {
		return nil, err
	}
	config, err := Read(c.Root(), t)
	if err != nil {
		return nil, err
	}
	return config, config.Set(c, args)
}

// Files are the configuration files that were read, the one that wins first.
type Files []*strict.Document

// Set sets the flags of a command to what the files say, except those that the
// command line or the environment has set. The arguments are those of the command.
func (c Files) Set(command *cobra.Command, args []string) error {
	var bad []string
	cli.Flags(command).VisitAll(func(f *pflag.Flag) {
		if f.Changed || !Configurable(f) || f.Annotations[argumentsInstead] != nil && len(args) > 0 {
			return
		}
		d, n := c.lookup(cli.Path(command), f)
		if n == nil {
			return
		}
		if err := setFlag(command.Flags(), f, n); err != nil {
			at := d.At(n)
			bad = append(bad, fmt.Sprintf("%s:%d:%d: %s: %s", at.File, at.Line, at.Column, f.Name, cli.ValueProblem(err)))
			return
		}
		setOrigin(f, fmt.Sprintf("%s:%d", d.File, n.Line))
	})
	if len(bad) > 0 {
		return &cli.UsageError{Problems: bad}
	}
	return nil
}

// lookup returns what is said of a command's flag, and the file that says it;
// nil when none does.
func (c Files) lookup(command string, f *pflag.Flag) (*strict.Document, *yaml.Node) {
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

// Announce names the files on standard error: none sets a flag unseen.
func (c Files) Announce(t term.Terminal) {
	for _, d := range c {
		fmt.Fprintln(t.Err, "settings from "+report.Clean(d.File))
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

// Configurable reports whether a file may set a flag at all.
func Configurable(f *pflag.Flag) bool {
	switch f.Name {
	case "help", FileFlag, noFileFlag:
		return false
	}
	return !f.Hidden && f.Annotations[commandLineOnly] == nil
}
