package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// stumbles are words over which a reader of plain technical English stumbles, and what
// to write instead.
var stumbles = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`(?i)\b(?:nobody|somebody|anybody)\b`), "name who acts: you, the node, the scan, a third party"},
	{regexp.MustCompile(`(?i)\btold\b`), "shown, reported, listed"},
	{regexp.MustCompile(`(?i)\btells? (?:whether|how|why|which|where|what|of|apart)\b`), "reports, says, shows"},
	{regexp.MustCompile(`(?i)\bmend(?:s|ed|ing)?\b`), "fix"},
	{regexp.MustCompile(`(?i)\bbef[ae]ll?\b`), "happened to"},
	{regexp.MustCompile(`(?i)\bstands? (?:in|before|behind|below|beside|at|there|under|where|between|alone|on|twice)\b`), "is"},
	{regexp.MustCompile(`(?i)\bwaits? for a restart\b`), "is pending a restart"},
	{regexp.MustCompile(`(?i)\b(?:that|which|this|it) (?:is|are) no (?:longer|more)?\b`), "is not"},
	{regexp.MustCompile(`(?i)\bbeside\b`), "next to, besides, with"},
}

// notLonger leaves "is no longer" alone.
var notLonger = regexp.MustCompile(`(?i)\bno (?:longer|more)\b`)

// stumblesIn are the words of a text over which a reader stumbles, with what to write.
func stumblesIn(text string) []string {
	text = notLonger.ReplaceAllString(strings.Join(strings.Fields(text), " "), "not any longer")
	var found []string
	for _, s := range stumbles {
		if word := s.pattern.FindString(text); word != "" {
			found = append(found, `"`+word+`": `+s.instead)
		}
	}
	return found
}

// TestWording reads what users and contributors read: pages, baselines, schemas,
// explanations, messages and comments.
func TestWording(t *testing.T) {
	needsNoRace(t)
	read := map[string]int{}
	err := filepath.WalkDir(moduleRoot, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, filepath.FromSlash(moduleRoot+"/")))
		for _, p := range textsOf(t, path) {
			read[filepath.Ext(path)]++
			for _, found := range stumblesIn(p.text) {
				t.Errorf("%s:%d: %s", name, p.line, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for extension, least := range map[string]int{".md": 1000, ".yaml": 1000, ".json": 500, ".go": 10000} {
		if read[extension] < least {
			t.Errorf("only %d texts of %s files were read", read[extension], extension)
		}
	}
}

// passage is what a reader reads in one go, and the line where it begins.
type passage struct {
	line int
	text string
}

// textsOf are the texts of a file: the lines of a page or of data, the comments and
// strings of Go.
func textsOf(t *testing.T, path string) []passage {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	switch filepath.Ext(path) {
	case ".go":
		return goTexts(t, path, data)
	case ".md", ".yaml", ".yml", ".json", ".gohtml", ".cmd", ".ps1":
		var all []passage
		for i, line := range strings.Split(string(data), "\n") {
			all = append(all, passage{i + 1, line})
		}
		return all
	}
	return nil
}

// goTexts are the comments and strings of a Go file.
func goTexts(t *testing.T, path string, data []byte) []passage {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []passage
	add := func(at token.Pos, s string) { all = append(all, passage{files.Position(at).Line, s}) }
	for _, group := range file.Comments {
		add(group.Pos(), group.Text())
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			add(literal.Pos(), literal.Value)
		}
		return true
	})
	return all
}

// TestStumbles: which sentences are refused, and which are good English.
func TestStumbles(t *testing.T) {
	for _, bad := range []string{
		"Nobody answers.", "what it was told", "IsFile tells whether", "tell apart", "mend it", "the file stands\n in a folder", "KB1 waits for a restart",
		"a file that is no baseline", "beside the file", "it befell the cluster",
	} {
		if len(stumblesIn(bad)) == 0 {
			t.Errorf("%q is taken", bad)
		}
	}
	for _, good := range []string{
		"reports whether", "a file that is no longer there", "* stands for any characters", "an amendment", "besides", "there is no file", "standing", "tell the truth",
	} {
		if found := stumblesIn(good); len(found) > 0 {
			t.Errorf("%q: %q", good, slices.Concat(found))
		}
	}
}
