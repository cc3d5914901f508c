package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// schemaHint says where the format is described.
const schemaHint = "clusterdrift schema config describes the file"

// Read returns the files that may set flags: the one that the user names, or else
// those at the usual places. A file that is invalid or not to be trusted is a
// *cli.UsageError.
func Read(root *cobra.Command, t term.Terminal) (Files, error) {
	path, none, err := namedConfig(root.PersistentFlags())
	switch {
	case err != nil:
		return nil, err
	case path != "":
		return readNamed(root, path)
	case none:
		return nil, nil
	}
	return readUsual(root, t)
}

// namedConfig is the file that the user names, empty when none is, and whether no
// file is to be read. Of the environment and the command line the latter wins.
func namedConfig(flags *pflag.FlagSet) (path string, none bool, err error) {
	file, without := flags.Lookup(FileFlag), flags.Lookup(noFileFlag)
	path, none = file.Value.String(), without.Value.String() == "true"
	switch {
	case Typed(file) && Typed(without) && none:
		return "", false, cli.Usage("--config does not go with --no-config", "use one of them")
	case Typed(file) && path == "":
		return "", false, cli.Usage("--config names no file", "name one, or use --no-config to read none")
	case none && !Typed(file):
		return "", true, nil
	}
	return path, false, nil
}

// Typed reports whether a flag is on the command line.
func Typed(f *pflag.Flag) bool { return f.Changed && f.Annotations[originAnnotation] == nil }

// readNamed reads a file whose name the user gave: it may be anything that can be
// read, and may set everything.
func readNamed(root *cobra.Command, path string) (Files, error) {
	data, err := strict.ReadFile(path)
	if err != nil {
		return nil, cli.Usage("cannot read the configuration: "+err.Error(), "")
	}
	d, err := parseConfig(root, path, data)
	if err != nil {
		return nil, err
	}
	return Files{d}, verifyConfig(d, schemaHint)
}

// readUsual reads the user's own file and the one in the working directory, which
// goes over it as far as it may.
func readUsual(root *cobra.Command, t term.Terminal) (Files, error) {
	users, err := openUsual(userConfig(t))
	if err != nil {
		return nil, err
	}
	defer users.Close() // of nil too: it does nothing
	working, err := openUsual(fileName)
	if err != nil {
		return nil, err
	}
	defer working.Close()
	if sameFile(users, working) {
		working = nil
	}
	var config Files
	if users != nil {
		d, err := parseOpen(root, users)
		if err == nil {
			err = verifyConfig(d, "clusterdrift --no-config schema config describes the file")
		}
		if err != nil {
			return nil, err
		}
		config = Files{d}
	}
	if working == nil {
		return config, nil
	}
	d, err := parseOpen(root, working)
	if err != nil {
		return nil, err
	}
	if err := restrict(d, root, config, t); err != nil {
		return nil, err
	}
	return append(Files{d}, config...), nil
}

// userConfig is the path of the user's own file, empty when there is no folder
// for it. A relative one would lead into the working directory.
func userConfig(t term.Terminal) string {
	if !filepath.IsAbs(t.ConfigDir) {
		return ""
	}
	return filepath.Join(t.ConfigDir, "clusterdrift", fileName)
}

// sameFile reports whether both are there and are one file.
func sameFile(a, b *os.File) bool {
	if a == nil || b == nil {
		return false
	}
	infoA, errA := a.Stat()
	infoB, errB := b.Stat()
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

func parseOpen(root *cobra.Command, f *os.File) (*strict.Document, error) {
	data, err := io.ReadAll(io.LimitReader(f, strict.MaxSize+1))
	if err != nil {
		return nil, cli.Usage(fmt.Sprintf("cannot read the configuration %s: %v", f.Name(), cli.Cause(err)), "")
	}
	return parseConfig(root, f.Name(), data)
}

// parseConfig notes in the document what the format does not allow.
func parseConfig(root *cobra.Command, path string, data []byte) (*strict.Document, error) {
	d := strict.Parse(path, data)
	schema, err := strict.Compile(Schema(root), "a configuration")
	if err != nil {
		return nil, err
	}
	if len(d.Problems) == 0 {
		d.Validate(schema)
	}
	return d, nil
}

// verifyConfig is bad input, with a hint, when the document has problems.
func verifyConfig(d *strict.Document, hint string) error {
	if len(d.Problems) == 0 {
		return nil
	}
	return cli.UsageFrom(errors.Join(strict.Sorted(d.Problems)...), hint)
}
