package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// pieces are what pipelines of others include: each has one script, whose inputs are
// variables INPUT_*.
var pieces = []struct {
	file  string          // from the root of the module
	exits map[int]int     // of the script, by that of the scan
	wrote []string        // by a scan
	plus  map[string]bool // inputs that are lists, one a line
}{
	{".github/actions/scan/action.yml", map[int]int{0: 0, 1: 0, 3: 0, 5: 0}, []string{"drift.sarif", "drift.html"}, map[string]bool{"INPUT_WAIVERS": true}},
	{".gitlab/clusterdrift.yml", map[int]int{0: 0, 1: 1, 3: 3, 5: 5}, []string{"drift.xml", "drift.html"}, nil},
	{".jenkins/vars/clusterdriftScan.groovy", map[int]int{0: 0, 1: 1, 3: 3, 5: 5}, []string{"drift.xml", "drift.html"}, nil},
	{"report/pipelines/azure-template.yml", map[int]int{0: 0, 1: 1, 3: 0, 5: 5}, []string{"drift.xml", "drift.html"}, nil},
}

// pieceScript is the script of a piece that scans.
func pieceScript(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(moduleRoot, file))
	if err != nil {
		t.Fatal(err)
	}
	found := slices.DeleteFunc(pieceTexts(file, string(data)), func(s string) bool { return !strings.Contains(s, "clusterdrift scan ") })
	if len(found) != 1 {
		t.Fatalf("%s: %d scripts scan", file, len(found))
	}
	if strings.Contains(found[0], "${{") || strings.Contains(found[0], "$[[") {
		t.Errorf("%s: an input becomes part of the script, which whoever gives it could then change", file)
	}
	return found[0]
}

// pieceTexts are the texts of a file of YAML, or the scripts of one of Groovy.
func pieceTexts(file, text string) []string {
	var all []string
	if strings.HasSuffix(file, ".groovy") {
		for _, m := range regexp.MustCompile(`(?s)'''(.*?)'''`).FindAllStringSubmatch(text, -1) {
			all = append(all, m[1])
		}
		return all
	}
	for d := yaml.NewDecoder(strings.NewReader(text)); ; {
		var document yaml.Node
		if err := d.Decode(&document); err != nil {
			return all
		}
		all = append(all, scalars(&document)...)
	}
}

// runPiece runs the script of a piece in a folder as its platform does, and returns its
// exit code and what it printed.
func runPiece(t *testing.T, file, dir, path string, inputs ...string) (int, string) {
	t.Helper()
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here")
	}
	c := exec.CommandContext(t.Context(), shell, "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", pieceScript(t, file))
	c.Dir = dir
	c.Env = append(programEnviron(), "PATH="+path+string(os.PathListSeparator)+os.Getenv("PATH"), passwordVariable+"="+storyPassword, "NO_COLOR=1",
		"INPUT_INVENTORY=inventory.yaml", "INPUT_FAIL_ON=low", "INPUT_SARIF=drift.sarif", "INPUT_FORMATS=html=drift.html", "INPUT_BASELINE=", "INPUT_WAIVERS=",
		"GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary.md"), "GITHUB_OUTPUT="+filepath.Join(dir, "output"))
	c.Env = append(c.Env, inputs...)
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(out)
}

// Each piece scans, with waivers whose name has a space, and writes what it publishes.
func TestPiecesScan(t *testing.T) {
	if underRace {
		t.Skip("the scripts run the same commands with the race detector")
	}
	root, err := filepath.Abs(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	workplace(t)
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename("waivers.yaml", "our waivers.yaml"); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(root, "cmd", "clusterdrift"))
	for _, p := range pieces {
		waivers := "INPUT_WAIVERS=our waivers.yaml"
		if p.plus["INPUT_WAIVERS"] {
			waivers = "INPUT_WAIVERS=\n  our waivers.yaml \n\n"
		}
		code, out := runPiece(t, p.file, dir, dir, waivers)
		if !slices.Contains([]int{0, 1, 3, 4}, code) {
			t.Errorf("%s: exit %d:\n%s", p.file, code, out)
		}
		for _, name := range p.wrote {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Errorf("%s: %v\n%s", p.file, err, out)
			}
		}
	}
	summary, err := os.ReadFile(filepath.Join(dir, "summary.md"))
	if err != nil || !strings.Contains(string(summary), "FIELDREPORT") {
		t.Errorf("the summary of the job: %v\n%s", err, summary)
	}
	output, err := os.ReadFile(filepath.Join(dir, "output"))
	if err != nil || !regexp.MustCompile(`^exit-code=[0134]\n$`).Match(output) {
		t.Errorf("the outputs of the action: %v\n%s", err, output)
	}
}

