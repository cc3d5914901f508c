package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// gateFiles are the guide about pull requests and its pipelines.
func gateFiles() []string {
	return []string{"PULL-REQUESTS.md", "github-facts.yml", "github-pull-requests.yml"}
}

// hostile is what a stranger puts into a checkout.
func hostile() map[string]string {
	return map[string]string{
		configName:     "format: 1\nflags: {fail-on: critical, allow-incomplete: true, inventory: evil.yaml}\ncommands: {check: {waivers: waivers.yaml}}\n",
		"waivers.yaml": "format: 1\nwaivers:\n  - {finding: 'update/*', reason: none of your business, owner: stranger@example.org, permanent: true}\n",
		"site.yaml":    "format: 1\nname: site\ntitle: Anything goes\nreviewed: 2026-11-22\nextends: [ws2019]\nremove: [update/build]\n",
		"evil.yaml":    "format: 1\nclusters: [{name: EVIL, nodes: [192.0.2.66]}]\n",
	}
}

func writeHostile(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range hostile() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// gateLines are the command lines of the guide and its pipelines, by file.
func gateLines(t *testing.T) map[string][][]string {
	t.Helper()
	lines := map[string][][]string{}
	for _, name := range gateFiles() {
		lines[name] = commandLines(t, name)
	}
	return lines
}

// The command lines run in the order of the guide: the collecting job, the gate in
// a checkout of the protected branch, a look at what the pull request holds. The
// gate comes to what a scan of the protected branch comes to.
func TestPullRequestsRun(t *testing.T) {
	needsNoRace(t)
	all := gateLines(t)
	workplace(t)
	writeHostile(t, "pr")
	env := map[string]string{passwordVariable: storyPassword}
	want, _, stderr := runCommand(t.Context(), env, "scan", "-i", "inventory.yaml", "--waivers", "waivers.yaml", "-q")
	if !slices.Contains([]int{1, 3, 4}, want) {
		t.Fatalf("the scan exits %d, and nothing could be let through:\n%s", want, stderr)
	}
	ran := map[string]bool{}
	for _, name := range gateFiles() {
		for _, args := range all[name] {
			secrets := map[string]string{}
			if args[0] == "collect" {
				secrets = env
			}
			code, stdout, stderr := runCommand(t.Context(), secrets, args...)
			expected := 0
			if args[0] == "check" {
				expected = want
			}
			if code != expected {
				t.Errorf("%s: %q exits %d, want %d\n%s%s", name, args, code, expected, stdout, stderr)
			}
			ran[args[0]] = true
		}
	}
	for _, command := range []string{"collect", "check", "baseline", "waiver"} {
		if !ran[command] {
			t.Errorf("nothing runs %s", command)
		}
	}
	for _, file := range []string{"gate.xml", "gate.md"} {
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	}
}

// A gate that runs in the stranger's checkout by mistake stops, and with
// --no-config and the files of the protected branch it comes to the same verdict.
func TestGateInTheStrangersCheckout(t *testing.T) {
	workplace(t)
	trusted, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{passwordVariable: storyPassword}
	mustRun(t, 0, env, "collect", "-i", "inventory.yaml", "-d", "facts")
	gate := []string{"check", filepath.Join(trusted, "facts"), "--waivers", filepath.Join(trusted, "waivers.yaml"),
		"--baseline", filepath.Join(trusted, "site.yaml"), "-q"}
	want, verdict, _ := runCommand(t.Context(), nil, gate...)
	writeHostile(t, "pr")
	t.Chdir("pr")
	code, stdout, stderr := runCommand(t.Context(), nil, gate...)
	if code != 2 || stdout != "" {
		t.Errorf("exit %d:\n%s", code, stdout)
	}
	for _, key := range []string{"fail-on", "allow-incomplete", "inventory", "waivers"} {
		if !strings.Contains(stderr, `may not set "`+key+`"`) {
			t.Errorf("%s is not named:\n%s", key, stderr)
		}
	}
	code, stdout, stderr = runCommand(t.Context(), nil, append(gate, "--no-config")...)
	if code != want || stdout != verdict || strings.Contains(stderr, "settings from") {
		t.Errorf("exit %d, want %d\n%s%s", code, want, stdout, stderr)
	}
}

// The pipelines keep what the guide promises.
func TestPullRequestsKeepTheirWord(t *testing.T) {
	for name, lines := range gateLines(t) {
		for _, args := range lines {
			if !slices.Contains(args, "--no-config") {
				t.Errorf("%s: %q may read a configuration", name, args)
			}
		}
	}
	gate, facts := withoutComments(t, "github-pull-requests.yml"), withoutComments(t, "github-facts.yml")
	for _, never := range []string{"secrets.", "CLUSTERDRIFT_", "write", "ref:", "head", "allow-incomplete", "pull_request:", "inventory"} {
		if strings.Contains(gate, never) {
			t.Errorf("the gate has %q", never)
		}
	}
	for text, in := range map[string]string{"\n  pull_request_target:": gate, "\npermissions:\n  contents: read\n": gate, "--event schedule": gate, `[ -z "$run" ]`: gate,
		"--workflow github-facts.yml": gate, "--name facts": gate, "name: facts\n": facts, "secrets.CLUSTERDRIFT_PASSWORD": facts} {
		if !strings.Contains(in, text) {
			t.Errorf("nothing has %q", text)
		}
	}
	if strings.Contains(facts, "pull_request") {
		t.Error("the job with the password runs for pull requests")
	}
	guide := pipelineText(t, "PULL-REQUESTS.md")
	for _, code := range []string{"0", "1", "2", "3", "4", "5", "130"} {
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

// withoutComments is a pipeline without the lines that are comments.
func withoutComments(t *testing.T, name string) string {
	t.Helper()
	var code strings.Builder
	for line := range strings.Lines(pipelineText(t, name)) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			code.WriteString(line)
		}
	}
	return code.String()
}
