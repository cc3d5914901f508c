package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/profile"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// TestPageOfFamilies: the page of what is judged has every family in its table.
func TestPageOfFamilies(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(moduleRoot, ".github", "docs", "families.md"))
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(text)) {
		first, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if strings.HasPrefix(line, "| `") {
			listed = append(listed, strings.Split(strings.ReplaceAll(first, "`", ""), ", ")...)
		}
	}
	for _, family := range checks.Families() {
		if !slices.Contains(listed, family) {
			t.Errorf("families.md does not have %s", family)
		}
	}
}

// TestPageCommands: each command and flag in a block of a page exists, with the right
// number of arguments, whether the block is run or not.
func TestPageCommands(t *testing.T) {
	lines := 0
	for _, p := range pages(t) {
		for _, b := range p.blocks {
			if b.language == "yaml" || b.language == "text" {
				continue
			}
			for _, line := range b.commands() {
				if !strings.HasPrefix(line, "clusterdrift ") {
					continue
				}
				lines++
				if err := parses(line); err != nil {
					t.Errorf("%s: %q: %v", b.at(p), line, err)
				}
			}
		}
	}
	if lines < 40 {
		t.Errorf("only %d command lines were found", lines)
	}
}

// TestPageWords: each command, flag and variable that the text of a page names exists.
func TestPageWords(t *testing.T) {
	flags := everyFlag()
	span := regexp.MustCompile("`[^`\n]+`")
	found := map[string]int{}
	for _, p := range pages(t) {
		for _, quoted := range span.FindAllString(p.text, -1) {
			text := strings.Trim(quoted, "`")
			var kind string
			var known bool
			switch {
			case strings.HasPrefix(text, "clusterdrift "):
				kind, known = "command", namesCommand(text, flags)
			case strings.HasPrefix(text, "--"):
				kind, known = "flag", namesFlags(text, flags)
			case strings.HasPrefix(text, "CLUSTERDRIFT_"):
				kind, known = "variable", namesVariable(text, flags)
			default:
				continue
			}
			found[kind]++
			if !known {
				t.Errorf("%s: there is no %s %s", p.name, kind, quoted)
			}
		}
	}
	for _, kind := range []string{"command", "flag", "variable"} {
		if found[kind] < 5 {
			t.Errorf("only %d of %s were found", found[kind], kind)
		}
	}
}

// everyFlag are the long flags of all commands.
func everyFlag() map[string]bool {
	all := map[string]bool{"help": true}
	var visit func(*cobra.Command)
	visit = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) { all[f.Name] = true })
		c.PersistentFlags().VisitAll(func(f *pflag.Flag) { all[f.Name] = true })
		for _, below := range c.Commands() {
			visit(below)
		}
	}
	visit(newRoot(term.Terminal{}))
	return all
}

var longFlag = regexp.MustCompile(`(?:^| )--([a-z-]+)`)

// namesFlags reports whether all long flags in a text exist.
func namesFlags(text string, flags map[string]bool) bool {
	return !slices.ContainsFunc(longFlag.FindAllStringSubmatch(text, -1), func(f []string) bool { return !flags[f[1]] })
}

// namesCommand reports whether a text begins with a command and its flags exist. Words
// in capitals stand for arguments.
func namesCommand(text string, flags map[string]bool) bool {
	words := strings.Fields(text)
	root := newRoot(term.Terminal{})
	root.InitDefaultCompletionCmd()
	c, rest, err := root.Find(words[1:])
	if err != nil || !namesFlags(text, flags) {
		return false
	}
	return !c.HasSubCommands() || len(rest) == 0 || strings.HasPrefix(rest[0], "-") || c.Runnable()
}

// namesVariable reports whether an environment variable sets something.
func namesVariable(text string, flags map[string]bool) bool {
	name, _, _ := strings.Cut(text, "=")
	name = strings.TrimPrefix(name, "CLUSTERDRIFT_")
	flag := strings.ToLower(strings.ReplaceAll(name, "_", "-"))
	return flags[flag] || name == "PASSWORD" || "CLUSTERDRIFT_"+name == profile.Variable || name == "" || strings.HasPrefix(name, "VAR_")
}

// TestPageLinks: each file that a page links to, or names by its path, is there.
func TestPageLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	named := regexp.MustCompile("`((?:cmd|baselines|checks|remote|report|\\.github|\\.ci)/[\\w./<>-]+)`")
	links, paths := 0, 0
	for _, p := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(p.text, -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(moduleRoot, filepath.Dir(p.name), found[1])); err != nil {
				t.Errorf("%s links to %s: %v", p.name, found[1], err)
			}
		}
		for _, found := range named.FindAllStringSubmatch(p.text, -1) {
			paths++
			pattern := regexp.MustCompile(`<[a-z]+>`).ReplaceAllString(found[1], "*")
			if match, err := filepath.Glob(filepath.Join(moduleRoot, pattern)); err != nil || len(match) == 0 {
				t.Errorf("%s names %s, which is not there", p.name, found[1])
			}
		}
	}
	if links < 30 || paths < 20 {
		t.Errorf("only %d links and %d paths were found", links, paths)
	}
}
