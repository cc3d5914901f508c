package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A page is a Markdown file for people: the README, those in .github and those next to
// the code. The pages of explain have a form and tests of their own.
//
// A block of commands has a marker in the line before it, which a reader does not see:
//
//	<!-- exit 0 -->          each command exits with that code
//	<!-- exit 0 4 -->        the first exits 0, the second 4
//	<!-- not run: REASON --> the test reads the block, and does not run it
//	<!-- file NAME -->       the commands of the page find this block as a file
//	<!-- printed -->         each line was printed by the block of commands before it
//
// Blocks of PowerShell are read: their commands and flags exist. They need no marker.
type page struct {
	name   string // from the root of the module, with slashes
	text   string
	blocks []block
}

// block is a fenced block of a page.
type block struct {
	line     int // of its text
	marker   string
	language string
	text     string
}

// at is the place of a block in messages.
func (b block) at(p page) string { return fmt.Sprintf("%s:%d", p.name, b.line) }

// commands are the lines of a block without comments; a line that ends in a
// backslash, or in PowerShell in a backtick, goes on in the next.
func (b block) commands() []string {
	text := regexp.MustCompile("[\\\\`]\n *").ReplaceAllString(b.text, " ")
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

// exits are the codes with which the commands have to exit; false when the block is
// not to be run.
func (b block) exits() ([]int, bool) {
	list, ok := strings.CutPrefix(b.marker, "exit ")
	if !ok {
		return nil, false
	}
	var codes []int
	for word := range strings.FieldsSeq(list) {
		code, err := strconv.Atoi(word)
		if err != nil {
			return nil, false
		}
		codes = append(codes, code)
	}
	commands := len(b.commands())
	if len(codes) == 1 {
		codes = slices.Repeat(codes, commands)
	}
	return codes, len(codes) == commands
}

var marker = regexp.MustCompile(`^<!-- (.+) -->$`)

// readPage finds the fenced blocks of a page.
func readPage(name, text string) (page, error) {
	p := page{name: name, text: text}
	var open *block
	before := ""
	for i, line := range strings.Split(text, "\n") {
		switch fence, ok := strings.CutPrefix(line, "```"); {
		case ok && open == nil:
			open = &block{line: i + 2, language: fence}
			if found := marker.FindStringSubmatch(before); found != nil {
				open.marker = found[1]
			}
		case ok:
			p.blocks = append(p.blocks, *open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		}
		before = line
	}
	if open != nil {
		return p, fmt.Errorf("%s: the block is not closed", open.at(p))
	}
	return p, nil
}

// pages are all pages, by their names.
func pages(t *testing.T) []page {
	t.Helper()
	var all []page
	err := filepath.WalkDir(moduleRoot, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(moduleRoot, path)
		name = filepath.ToSlash(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata" || name == "checks/explain/pages"):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".md":
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		p, err := readPage(name, string(data))
		all = append(all, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 15 {
		t.Fatalf("only %d pages were found", len(all))
	}
	return all
}

// Blocks that are not run, all pages together. Another one is added here, so that none
// is left out unnoticed.
const blocksNotRun = 22

// TestPageBlocks: each block of commands says how it ends, or why it is not run.
func TestPageBlocks(t *testing.T) {
	run, left := 0, 0
	for _, p := range pages(t) {
		files := 0
		for _, b := range p.blocks {
			_, runs := b.exits()
			reason, isLeft := strings.CutPrefix(b.marker, "not run: ")
			switch b.language {
			case "sh", "console", "cmd":
				switch {
				case runs:
					run++
				case isLeft && len(reason) > 10:
					left++
				default:
					t.Errorf("%s: the marker %q is not \"exit CODE\", one for all commands or one for each of the %d, nor \"not run: REASON\"", b.at(p), b.marker, len(b.commands()))
				}
			case "powershell", "text":
			case "yaml":
				name, isFile := strings.CutPrefix(b.marker, "file ")
				if isFile {
					files++
				}
				if isFile && !strings.Contains(p.text, " "+name) {
					t.Errorf("%s: no command of the page reads %s", b.at(p), name)
				}
			default:
				t.Errorf("%s: the language of the block is %q, not sh, powershell, cmd, yaml or text", b.at(p), b.language)
			}
		}
	}
	t.Logf("%d blocks of commands are run, %d are not", run, left)
	if left != blocksNotRun || run < 20 {
		t.Errorf("%d blocks of commands are run, and %d are not; %d are expected not to be", run, left, blocksNotRun)
	}
}

// TestReadPage: what the other tests rely on.
func TestReadPage(t *testing.T) {
	p, err := readPage("p.md", "a\n<!-- exit 0 3 -->\n```sh\n# why\nclusterdrift a \\\n  b   # c\n\nclusterdrift d\n```\n\n```yaml\nx: 1\n```\n")
	if err != nil || len(p.blocks) != 2 {
		t.Fatalf("%d blocks, %v", len(p.blocks), err)
	}
	first := p.blocks[0]
	if codes, runs := first.exits(); !runs || !slices.Equal(codes, []int{0, 3}) || first.line != 4 || first.language != "sh" {
		t.Errorf("got %v of %+v", codes, first)
	}
	if want := []string{"clusterdrift a  b   # c", "clusterdrift d"}; !slices.Equal(first.commands(), want) {
		t.Errorf("got %q", first.commands())
	}
	for _, wrong := range []string{"", "exit", "exit a", "exit 0 1 2", "not run: why"} {
		if _, runs := (block{marker: wrong, text: first.text}).exits(); runs {
			t.Errorf("a block with the marker %q is run", wrong)
		}
	}
	if _, err := readPage("p.md", "```sh\n"); err == nil {
		t.Error("a block that is not closed is taken")
	}
}
