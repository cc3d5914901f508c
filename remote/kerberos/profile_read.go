package kerberos

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// profileReader reads files within the limits of all of them.
type profileReader struct {
	files int
	bytes int
}

const profileHint = "Correct the file, or name another one: its form is that of krb5.conf of MIT Kerberos."

func readOp(path string) string { return "read the Kerberos configuration " + path }

// read reads a file with all that it includes into a tree of its own. Of a folder it
// reads the files, where that is wanted.
func (r *profileReader) read(path string, folders bool) (*section, error) {
	root := &section{parts: []*section{}}
	if info, err := os.Stat(path); folders && err == nil && info.IsDir() {
		return root, r.folder(root, path, 0)
	}
	return root, r.into(root, path, 0)
}

// into adds the sections of a file to a tree.
func (r *profileReader) into(root *section, path string, depth int) error {
	if r.files++; r.files > maxIncludes || depth > maxNesting {
		return badInput(readOp(path), "files include each other, or too many", profileHint, nil)
	}
	data, err := input.ReadFile(path, maxFile)
	if err != nil {
		return badInput(readOp(path), fileProblem(err), "Check the path and who may read it.", err)
	}
	if r.bytes += len(data); r.bytes > maxProfile {
		return badInput(readOp(path), "all files together are larger than 4 MiB", profileHint, nil)
	}
	f := profileFile{reader: r, root: root, path: path, depth: depth}
	return f.parse(string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
}

// profileFile is a file that is being read.
type profileFile struct {
	reader  *profileReader
	root    *section
	path    string
	depth   int
	line    int
	open    []*section // the section and the subsections that are open, outermost first
	waiting bool       // for the brace of a subsection that is begun
	stray   bool       // there is text before the first section
}

// wrong is an error about the line. What is in it is not repeated: the file may be
// anything, also a key.
func (f *profileFile) wrong(text string) error {
	return badInput(readOp(f.path), fmt.Sprintf("line %d %s", f.line, text), profileHint, nil)
}

func (f *profileFile) parse(text string) error {
	included := f.reader.files
	for line := range strings.Lines(text) {
		f.line++
		if err := f.add(strings.TrimRight(line, "\r\n")); err != nil {
			return err
		}
	}
	switch {
	case f.waiting || len(f.open) > 1:
		return f.wrong("is the last, and braces are open")
	case f.stray && len(f.open) == 0 && f.reader.files == included:
		return badInput(readOp(f.path), "it is not a Kerberos configuration: it has no [section]", profileHint, nil)
	}
	return nil
}

func (f *profileFile) add(line string) error {
	if directive, value, ok := cutBlank(line); ok && !f.waiting {
		switch value = uncommented(value); directive {
		case "include":
			return f.including(value, f.reader.into(f.root, value, f.depth+1))
		case "includedir":
			return f.includeAll(value)
		}
	}
	line = strings.TrimSpace(line)
	switch {
	case line == "" || line[0] == '#' || line[0] == ';':
		return nil
	case f.waiting:
		if line[0] != '{' {
			return f.wrong("needs an opening brace, since the line before has no value")
		}
		f.waiting = false
		return nil
	case line[0] == '[':
		return f.begin(line)
	case len(f.open) == 0:
		f.stray = true // MIT's library skips what comes before the first section
		return nil
	case line[0] == '}':
		return f.end(line)
	}
	return f.relation(line)
}

// begin opens a section, or goes on with one that there is.
func (f *profileFile) begin(line string) error {
	name, rest, ok := strings.Cut(line[1:], "]")
	final := strings.HasPrefix(rest, "*")
	rest = strings.TrimSpace(strings.TrimPrefix(rest, "*"))
	switch {
	case len(f.open) > 1:
		return f.wrong("begins a section inside of braces")
	case !ok || rest != "" && rest[0] != '#' && rest[0] != ';':
		return f.wrong("is not the name of a section in brackets")
	}
	at := slices.IndexFunc(f.root.parts, func(s *section) bool { return s.name == name })
	if at < 0 {
		if len(f.root.parts) == maxSections {
			return f.wrong("begins one section too many")
		}
		f.root.parts = append(f.root.parts, &section{name: name, parts: []*section{}})
		at = len(f.root.parts) - 1
	}
	f.open = []*section{f.root.parts[at]}
	f.open[0].final = f.open[0].final || final
	return nil
}

// end closes a subsection.
func (f *profileFile) end(line string) error {
	if len(f.open) < 2 {
		return f.wrong("closes a brace that is not open")
	}
	if strings.HasPrefix(line, "}*") {
		f.open[len(f.open)-1].final = true
	}
	f.open = f.open[:len(f.open)-1]
	return nil
}

// relation adds "name = value", or begins a subsection.
func (f *profileFile) relation(line string) error {
	name, value, ok := strings.Cut(line, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !ok || name == "" || strings.ContainsAny(name, " \t") {
		return f.wrong("is not of the form name = value")
	}
	s := &section{name: strings.TrimSuffix(name, "*"), final: strings.HasSuffix(name, "*")}
	inner := f.open[len(f.open)-1]
	inner.parts = append(inner.parts, s)
	if bare := uncommented(value); bare == "" || bare == "{" {
		if len(f.open) >= maxNesting {
			return f.wrong("opens too many braces inside of each other")
		}
		s.parts, f.waiting = []*section{}, bare == ""
		f.open = append(f.open, s)
		return nil
	}
	s.value = unquoted(value)
	return nil
}

// includeAll includes the files of a folder.
func (f *profileFile) includeAll(dir string) error {
	return f.including(dir, f.reader.folder(f.root, dir, f.depth+1))
}

// including adds to an error about what the line includes where that is written. An
// error about the text of an included file names its own line.
func (f *profileFile) including(path string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Op == readOp(path) && e.Err != nil {
		e.Hint = fmt.Sprintf("Correct line %d of %s, which includes it, or check the path and who may read it.", f.line, f.path)
	}
	return err
}

// folder reads the files of a folder whose names MIT's library takes: letters, digits,
// dashes and underscores, or those that end in .conf.
func (r *profileReader) folder(root *section, dir string, depth int) error {
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return badInput(readOp(dir), fileProblem(err), "Check the path and who may read it.", err)
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if info, err := os.Stat(path); !includable(e.Name()) || err != nil || info.IsDir() {
			continue
		}
		if err := r.into(root, path, depth); err != nil {
			return err
		}
	}
	return nil
}

func includable(name string) bool {
	if strings.HasPrefix(name, ".") {
		return false
	}
	plain := func(r rune) bool {
		return !(r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	}
	return strings.HasSuffix(name, ".conf") || !strings.ContainsFunc(name, plain)
}

// cutBlank cuts a line at its first blank.
func cutBlank(line string) (first, rest string, ok bool) {
	at := strings.IndexAny(line, " \t")
	if at < 0 {
		return line, "", false
	}
	return line[:at], strings.TrimSpace(line[at:]), true
}

// uncommented is a value without a comment behind it. MIT's library knows comments
// on lines of their own only; here no value that counts holds a blank and a # or ;.
func uncommented(value string) string {
	for i, r := range value {
		if (r == '#' || r == ';') && (i == 0 || value[i-1] == ' ' || value[i-1] == '\t') {
			return strings.TrimSpace(value[:i])
		}
	}
	return value
}

// unquoted reads a value, which may be in quotation marks with escapes.
func unquoted(value string) string {
	if !strings.HasPrefix(value, `"`) {
		return uncommented(value)
	}
	var b strings.Builder
	for i := 1; i < len(value) && value[i] != '"'; i++ {
		if value[i] == '\\' && i+1 < len(value) {
			i++
			if at := strings.IndexByte("ntb", value[i]); at >= 0 {
				b.WriteByte("\n\t\b"[at])
				continue
			}
		}
		b.WriteByte(value[i])
	}
	return b.String()
}
