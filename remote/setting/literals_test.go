package setting

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const moduleRoot = "../.."

// flagName finds what reads as a flag of a command line: one with its name, and
// the dashes at the end of a text that a name is put behind.
var flagName = regexp.MustCompile(`(^|[^-\w])--([a-z]|$)`)

// exceptions are the texts outside of cmd that may have dashes, by file: whole
// command lines to type, and what is not a text for people.
func exceptions() map[string][]string {
	const boundary = "--" // of a MIME body
	return map[string][]string{
		// A plan and its scripts are command lines.
		"report/plan/document.go":  {"As a script of `--output plan-script=DIR`: `%s`."},
		"report/plan/procedure.go": {"--partial", "--partial "},
		// What a reader of a shortened text has to type to see the rest.
		"report/formats/text_findings.go": {"and %d more, shown with --verbose"},
		"report/formats/text_summary.go": {" with something to see: --details shows all.",
			"--details shows the evidence, the reason and the whole fix of each finding."},
		// What was left out is named as the user typed it, to be compared and repeated.
		"report/narrowed.go": {"--only", "--skip"},
		// The measurement is made by one command alone.
		"checks/latency.go": {"not probed; scan with --probe latency"},
		// The command line of Ansible.
		"remote/inventory/ansible/yaml.go": {"write out what it finds: ansible-inventory -i FILE --list --yaml > hosts.yml"},

		"remote/seal.go":                      {boundary},
		"remote/simulator/sealed_body.go":     {boundary},
		"remote/simulator/fault_injection.go": {boundary},
	}
}

// TestLibrariesNameNoFlags reads the texts of every package but those of the
// command line, and the schemas and baselines that are embedded: a setting is named by this package, so that a caller which is not
// that command line, and a reader of stored facts, can follow the advice.
func TestLibrariesNameNoFlags(t *testing.T) {
	excepted, unused := exceptions(), exceptions()
	read := 0
	err := filepath.WalkDir(moduleRoot, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return skipped(file, entry.Name())
		case !isSource(file):
			return nil
		}
		read++
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		found, err := flagsIn(file, string(data))
		source := strings.TrimPrefix(filepath.ToSlash(file), moduleRoot+"/")
		for _, f := range found {
			if !slices.Contains(excepted[source], f.text) {
				t.Errorf("%s:%d names a flag: %q; name the setting by remote/setting", source, f.line, f.text)
			}
			unused[source] = slices.DeleteFunc(unused[source], func(e string) bool { return e == f.text })
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 100 {
		t.Errorf("only %d files were read", read)
	}
	for file, texts := range unused {
		for _, text := range texts {
			t.Errorf("%s no longer has %q: take it out of exceptions", file, text)
		}
	}
}

// skipped leaves out the command line, and what is not compiled.
func skipped(path, name string) error {
	if path == filepath.Join(moduleRoot, "cmd") || name == "testdata" || path != moduleRoot && strings.HasPrefix(name, ".") {
		return fs.SkipDir
	}
	return nil
}

type literal struct {
	line int
	text string
}

// isSource reports whether a file's texts reach users: code, and the schemas and
// baselines that are embedded.
func isSource(file string) bool {
	return !strings.HasPrefix(filepath.Base(file), ".") && !strings.HasSuffix(file, "_test.go") && slices.Contains([]string{".go", ".json", ".yaml"}, filepath.Ext(file))
}

// flagsIn are the texts of a file that have a flag: string literals of Go, lines
// of anything else.
func flagsIn(file, source string) ([]literal, error) {
	var found []literal
	add := func(line int, text string) {
		if flagName.MatchString(text) {
			found = append(found, literal{line, text})
		}
	}
	if filepath.Ext(file) != ".go" {
		for i, line := range strings.Split(source, "\n") {
			add(i+1, strings.TrimSpace(line))
		}
		return found, nil
	}
	positions := token.NewFileSet()
	parsed, err := parser.ParseFile(positions, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			text, _ := strconv.Unquote(l.Value) // the parser has read it
			add(positions.Position(l.Pos()).Line, text)
		}
		return true
	})
	return found, nil
}

func TestFlagsIn(t *testing.T) {
	for _, tt := range []struct {
		name, expression string
		want             int
	}{
		{"in a sentence", `"Raise --timeout."`, 1},
		{"at the beginning", `"--port %d"`, 1},
		{"in backquotes", "`use --spn`", 1},
		{"put together", `"use --" + name`, 1},
		{"in an argument", `f("give (--auth)")`, 1},
		{"a dash between words", `"a -- b"`, 0},
		{"a boundary", `"--Encrypted Boundary"`, 0},
		{"a rule", `"-----begin"`, 0},
		{"a variable", `"CLUSTERDRIFT_PASSWORD"`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := flagsIn("x.go", fmt.Sprintf("package x\n// no --flag of a comment\nvar x = %s\n", tt.expression))
			if err != nil || len(got) != tt.want {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	if got, err := flagsIn("x.json", "{\n\"description\": \"use --spn\"}"); err != nil || len(got) != 1 || got[0].line != 2 {
		t.Errorf("a schema: %v, %v", got, err)
	}
}
