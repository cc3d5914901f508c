package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// module is a module with the folders of its linked packages.
type module struct {
	Path, Version, Dir string
	Main               bool
	Replace            *module
	folders            map[string]bool
}

// licenceFile is a file with a licence; its name is from the root of the module.
type licenceFile struct{ name, text string }

// addLinked adds the modules that are linked for a target, "linux/amd64", each with its
// packages, and Go.
func addLinked(linked map[string]*module, target string) error {
	system, machine, _ := strings.Cut(target, "/")
	list := exec.Command("go", "list", "-deps", "-json=Dir,Module,Standard", program)
	list.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+machine, "CGO_ENABLED=0")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return err
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir      string
			Module   *module
			Standard bool
		}
		err := d.Decode(&p)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case p.Standard:
			p.Module = &module{Path: "Go", Version: runtime.Version(), Dir: runtime.GOROOT()}
		}
		if p.Module != nil && !p.Module.Main {
			add(linked, p.Module, p.Dir)
		}
	}
}

func add(linked map[string]*module, m *module, folder string) {
	if m.Replace != nil {
		m = m.Replace
	}
	if linked[m.Path] == nil {
		m.folders = map[string]bool{}
		linked[m.Path] = m
	}
	linked[m.Path].folders[folder] = true
}

var (
	licenceName = regexp.MustCompile(`(?i)licen[cs]e|^copying|^notice|^copyright|^patents`)
	code        = regexp.MustCompile(`(?i)\.(go|s|c|h|json|ya?ml|html|tmpl|sh)$`)
)

// licences are those in the root of the module and in each folder from there to a linked
// package: what a module has copied from others is often licensed in a folder of its own.
func (m *module) licences() ([]licenceFile, error) {
	searched := map[string]bool{}
	var files []licenceFile
	for folder := range m.folders {
		for dir := folder; !searched[dir]; dir = filepath.Dir(dir) {
			searched[dir] = true
			found, err := m.licencesIn(dir)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
			if dir == m.Dir {
				break
			}
			if !strings.HasPrefix(dir, m.Dir+string(filepath.Separator)) {
				return nil, fmt.Errorf("%s is not below %s, the folder of %s", folder, m.Dir, m.Path)
			}
		}
	}
	slices.SortFunc(files, func(a, b licenceFile) int { return strings.Compare(a.name, b.name) })
	return files, nil
}

func (m *module) licencesIn(dir string) ([]licenceFile, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []licenceFile
	for _, e := range entries {
		if e.IsDir() || !licenceName.MatchString(e.Name()) || code.MatchString(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name, err := filepath.Rel(m.Dir, path)
		if err != nil {
			return nil, err
		}
		files = append(files, licenceFile{filepath.ToSlash(name), strings.ReplaceAll(string(text), "\r\n", "\n")})
	}
	return files, nil
}
