package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// harmless is a value that a file in the working directory may give to a key.
func harmless() map[string]string {
	return map[string]string{"color": "never", "verbose": "true", "concurrency": "3", "output": "json",
		"timeout": "1h", "connect-timeout": "1h", "message-timeout": "1h"}
}

// likely is a value of a flag's kind.
func likely(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "true"
	case "int", "intOrAuto":
		return "7"
	case "duration":
		return "99h"
	}
	return "x.yaml"
}

// Each flag of each command is refused in the working directory, for all commands
// and for its own, except the few that decide nothing. Flags that come later are too.
func TestWorkingDirectoryRefusesEveryOtherFlag(t *testing.T) {
	needsNoRace(t)
	p := newPlace(t, "", "")
	refused := map[string]bool{}
	check := func(file, name string, line int) {
		t.Helper()
		p.write(configName, file)
		code, _, stderr := p.run("version")
		at := fmt.Sprintf("%s:%d:", configName, line)
		named := slices.ContainsFunc(strings.Split(stderr, "\n"), func(l string) bool {
			return strings.HasPrefix(l, at) && strings.Contains(l, strconv.Quote(name))
		})
		if code != 2 || !named || !strings.Contains(stderr, "--config "+configName) {
			t.Errorf("exit %d for\n%s\n%s", code, file, stderr)
		}
	}
	for path, command := range cli.Commands(newRoot(term.Terminal{})) {
		cli.Flags(command).VisitAll(func(f *pflag.Flag) {
			if harmless()[f.Name] != "" {
				return
			}
			if !refused[f.Name] {
				check(fmt.Sprintf("format: 1\nflags:\n  %s: %s\n", f.Name, likely(f)), f.Name, 3)
			}
			refused[f.Name] = true
			check(fmt.Sprintf("format: 1\nflags: {}\ncommands:\n  %s:\n    %s: %s\n", path, f.Name, likely(f)), f.Name, 5)
		})
	}
	for _, name := range []string{"inventory", "ca-file", "auth", "waivers", "fail-on", "allow-incomplete", "password-file", "insecure-skip-verify", "config", "no-config"} {
		if !refused[name] {
			t.Errorf("--%s was not tried", name)
		}
	}
	p.write(configName, "format: 1\nflags: {\"wholly\\e\": 1}\n")
	if code, _, stderr := p.run("version"); code != 2 || !strings.Contains(stderr, `:2:9: unknown key "wholly\x1b"`) || !strings.Contains(stderr, "--config") {
		t.Errorf("exit %d for a key that no command knows:\n%s", code, stderr)
	}
}

// All keys are named at once, also where the structure of the file is wrong.
func TestWorkingDirectoryNamesEveryKey(t *testing.T) {
	p := newPlace(t, "", `format: 1
flags:
  inventory: &other x.yaml
  baseline: y.yaml
  verbose: true
commands:
  scna:
    waivers: [w.yaml]
  doctor: {output: [text]}
flags:
  fail-on: critical
defaults: {user: x}
`)
	code, _, stderr := p.run("demo")
	for _, want := range []string{":3:3: ", ":4:3: ", ":8:5: ", ":11:3: ", ":12:1: "} {
		if !strings.Contains("\n"+stderr, "\n"+configName+want+"a file in the working directory may not set ") {
			t.Errorf("nothing about the key at %s", want)
		}
	}
	if code != 2 || t.Failed() {
		t.Errorf("exit %d:\n%s", code, stderr)
	}
}

// Values of the keys that a file in the working directory may have.
func TestWorkingDirectoryValues(t *testing.T) {
	const users = "format: 1\nflags: {timeout: 20m, connect-timeout: 1s}\ncommands: {collect: {message-timeout: 10m}}\n"
	for _, c := range []struct {
		name, users, flags string
		problem            string // empty: accepted
	}{
		{"all that are harmless", "", "verbose: true\n  concurrency: 3\n  output: json\n  timeout: 1h\n  connect-timeout: 1h\n  message-timeout: 1h", ""},
		{"several formats, of which commands take one", "", "output: [sarif, table]", ""},
		{"a format to a file", "", "output: json=x.json", `output must be a format for standard output, not "json=x.json"`},
		{"one of several to a file", "", "output: [text, html=../x]", `output must be a format for standard output, not "html=../x"`},
		{"a folder of files", "", "output: plan-script=fix", `output must be a format for standard output, not "plan-script=fix"`},
		{"a folder of files without a name", "", "output: plan-script", `output must be a format for standard output, not "plan-script"`},
		{"two formats in one text", "", `output: "text,json=x"`, `output must be a format for standard output, not "text,json=x"`},
		{"the name of a file", "", "output: x.json", `output must be a format for standard output, not "x.json"`},
		{"no report at all", "", "output: []", "output must name a format"},
		{"no node at a time", "", "concurrency: 0", `concurrency must be a number above 0 or auto, not "0"`},
		{"fewer than none", "", "concurrency: -1", `concurrency must be a number above 0 or auto, not "-1"`},
		{"more nodes than there are numbers", "", "concurrency: 99999999999999999999", `concurrency must be a number above 0 or auto, not "99999999999999999999"`},
		{"the default", "", "timeout: 300s", ""},
		{"shorter than the default", "", "timeout: 4m59s", "a file in the working directory may not make timeout shorter than 5m0s"},
		{"none at all", "", "message-timeout: 0s", "a file in the working directory may not make message-timeout shorter than 30s"},
		{"negative", "", "connect-timeout: -1h", "a file in the working directory may not make connect-timeout shorter than 10s"},
		{"no duration", "", "timeout: long", `timeout must be a duration like 10m, not "long"`},
		{"as long as the user's", users, "timeout: 20m", ""},
		{"longer than the default, shorter than the user's", users, "timeout: 19m", "a file in the working directory may not make timeout shorter than 20m0s"},
		{"longer than the user's, shorter than the default", users, "connect-timeout: 2s", ""},
		{"shorter than the user's for one command", users, "message-timeout: 9m", "a file in the working directory may not make message-timeout shorter than 10m0s"},
		{"a default of the user that cannot be read", "format: 1\nflags: {timeout: ever}\n", "timeout: 4m", "a file in the working directory may not make timeout shorter than 5m0s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t, c.users, "format: 1\nflags:\n  "+c.flags+"\n")
			code, _, stderr := p.run("version")
			switch {
			case c.problem == "":
				if code != 0 {
					t.Errorf("exit %d:\n%s", code, stderr)
				}
			case code != 2 || !strings.Contains(stderr, ": "+c.problem+"\n") || !strings.Contains(stderr, "--config "+configName):
				t.Errorf("exit %d, want %q in\n%s", code, c.problem, stderr)
			}
		})
	}
}

