package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// configName is what a configuration is called.
const configName = "clusterdrift.yaml"

// place is a working directory and a user's configuration folder.
type place struct {
	term.Terminal
	t     *testing.T
	users string // the path of the user's own file
}

// newPlace changes into an empty working directory. A file of "" is not written.
func newPlace(t *testing.T, users, working string) *place {
	t.Helper()
	t.Chdir(t.TempDir())
	dir := t.TempDir()
	p := &place{t: t, users: filepath.Join(dir, "clusterdrift", configName)}
	p.ConfigDir, p.Now = dir, time.Now
	p.Env = func(string) (string, bool) { return "", false }
	if err := os.Mkdir(filepath.Dir(p.users), 0o700); err != nil {
		t.Fatal(err)
	}
	p.write(p.users, users)
	p.write(configName, working)
	return p
}

func (p *place) write(path, text string) {
	p.t.Helper()
	if text == "" {
		return
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// run runs a command line and returns what it printed.
func (p *place) run(args ...string) (code int, stdout, stderr string) {
	p.t.Helper()
	var out, errOut safeBuffer
	p.Out, p.Err = &out, &errOut
	code = run(p.t.Context(), args, p.Terminal)
	return code, out.String(), errOut.String()
}

// The user's own file, the file that is named and the environment may set what the
// working directory may not.
func TestWhoMaySetEverything(t *testing.T) {
	const everything = "format: 1\nflags: {fail-on: high, auth: basic}\n"
	origin := func(p *place, env map[string]string, args ...string) string {
		t.Helper()
		p.Env = func(name string) (string, bool) { v, ok := env[name]; return v, ok }
		_, out, stderr := p.run(append(args, "config", "show")...)
		for _, line := range strings.Split(out, "\n") {
			if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "fail-on" {
				return fields[2]
			}
		}
		return stderr
	}
	p := newPlace(t, everything, "")
	p.write("named.yaml", everything)
	for name, c := range map[string]struct {
		env  map[string]string
		args []string
		want string
	}{
		"the user's own folder":           {nil, nil, p.users + ":2"},
		"a file that is typed":            {nil, []string{"--config", "named.yaml"}, "named.yaml:2"},
		"a file in the environment":       {map[string]string{"CLUSTERDRIFT_CONFIG": "named.yaml"}, nil, "named.yaml:2"},
		"the environment":                 {map[string]string{"CLUSTERDRIFT_FAIL_ON": "medium"}, nil, "CLUSTERDRIFT_FAIL_ON"},
		"no file":                         {nil, []string{"--no-config"}, "default"},
		"no file, of the environment":     {map[string]string{"CLUSTERDRIFT_NO_CONFIG": "true"}, nil, "default"},
		"no file, not even a named one":   {map[string]string{"CLUSTERDRIFT_CONFIG": "named.yaml"}, []string{"--no-config"}, "default"},
		"a typed file before no file":     {map[string]string{"CLUSTERDRIFT_NO_CONFIG": "true"}, []string{"--config", "named.yaml"}, "named.yaml:2"},
		"no file, but not meant":          {nil, []string{"--no-config=false"}, p.users + ":2"},
		"no file, but not meant, and one": {nil, []string{"--no-config=false", "--config", "named.yaml"}, "named.yaml:2"},
	} {
		if got := origin(p, c.env, c.args...); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, args := range [][]string{{"--config", "named.yaml", "--no-config", "version"}, {"--config", "", "version"}} {
		if code, _, stderr := p.run(args...); code != 2 || !strings.HasPrefix(stderr, "--config ") {
			t.Errorf("%q: exit %d\n%s", args, code, stderr)
		}
	}
}

// Command line, environment, working directory, user's folder: each wins over those
// behind it, and what the one leaves alone comes from the next.
func TestConfigurationPrecedence(t *testing.T) {
	p := newPlace(t,
		"format: 1\nflags: {verbose: true, concurrency: 9, fail-on: high}\ncommands: {scan: {timeout: 10m, output: [json]}}\n",
		"format: 1\nflags: {concurrency: 8, timeout: 11m, output: [sarif]}\n")
	p.Env = func(name string) (string, bool) { return "7", name == "CLUSTERDRIFT_CONCURRENCY" }
	code, out, stderr := p.run("config", "show", "scan")
	if code != 0 {
		t.Fatal(stderr)
	}
	got := map[string]string{}
	for _, line := range strings.Split(out, "\n") {
		if f := strings.Fields(line); len(f) == 3 && f[2] != "default" {
			got[f[0]] = f[1] + " " + f[2]
		}
	}
	want := map[string]string{
		"FLAG": "VALUE FROM", "concurrency": "7 CLUSTERDRIFT_CONCURRENCY",
		"timeout": "11m0s clusterdrift.yaml:2", "output": "sarif clusterdrift.yaml:2",
		"verbose": "true " + p.users + ":2", "fail-on": "high " + p.users + ":2",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if read := "settings from clusterdrift.yaml\nsettings from " + p.users + "\n"; stderr != read {
		t.Errorf("%q, want %q", stderr, read)
	}
}

// An empty file in the working directory does not switch off what the user has set,
// and the user's own file is no stranger's, wherever the program runs.
func TestUsersConfigurationStays(t *testing.T) {
	const users = "format: 1\nflags: {fail-on: nonsense}\n"
	for name, prepare := range map[string]func(*place) error{
		"beside an empty one":       func(p *place) error { return os.WriteFile(configName, []byte("format: 1\n"), 0o600) },
		"in the user's folder":      func(p *place) error { t.Chdir(filepath.Dir(p.users)); return nil },
		"by a link to it":           func(p *place) error { return os.Symlink(p.users, configName) },
		"by another name of itself": func(p *place) error { return os.Link(p.users, configName) },
	} {
		p := newPlace(t, users, "")
		if err := prepare(p); err != nil {
			t.Logf("%s: %v", name, err)
			continue
		}
		code, _, stderr := p.run("scan", "HV01")
		if code != 2 || !strings.Contains(stderr, `"nonsense"`) || strings.Count(stderr, "settings from "+p.users+"\n") != 1 {
			t.Errorf("%s: exit %d\n%s", name, code, stderr)
		}
	}
}

// A configuration folder that is not absolute would be one of the working directory.
func TestRelativeConfigurationFolder(t *testing.T) {
	p := newPlace(t, "", "")
	if err := os.Mkdir("clusterdrift", 0o700); err != nil {
		t.Fatal(err)
	}
	p.write(filepath.Join("clusterdrift", configName), "format: 1\nflags: {fail-on: high}\n")
	for _, dir := range []string{".", ""} {
		p.ConfigDir = dir
		if code, _, stderr := p.run("version"); code != 0 || stderr != "" {
			t.Errorf("%q: exit %d\n%s", dir, code, stderr)
		}
	}
}

// Commands of the shell's completion read the configuration without a word.
func TestCompletionAnnouncesNothing(t *testing.T) {
	p := newPlace(t, "format: 1\nflags: {inventory: "+filepath.ToSlash(inventoryOfNowhere(t))+"}\n", "format: 1\n")
	if code, out, stderr := p.run(cobra.ShellCompNoDescRequestCmd, "doctor", "HV"); code != 0 || !strings.HasPrefix(out, "HV01\nHV02\n") || strings.Contains(stderr, "settings from") {
		t.Errorf("exit %d\n%s\n%s", code, out, stderr)
	}
}