// A piece passes arguments that the program takes, whatever its inputs are, and keeps the
// exit code.
func TestPiecesKeepTheExitCode(t *testing.T) {
	for _, p := range pieces {
		for code, want := range p.exits {
			dir := t.TempDir()
			fake := fmt.Sprintf("#!/bin/sh\nfor a in \"$@\"; do printf '%%s\\n' \"$a\"; done >args\nfor a in \"$@\"; do case $a in --output=markdown=*) : >\"${a#--output=markdown=}\";; esac; done\nexit %d\n", code)
			if err := os.WriteFile(filepath.Join(dir, "clusterdrift"), []byte(fake), 0o700); err != nil {
				t.Fatal(err)
			}
			got, out := runPiece(t, p.file, dir, dir, "INPUT_WAIVERS=$(touch owned); `touch owned`", "INPUT_INVENTORY=a b.yaml")
			if got != want {
				t.Errorf("%s exits %d when the scan exits %d, want %d\n%s", p.file, got, code, want, out)
			}
			args, err := os.ReadFile(filepath.Join(dir, "args"))
			if err != nil {
				t.Fatal(err)
			}
			line := "clusterdrift '" + strings.Join(strings.Split(strings.TrimRight(string(args), "\n"), "\n"), "' '") + "'"
			if err := parses(line); err != nil {
				t.Errorf("%s: %s: %v", p.file, line, err)
			}
			if !strings.Contains(line, "'--inventory=a b.yaml'") || !strings.Contains(line, "'--no-config'") {
				t.Errorf("%s: %s", p.file, line)
			}
			if _, err := os.Stat(filepath.Join(dir, "owned")); err == nil {
				t.Errorf("%s runs what an input says", p.file)
			}
			if output, err := os.ReadFile(filepath.Join(dir, "output")); strings.HasPrefix(p.file, ".github/") && (err != nil || string(output) != fmt.Sprintf("exit-code=%d\n", code)) {
				t.Errorf("the outputs of the action: %v\n%s", err, output)
			}
		}
	}
}

// The hooks run commands that exist, and match the names of the examples.
func TestPreCommitHooks(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(moduleRoot, ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Entry, Language, Files string }
	if err := yaml.Unmarshal(data, &hooks); err != nil || len(hooks) != 3 {
		t.Fatalf("%d hooks, %v", len(hooks), err)
	}
	for i, want := range []string{"site.yaml", "waivers.yaml", "inventory.yaml"} {
		h := hooks[i]
		if err := parses(h.Entry + " " + want); err != nil {
			t.Errorf("%s: %v", h.ID, err)
		}
		files := regexp.MustCompile(h.Files)
		for _, name := range []string{"site.yaml", "waivers.yaml", "inventory.yaml", "baselines/hyperv.yml", "other.yaml", "my-inventory.md"} {
			if got := files.MatchString(name); got != (name == want || i == 0 && name == "baselines/hyperv.yml") {
				t.Errorf("%s: %s matches: %v", h.ID, name, got)
			}
		}
		code, _, stderr := runCommand(t.Context(), nil, append(strings.Fields(h.Entry)[1:], filepath.Join(pipelines, want))...)
		if code != 0 || h.Language != "system" {
			t.Errorf("%s: exit %d, %s\n%s", h.ID, code, h.Language, stderr)
		}
	}
}
