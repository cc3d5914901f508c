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

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// pipelines are the examples, which are next to the files that they read.
const pipelines = "../../report/pipelines"

// pipelineFiles are the pipelines, and what they have to publish.
var pipelineFiles = map[string][]string{
	"github-actions.yml":  {"drift.sarif", "drift.md", "drift.html"},
	"gitlab-ci.yml":       {"drift.xml", "drift.html"},
	"azure-pipelines.yml": {"drift.xml", "drift.html"},
	"Jenkinsfile":         {"drift.xml", "drift.html"},
}

func pipelineText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(pipelines, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// scripts are the pieces of a pipeline that may hold command lines: the texts of
// the YAML, or all there is of something else.
func scripts(t *testing.T, name string) []string {
	t.Helper()
	text := pipelineText(t, name)
	if !strings.HasSuffix(name, ".yml") {
		return []string{text}
	}
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return scalars(&document)
}

func scalars(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	var all []string
	for _, child := range n.Content {
		all = append(all, scalars(child)...)
	}
	return all
}

// commandLines are those of clusterdrift in a pipeline.
func commandLines(t *testing.T, name string) [][]string {
	t.Helper()
	var lines [][]string
	for _, script := range scripts(t, name) {
		for _, line := range strings.Split(strings.ReplaceAll(script, "\\\n", " "), "\n") {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "clusterdrift ") {
				continue
			}
			if err := parses(line); err != nil {
				t.Errorf("%s: %q: %v", name, line, err)
			}
			words, _ := shellWords(line)
			lines = append(lines, words[1:])
		}
	}
	return lines
}

