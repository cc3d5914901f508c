package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func checkScoop(r release, dir, schemas string) error {
	files, err := found(dir, ".json", 1)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	if err := valid(text, filepath.Join(schemas, "scoop.json")); err != nil {
		return err
	}
	var m struct {
		Architecture map[string]struct {
			URL, Hash string
			Bin       []string
		}
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	var wrong []error
	for _, machine := range []string{"64bit", "arm64"} {
		a := m.Architecture[machine]
		if len(a.Bin) != 1 {
			wrong = append(wrong, fmt.Errorf("%s has %d programs, not one", machine, len(a.Bin)))
			continue
		}
		wrong = append(wrong, r.download(a.URL, a.Hash, a.Bin[0]))
	}
	return errors.Join(wrong...)
}
