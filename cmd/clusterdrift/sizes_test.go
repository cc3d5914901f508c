package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A package that is larger than this says in its doc.go why it is not several.
const (
	manyFiles = 50
	manyNames = 250
)

// size is how large a package is, its tests left out.
type size struct {
	files int
	names int    // of constants, variables, types and functions; methods are not counted
	doc   string // the package comment in doc.go; empty when there is none
}

// reason finds the paragraph of a package comment that says why the package is
// large, and what of it is: "more than 50 files", "more than 250 names", or
// "more than 50 files and 250 names".
var reason = regexp.MustCompile(`(?:^|\n\n)The package has more than (?:(50 files)(?: and (250 names))?|(250 names))\sbecause\s+\w`)

func TestSizes(t *testing.T) {
	sizes := packageSizes(t, moduleRoot)
	if len(sizes) < 20 {
		t.Errorf("only %d packages were found", len(sizes))
	}
	for _, problem := range sizeProblems(sizes) {
		t.Error(problem)
	}
}

// sizeProblems says which packages are large without a reason, and which give one
// that no longer applies.
func sizeProblems(sizes map[string]size) []string {
	var problems []string
	for _, name := range slices.Sorted(maps.Keys(sizes)) {
		s := sizes[name]
		var given [2]bool
		if found := reason.FindStringSubmatch(s.doc); found != nil {
			given = [2]bool{found[1] != "", found[2]+found[3] != ""}
		}
		for i, count := range []struct {
			what     string
			is, many int
		}{{"files", s.files, manyFiles}, {"names", s.names, manyNames}} {
			switch large := count.is > count.many; {
			case large && !given[i]:
				problems = append(problems, fmt.Sprintf("%s has %d %s: split it, or add a paragraph to the package comment in its doc.go, \"The package has more than %d %s because ...\"",
					name, count.is, count.what, count.many, count.what))
			case !large && given[i]:
				problems = append(problems, fmt.Sprintf("%s has %d %s: its doc.go need not say why they are more than %d", name, count.is, count.what, count.many))
			}
		}
	}
	return problems
}

// packageSizes measures every package below a folder, for all operating systems
// alike: what several of them define counts once.
func packageSizes(t *testing.T, root string) map[string]size {
	t.Helper()
	sizes := map[string]size{}
	names := map[string]map[string]bool{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != root && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_")):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		name := path.Dir(filepath.ToSlash(below))
		s := sizes[name]
		s.files++
		if entry.Name() == "doc.go" {
			s.doc = source.Doc.Text()
		}
		if names[name] == nil {
			names[name] = map[string]bool{}
		}
		for _, n := range declared(source) {
			names[name][n] = true
		}
		s.names = len(names[name])
		sizes[name] = s
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sizes
}

// declared are the names that a file declares in its package.
func declared(source *ast.File) []string {
	var names []string
	for _, d := range source.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name != "init" {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				names = append(names, specified(s)...)
			}
		}
	}
	return slices.DeleteFunc(names, func(n string) bool { return n == "_" })
}

func specified(s ast.Spec) []string {
	switch s := s.(type) {
	case *ast.TypeSpec:
		return []string{s.Name.Name}
	case *ast.ValueSpec:
		var names []string
		for _, n := range s.Names {
			names = append(names, n.Name)
		}
		return names
	}
	return nil
}

func TestSizeProblems(t *testing.T) {
	const introduction = "Package x does y.\n\nIn go files; out come facts.\n\n"
	unexplained := func(n int, what string, many int) string {
		return fmt.Sprintf("x has %d %s: split it, or add a paragraph to the package comment in its doc.go, \"The package has more than %d %s because ...\"", n, what, many, what)
	}
	for _, tt := range []struct {
		name string
		size size
		want []string
	}{
		{"small", size{50, 250, ""}, nil},
		{"many files", size{51, 250, introduction}, []string{unexplained(51, "files", 50)}},
		{"many names", size{50, 251, ""}, []string{unexplained(251, "names", 250)}},
		{"both, one explained", size{51, 251, introduction + "The package has more than 50 files because\nthey are many."}, []string{unexplained(251, "names", 250)}},
		{"files explained", size{51, 1, introduction + "The package has more than 50 files because they are many.\n"}, nil},
		{"names explained", size{1, 251, "The package has more than 250 names because half of them are codes.\n"}, nil},
		{"both without a reason", size{51, 251, introduction + "The package has more than 50 files and 250 names because...\n"}, []string{unexplained(51, "files", 50), unexplained(251, "names", 250)}},
		{"both explained in words", size{51, 251, introduction + "The package has more than 50 files and 250 names\nbecause they are many."}, nil},
		{"not a paragraph", size{51, 1, "Package x does y. The package has more than 50 files because they are many."}, []string{unexplained(51, "files", 50)}},
		{"explained without need", size{50, 1, introduction + "The package has more than 50 files because they are many."}, []string{"x has 50 files: its doc.go need not say why they are more than 50"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, sizeProblems(map[string]size{"x": tt.size})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPackageSizes(t *testing.T) {
	root := t.TempDir()
	for file, text := range map[string]string{
		"a/doc.go":          "// Package a is small.\npackage a\n",
		"a/a.go":            "package a\n\nimport _ \"embed\"\n\ntype T struct{ x, y int }\n\nfunc (T) M() {}\n\nfunc F() {}\n\nfunc init() {}\n\nvar _ = 1\n",
		"a/a_linux.go":      "package a\n\nconst one, two = 1, 2\n",
		"a/a_windows.go":    "package a\n\nconst one, two = 3, 4\n\nvar three = 5\n",
		"a/a_test.go":       "package a\n\nfunc TestA() {}\n",
		"a/b/b.go":          "// Package b has its comment elsewhere.\npackage b\n",
		"a/testdata/c.go":   "package c\n",
		".hidden/d/hide.go": "package d\n",
	} {
		file = filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]size{"a": {files: 4, names: 5, doc: "Package a is small.\n"}, "a/b": {files: 1}}
	if diff := cmp.Diff(want, packageSizes(t, root), cmp.AllowUnexported(size{})); diff != "" {
		t.Error(diff)
	}
}