// What a command's own part of the file says is measured against what holds for
// that command, and only what counts is.
func TestWorkingDirectoryTimeoutsOfCommands(t *testing.T) {
	const users = "format: 1\nflags: {timeout: 1m}\ncommands: {scan: {timeout: 10m}}\n"
	for name, c := range map[string]struct {
		working string
		code    int
	}{
		"longer for each":                     {"flags: {timeout: 2m}\ncommands: {scan: {timeout: 11m}}", 0},
		"longer for all but one":              {"flags: {timeout: 2m}", 2},
		"shorter for one that is not running": {"commands: {scan: {timeout: 9m}}", 2},
		"longer for another":                  {"commands: {doctor: {timeout: 2m}}", 0},
	} {
		p := newPlace(t, users, "format: 1\n"+c.working+"\n")
		if code, _, stderr := p.run("version"); code != c.code {
			t.Errorf("%s: exit %d\n%s", name, code, stderr)
		}
	}
}

// Formats for standard output never take the place of a file that the user has
// reports written to: that one would be there from an earlier scan.
func TestWorkingDirectoryLosesNoReport(t *testing.T) {
	const users = "format: 1\nflags: {output: text}\ncommands:\n  scan: {output: [text, junit=drift.xml]}\n"
	for name, c := range map[string]struct {
		working, want string
	}{
		"for each command":       {"flags: {output: text}", `clusterdrift.yaml:2:17: a file in the working directory may not set output in place of "junit=drift.xml" of `},
		"for that command":       {"commands: {scan: {output: [json]}}", "clusterdrift.yaml:2:27: a file in the working directory may not set output in place of "},
		"for other commands":     {"commands: {check: {output: json}, doctor: {output: json}}", ""},
		"a list for the command": {"flags: {output: [text]}", "clusterdrift.yaml:2:17: "},
	} {
		p := newPlace(t, users, "format: 1\n"+c.working+"\n")
		code, _, stderr := p.run("version")
		if c.want == "" && code != 0 || c.want != "" && (code != 2 || !strings.HasPrefix(stderr, c.want)) {
			t.Errorf("%s: exit %d, want %q\n%s", name, code, c.want, stderr)
		}
	}
}

// The default of every output flag is accepted, so that every command may be told
// to print what it prints anyway.
func TestEveryDefaultOutputIsHarmless(t *testing.T) {
	for path, c := range cli.Commands(newRoot(term.Terminal{})) {
		f := c.Flags().Lookup("output")
		if f == nil {
			continue
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			p := newPlace(t, "", fmt.Sprintf("format: 1\ncommands: {%s: {output: %s}}\n", path, v))
			if code, _, stderr := p.run("version"); code != 0 {
				t.Errorf("%s: exit %d\n%s", path, code, stderr)
			}
		}
	}
}

// A flag that was added later is refused; color is not. Nor
// is a timeout accepted that is not a duration.
func TestWorkingDirectoryAndLaterFlags(t *testing.T) {
	root := func() *cobra.Command {
		root := newRoot(term.Terminal{})
		c := &cobra.Command{Use: "new", Run: func(*cobra.Command, []string) {}}
		c.Flags().Bool("brand-new", false, "")
		c.Flags().Int("timeout", 3, "")
		root.AddCommand(c)
		return root
	}
	for text, want := range map[string]string{
		"flags: {color: never}":               "",
		"commands: {scan: {color: never}}":    "",
		"flags: {brand-new: true}":            `may not set "brand-new"`,
		"commands: {new: {brand-new: true}}":  `may not set "brand-new"`,
		"commands: {new: {timeout: 9000}}":    `timeout must be a duration`,
		"flags: {colour: never}":              `unknown key "colour"; did you mean "color"?`,
		"flags: {verbose: true, colors: off}": `unknown key "colors"; did you mean "color"?`,
	} {
		p := newPlace(t, "", "format: 1\n"+text+"\n")
		files, err := config.Read(root(), p.Terminal)
		switch {
		case want == "" && (err != nil || len(files) != 1):
			t.Errorf("%s: %d files, %v", text, len(files), err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v", text, err)
		}
	}
}
