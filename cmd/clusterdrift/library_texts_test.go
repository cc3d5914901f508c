package main

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// libraryTexts begin the errors of the library that reads the command line.
func libraryTexts() []string {
	return []string{
		"unknown flag", "unknown shorthand", "flag needs an argument", "bad flag syntax", "arg(s)", "required flag",
		"invalid argument", "if any flags in the group", "Did you mean this", "invalid syntax", "strconv", "parse error",
	}
}

// Whatever is wrong with a command line, at every level, the program says it in its own
// words, what to do about it, and ends with 2.
func TestNoTextsOfTheLibrary(t *testing.T) {
	root := newRoot(term.Terminal{Env: func(string) (string, bool) { return "", false }})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	wrong := [][]string{
		{"--nosuchflag"}, {"-Z"}, {"-qZ"}, {"--=x"}, {"---"}, {"--config"}, {"--color"}, {"--no-config=7"}, {"--color=sometimes"},
		{"a", "b", "c", "d", "e", "--nosuchflag"},
	}
	lines := [][]string{{"nosuch"}, {"__complete"}, {"help", "nosuch"}, {"help", "scan", "nosuch"}, {"completion", "nosuch"}}
	for _, c := range cli.Descendants(root) {
		path := strings.Fields(cli.Path(c))
		if !c.Runnable() {
			lines = append(lines, append(path, "nosuch"))
		}
		if c.Name() == "help" {
			continue // takes what it is asked about
		}
		for _, w := range wrong {
			lines = append(lines, append(strings.Fields(cli.Path(c)), w...))
		}
	}
	for _, line := range lines {
		code, stdout, stderr := runCommand(t.Context(), nil, line...)
		if code != 2 || stdout != "" || strings.Count(stderr, "\n") < 3 {
			t.Errorf("%q exits %d:\n%s%s", line, code, stdout, stderr)
		}
		for _, text := range libraryTexts() {
			if strings.Contains(stderr, text) {
				t.Errorf("%q says %q:\n%s", line, text, stderr)
			}
		}
	}
}
