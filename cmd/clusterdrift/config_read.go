package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

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
