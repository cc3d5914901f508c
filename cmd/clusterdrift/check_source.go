package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// document is a file to read, and the entry of a manifest that has led to it; nil when
// the user or a folder without a manifest has.
type document struct {
	file  string
	entry *facts.ManifestNode
}

// source is what arguments name: documents, and nodes whose documents are missing.
type source struct {
	documents []document
	missing   []*facts.Node
	notices   []string
}

// findFacts finds what the arguments name, each document once and in the order of the
// files. One that the user names is judged as it is, whatever a manifest says of it.
func findFacts(args []string) (source, error) {
	var all source
	for _, arg := range args {
		s, err := findIn(arg)
		if err != nil {
			return source{}, err
		}
		all.documents = append(all.documents, s.documents...)
		all.missing = append(all.missing, s.missing...)
		all.notices = append(all.notices, s.notices...)
	}
	if len(all.documents)+len(all.missing) == 0 {
		return source{}, cli.Usage(strings.Join(args, ", ")+" is the manifest of facts, and none of them", "name its folder: clusterdrift check "+filepath.Dir(args[0]))
	}
	slices.SortStableFunc(all.documents, func(a, b document) int {
		return cmp.Or(cmp.Compare(filepath.Clean(a.file), filepath.Clean(b.file)), byUserFirst(a, b))
	})
	all.documents = slices.CompactFunc(all.documents, func(a, b document) bool { return filepath.Clean(a.file) == filepath.Clean(b.file) })
	return all, nil
}

func byUserFirst(a, b document) int {
	rank := map[bool]int{true: 0, false: 1}
	return rank[a.entry == nil] - rank[b.entry == nil]
}

func findIn(arg string) (source, error) {
	info, err := os.Stat(arg)
	switch {
	case err != nil:
		return source{}, unreadable(arg, err)
	case info.IsDir():
		return findInFolder(arg)
	case filepath.Base(arg) != facts.ManifestFile:
		return source{documents: []document{{file: arg}}}, nil
	}
	manifest, err := readManifest(arg)
	switch {
	case err != nil:
		return source{}, err
	case manifest == nil: // the facts of a node with that name
		return source{documents: []document{{file: arg}}}, nil
	}
	return source{notices: []string{arg + " is a manifest, which is followed only when you name its folder"}}, nil
}

func unreadable(path string, err error) error {
	text := "it cannot be read"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = "there is no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		text = "no permission to read it"
	}
	return cli.Usage(fmt.Sprintf("read the facts: %s: %s", path, text), "name the folder that clusterdrift collect -d wrote, or files of it")
}

// findInFolder finds the documents that the manifest of a folder names, or all that
// are there when it has none.
func findInFolder(dir string) (source, error) {
	names, err := documentNames(dir)
	switch {
	case err != nil:
		return source{}, unreadable(dir, err)
	case len(names) == 0:
		return source{}, cli.Usage(dir+" holds no .json file", "collect facts there first: clusterdrift collect -d "+dir)
	}
	if i := slices.Index(names, facts.ManifestFile); i >= 0 {
		manifest, err := readManifest(filepath.Join(dir, facts.ManifestFile))
		if err != nil {
			return source{}, err
		}
		if manifest != nil {
			return followManifest(dir, manifest, slices.Delete(names, i, i+1)), nil
		}
	}
	s := source{notices: []string{fmt.Sprintf("%s has no %s: a node whose file is missing is not noticed", dir, facts.ManifestFile)}}
	for _, name := range names {
		s.documents = append(s.documents, document{file: filepath.Join(dir, name)})
	}
	return s, nil
}

// documentNames are the .json files of a folder, sorted.
func documentNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.EqualFold(filepath.Ext(e.Name()), ".json") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// readManifest reads a file with the name of a manifest; nil when it is the document
// of a node instead. What is wrong with it is a *cli.UsageError.
func readManifest(file string) (*facts.Manifest, error) {
	data, err := input.ReadFile(file, facts.MaxDocument)
	if err == nil && !facts.IsManifest(data) {
		return nil, nil
	}
	var m *facts.Manifest
	if err == nil {
		m, err = facts.ReadManifest(bytes.NewReader(data))
	}
	if err != nil {
		return nil, cli.Usage(fmt.Sprintf("%s: %v", file, cli.Cause(err)), "collect the nodes again, or name the files to judge")
	}
	return m, nil
}

// followManifest goes by the manifest of a folder in which there are documents of these
// names, sorted.
func followManifest(dir string, m *facts.Manifest, names []string) source {
	var s source
	left := wording.Set{}
	for _, name := range names {
		left.Add(name)
	}
	for i := range m.Nodes {
		entry := &m.Nodes[i]
		file := filepath.Join(dir, entry.File)
		switch {
		case entry.File == "":
			s.missing = append(s.missing, entry.Missing("the facts of the node could not be written when it was read"))
		case !left[entry.File]:
			s.missing = append(s.missing, entry.Missing(fmt.Sprintf("the facts of the node are missing: the manifest names %s, which is not there", file)))
		default:
			s.documents = append(s.documents, document{file, entry})
		}
		delete(left, entry.File)
	}
	if len(left) > 0 {
		s.notices = append(s.notices, leftOver(dir, left.Sorted()))
	}
	return s
}

// leftOver says which documents the run of the manifest did not write.
func leftOver(dir string, names []string) string {
	const most = 5 // of them are named
	listed := strings.Join(names[:min(most, len(names))], ", ")
	if more := len(names) - most; more > 0 {
		listed += fmt.Sprintf(" and %d more", more)
	}
	verb := "are"
	if len(names) == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%s: %s that the last run did not write %s not judged: %s", dir, wording.Counted(len(names), "file"), verb, listed)
}
