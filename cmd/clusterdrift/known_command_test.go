package main

import (
	"strings"
	"testing"
)

// A slip in the name of a command is an error wherever the command is, and never
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
		{"baseline --nonsense lnt", 2, "clusterdrift baseline has no flag --nonsense"},
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

// Too few or too many arguments: which, and how the command is written.
func TestWrongArguments(t *testing.T) {
	for line, want := range map[string]string{
		"check":                      "clusterdrift check lacks an argument\n  write it like clusterdrift check DIR|FILE...\n",
		"query HV01":                 "clusterdrift query lacks an argument\n  write it like clusterdrift query NODE WQL\n",
		"query HV01 SELECT * FROM X": "clusterdrift query does not take the argument \"*\"\n  write it like clusterdrift query NODE WQL\n",
		"baseline diff ws2016":       "clusterdrift baseline diff lacks an argument\n  write it like clusterdrift baseline diff A B\n",
		"version 2":                  "clusterdrift version does not take the argument \"2\"\n  write it like clusterdrift version\n",
		"man a b":                    "clusterdrift man does not take the argument \"b\"\n  write it like clusterdrift man DIR\n",
		"waiver lint":                "clusterdrift waiver lint lacks an argument\n  write it like clusterdrift waiver lint FILE...\n",
	} {
		code, _, stderr := runCommand(t.Context(), nil, strings.Fields(line)...)
		if want += "clusterdrift: exit 2: invalid input; nothing was scanned\n"; code != 2 || stderr != want {
			t.Errorf("%s: exit %d\n%s", line, code, stderr)
		}
	}
}
