package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// No report replaces what the command reads: facts cannot always be collected again,
// and an inventory is nowhere else.
func TestReportsSpareInputs(t *testing.T) {
	dir, env, _ := startCommands(t)
	in := func(name string) string { return filepath.Join(dir, name) }
	collected := in("facts")
	if code, _, stderr := runCommand(t.Context(), env, "collect", "-i", in("story.yaml"), "-d", collected); code != 3 {
		t.Fatal(stderr)
	}
	const waivers = "format: 1\nwaivers: [{finding: offload/rss, reason: r, owner: o, permanent: true}]\n"
	if err := os.WriteFile(in("waivers.yaml"), []byte(waivers), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in("password"), []byte(storyPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	documents, err := filepath.Glob(filepath.Join(collected, "*HV01.json"))
	if err != nil || len(documents) != 1 {
		t.Fatal(documents, err)
	}
	tests := []struct {
		name string
		args []string
		kept string
	}{
		{"the facts", []string{"check", documents[0], "-o", "json=" + documents[0]}, documents[0]},
		{"facts of the folder", []string{"check", collected, "-o", "csv=" + documents[0]}, documents[0]},
		{"spelled otherwise", []string{"check", collected, "-o", "csv=" + collected + "/../facts/" + filepath.Base(documents[0])}, documents[0]},
		{"the manifest", []string{"check", collected, "-o", "json=" + filepath.Join(collected, facts.ManifestFile)}, filepath.Join(collected, facts.ManifestFile)},
		{"waivers", []string{"check", collected, "--waivers", in("waivers.yaml"), "-o", "text", "-o", "json=" + in("waivers.yaml")}, in("waivers.yaml")},
		{"the inventory", []string{"scan", "-i", in("story.yaml"), "-o", "json=" + in("story.yaml")}, in("story.yaml")},
		{"the password", []string{"scan", "-i", in("story.yaml"), "--password-file", in("password"), "-o", "json=" + in("password")}, in("password")},
	}
	for _, tt := range tests {
		before, err := os.ReadFile(tt.kept)
		if err != nil {
			t.Fatal(err)
		}
		code, _, stderr := runCommand(t.Context(), env, tt.args...)
		after, err := os.ReadFile(tt.kept)
		if code != 2 || !strings.Contains(stderr, " would replace "+tt.kept) || err != nil || string(after) != string(before) {
			t.Errorf("%s: exit %d, %v\n%s", tt.name, code, err, stderr)
		}
	}
	inFolder := filepath.Join(collected, "inventory.json")
	if err := os.WriteFile(inFolder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := runCommand(t.Context(), env, "collect", "-i", inFolder, "-d", filepath.Join(collected, "..", "facts"))
	if code != 2 || !strings.Contains(stderr, "which is what --inventory names and facts could replace") {
		t.Errorf("facts over an inventory: exit %d\n%s", code, stderr)
	}
	code, _, stderr = runCommand(t.Context(), env, "scan", "-i", in("story.yaml"), "--trace", in("traces"), "-o", "json="+in("traces/x.trace.jsonl"))
	if code != 2 {
		t.Errorf("a report over a trace: exit %d\n%s", code, stderr)
	}
	if err := os.Remove(inFolder); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := runCommand(t.Context(), env, "check", documents[0], "-o", "json="+in("result.json"), "-o", "plan-script="+collected); code == 2 {
		t.Errorf("a report beside the facts: exit %d\n%s", code, stderr)
	}
}