// workplace is a folder with the examples' files, in which the nodes of the
// inventory are simulated ones of Windows Server 2019.
func workplace(t *testing.T) {
	t.Helper()
	var described []*windows.Node
	for _, name := range []string{"HV01", "HV02"} {
		n := windows.Server2019(name)
		n.Cluster.Name = "FIELDREPORT"
		n.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: storyPassword}
		described = append(described, n)
	}
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	dir := t.TempDir()
	for _, name := range []string{"site.yaml", "waivers.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(pipelineText(t, name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	nodes := demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints())
	for i := range nodes {
		nodes[i].Baselines = []string{"site.yaml", "role-hyperv"}
	}
	data, err := inventory.Format(nodes, "inventory.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("inventory.yaml", data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Every command line of a pipeline is one that the program takes, and writes
// the files that the pipeline publishes.
func TestPipelinesRun(t *testing.T) {
	needsNoRace(t)
	lines := map[string][][]string{}
	for name := range pipelineFiles {
		lines[name] = commandLines(t, name)
	}
	workplace(t)
	env := map[string]string{passwordVariable: storyPassword}
	for name, published := range pipelineFiles {
		ran := map[string]bool{}
		for _, args := range lines[name] {
			code, stdout, stderr := runCommand(t.Context(), env, args...)
			if scan := args[0] == "scan"; !scan && code != 0 || scan && !slices.Contains([]int{0, 1, 3, 4}, code) {
				t.Errorf("%s: %q exits %d:\n%s%s", name, args, code, stdout, stderr)
			}
			ran[strings.Join(args[:2], " ")] = true
		}
		for _, want := range []string{"baseline lint", "waiver lint", "scan -i"} {
			if !ran[want] {
				t.Errorf("%s does not run %s", name, want)
			}
		}
		for _, file := range published {
			if err := os.Remove(file); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// A pipeline publishes what its scan writes and nothing else, reads files that
// are next to it, and knows the code that needs a decision.
func TestPipelinesFitTogether(t *testing.T) {
	file := regexp.MustCompile(`[\w-]+\.(?:yaml|sarif|md|html|xml)\b`)
	for name, published := range pipelineFiles {
		var code strings.Builder
		for line := range strings.Lines(pipelineText(t, name)) {
			if trimmed := strings.TrimSpace(line); !strings.HasPrefix(trimmed, "#") && !strings.HasPrefix(trimmed, "//") {
				code.WriteString(line)
			}
		}
		text := code.String()
		for _, found := range file.FindAllString(text, -1) {
			if strings.HasSuffix(found, ".yaml") {
				if _, err := os.Stat(filepath.Join(pipelines, found)); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			} else if !slices.Contains(published, found) {
				t.Errorf("%s names %s, which no scan writes", name, found)
			}
		}
		for _, want := range published {
			if strings.Count(text, want) < 2 {
				t.Errorf("%s writes %s and does nothing with it", name, want)
			}
		}
		if strings.Contains(text, "--password") || strings.Contains(text, "--insecure") || strings.Contains(text, "--allow-incomplete") {
			t.Errorf("%s has a flag that an example should not have", name)
		}
		if !regexp.MustCompile(`exit "\$code"|exit_codes: \[3\]|code == 3`).MatchString(text) {
			t.Errorf("%s does not say what becomes of the exit code", name)
		}
	}
}

// A pipeline may let a scan pass that saw no drift and could not see everything,
// and never one that judged nothing.
func TestPipelinesFailWhenNothingWasJudged(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash here")
	}
	for name, want := range map[string]map[int]int{
		"github-actions.yml":       {0: 0, 1: 1, 3: 3, 5: 5},
		"github-pull-requests.yml": {0: 0, 1: 1, 3: 3, 5: 5},
		"azure-pipelines.yml":      {0: 0, 1: 1, 3: 0, 5: 5},
	} {
		for code, want := range want {
			if got := runScanStep(t, name, code); got != want {
				t.Errorf("%s: the step exits %d when the scan exits %d, want %d", name, got, code, want)
			}
		}
	}
	if text := withoutComments(t, "gitlab-ci.yml"); strings.Count(text, "exit_codes:") != 1 || !strings.Contains(text, "exit_codes: [3] ") {
		t.Error("GitLab allows another code than 3")
	}
	if text := pipelineText(t, "Jenkinsfile"); !regexp.MustCompile(`(?s)if \(code == 3\) \{\s+unstable.*\} else if \(code != 0\) \{\s+error`).MatchString(text) {
		t.Error("Jenkins allows another code than 3")
	}
}

// runScanStep runs the step of a pipeline that judges, with a clusterdrift that
// does nothing but exit with the code.
func runScanStep(t *testing.T, pipeline string, code int) int {
	t.Helper()
	judges := regexp.MustCompile(`(?m)^ *clusterdrift (scan|check) `)
	steps := slices.DeleteFunc(scripts(t, pipeline), func(s string) bool { return !judges.MatchString(s) })
	if len(steps) != 1 {
		t.Fatalf("%s: %d steps judge", pipeline, len(steps))
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "clusterdrift"), fmt.Appendf(nil, "#!/bin/sh\nexit %d\n", code), 0o700); err != nil {
		t.Fatal(err)
	}
	step := exec.CommandContext(t.Context(), "bash", "-e", "-c", steps[0])
	step.Dir = dir
	step.Env = append(programEnviron(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary.md"))
	if err := step.Run(); err != nil && step.ProcessState == nil {
		t.Fatal(err)
	}
	return step.ProcessState.ExitCode()
}

// What the pipelines read is valid.
func TestPipelineFilesLoad(t *testing.T) {
	inv, err := inventory.Load(filepath.Join(pipelines, "inventory.yaml"), inventory.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(inv.Nodes) != 4 {
		t.Errorf("%d nodes", len(inv.Nodes))
	}
	var named [][]string
	for _, n := range inv.Nodes {
		named = append(named, n.Baselines)
	}
	if _, err := flags.NewCriteria(nil, named); err != nil {
		t.Error(err)
	}
	if problems := baselines.Lint(filepath.Join(pipelines, "site.yaml")); len(problems) > 0 {
		t.Error(problems)
	}
	if waivers, err := waiver.Load(filepath.Join(pipelines, "waivers.yaml")); err != nil || len(waivers) != 1 {
		t.Errorf("%d waivers, %v", len(waivers), err)
	}
}

// Groovy has no parser here: its brackets and quotes close at least.
func TestGroovyCloses(t *testing.T) {
	for _, file := range []string{"Jenkinsfile", "../../.jenkins/vars/clusterdriftScan.groovy"} {
		t.Run(filepath.Base(file), func(t *testing.T) { groovyCloses(t, pipelineText(t, file)) })
	}
}

func groovyCloses(t *testing.T, text string) {
	t.Helper()
	if strings.Count(text, "'''")%2 != 0 {
		t.Error("a script is not closed")
	}
	text = regexp.MustCompile(`(?s)'''.*?'''|'[^'\n]*'|"[^"\n]*"|//[^\n]*`).ReplaceAllString(text, "")
	var open []rune
	closing := map[rune]rune{')': '(', ']': '[', '}': '{'}
	for _, r := range text {
		switch {
		case strings.ContainsRune("([{", r):
			open = append(open, r)
		case strings.ContainsRune(")]}", r):
			if len(open) == 0 || open[len(open)-1] != closing[r] {
				t.Fatalf("%c closes nothing", r)
			}
			open = open[:len(open)-1]
		case r == '\'' || r == '"':
			t.Error("a quote is not closed")
		}
	}
	if len(open) > 0 {
		t.Errorf("%q is not closed", string(open))
	}
}

// The guide names every file and every exit code.
func TestPipelinesGuide(t *testing.T) {
	guide := pipelineText(t, "PIPELINES.md")
	entries, err := os.ReadDir(pipelines)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "PIPELINES.md" && !strings.Contains(guide, "("+e.Name()+")") {
			t.Errorf("the guide does not name %s", e.Name())
		}
	}
	for _, code := range []string{"0", "1", "2", "3", "4", "130"} {
		if !strings.Contains(guide, "\n| "+code+" |") {
			t.Errorf("the guide does not tell of exit code %s", code)
		}
	}
	for _, match := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(guide, -1) {
		if _, err := os.Stat(filepath.Join(pipelines, match[1])); err != nil {
			t.Error(err)
		}
	}
}
