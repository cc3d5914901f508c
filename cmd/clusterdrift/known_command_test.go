package main

import (
	"strings"
	"testing"
)

// A slip in the name of a command is an error wherever the command stands, and never
// the success of printing a help.
func TestUnknownCommands(t *testing.T) {
	tests := []struct {
		line   string
		code   int
		stderr string
	}{
		{"scna", 2, `unknown command "scna" for "clusterdrift"`},
		{"baseline lnt site.yaml", 2, "unknown command \"lnt\" for \"clusterdrift baseline\"\n  did you mean \"lint\"?\n"},
		{"baseline --no-config lnt", 2, `unknown command "lnt"`},
		{"waiver --config x.yaml nonsense y.yaml", 2, "unknown command \"nonsense\" for \"clusterdrift waiver\"\n  use one of "},
		{"config shwo", 2, `did you mean "show"?`},
		{"inventory shw -i x", 2, ""},
		{"credential get", 2, ""},
		{"baseline --nonsense lnt", 2, "unknown flag: --nonsense"},
		{"baseline", 0, ""},
		{"baseline --help", 0, ""},
		{"baseline --no-config", 0, ""},
		{"help baseline", 0, ""},
		{"__complete baseline l", 0, ""},
		{"baseline list", 0, ""},
	}
	for _, tt := range tests {
		code, _, stderr := runCommand(t.Context(), nil, strings.Fields(tt.line)...)
		if code != tt.code || !strings.Contains(stderr, tt.stderr) {
			t.Errorf("%s: exit %d, want %d\n%s", tt.line, code, tt.code, stderr)
		}
	}
}
