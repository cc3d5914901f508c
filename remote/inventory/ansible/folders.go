package ansible

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Endings of the files in group_vars and host_vars. The first that is there counts.
var endings = []string{"", ".yml", ".yaml", ".json"}

// readFolders reads the variables that are next to the inventory.
func (t *tree) readFolders(dir string) {
	for _, g := range t.order {
		t.readFolder(filepath.Join(dir, "group_vars"), g.name, g.inFiles)
	}
	for _, h := range t.listed {
		t.readFolder(filepath.Join(dir, "host_vars"), h.name, h.inFiles)
	}
}

// readFolder reads the file of a name, or all files of a folder of that name.
func (t *tree) readFolder(dir, name string, into variables) {
	if name == "." || name == ".." || strings.ContainsAny(name, `/\`) {
		return
	}
	for _, ending := range endings {
		path := filepath.Join(dir, name+ending)
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err == nil && info.IsDir() && ending == "":
			t.readFiles(path, into)
			return
		case err == nil && info.IsDir():
			continue
		}
		t.readFile(path, into)
		return
	}
}

// readFiles reads the files of a folder in the order of their names.
func (t *tree) readFiles(dir string, into variables) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.fail(strict.Position{}, "cannot read the variables: "+err.Error(), "")
		return
	}
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && slices.Contains(endings, filepath.Ext(e.Name())) {
			t.readFile(filepath.Join(dir, e.Name()), into)
		}
	}
}

// readFile reads the variables of one file. One that is encrypted is left out.
func (t *tree) readFile(path string, into variables) {
	data, err := strict.ReadFile(path)
	if err != nil {
		t.fail(strict.Position{}, "cannot read the variables: "+err.Error(), "")
		return
	}
	data = bytes.TrimPrefix(data, []byte(strict.ByteOrderMark))
	if bytes.HasPrefix(data, []byte(vault)) {
		t.notices = append(t.notices, &strict.Error{Position: strict.Position{File: path, Line: 1, Column: 1},
			Message: "the file is encrypted by Ansible Vault and was not read"})
		return
	}
	if empty(data) {
		return
	}
	d := strict.Decode(path, data)
	t.problems = append(t.problems, d.Problems...)
	if d.Root != nil && len(d.Problems) == 0 {
		yamlFile{t, d}.variables(d.Root, into)
	}
}

// empty reports whether a file holds comments at most.
func empty(data []byte) bool {
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' && line != "---" {
			return false
		}
	}
	return true
}
