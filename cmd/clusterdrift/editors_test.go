package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFilesInEditors has the language server that editors use for YAML find the schema of
// each kind of file by its comment, accept a file that is right, and name a wrong key.
func TestFilesInEditors(t *testing.T) {
	server := os.Getenv("YAML_LANGUAGE_SERVER")
	if server == "" {
		t.Skip("YAML_LANGUAGE_SERVER names no program: .ci/long installs it and sets the variable")
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	output := func(args ...string) string {
		code, stdout, stderr := runCommand(t.Context(), nil, args...)
		if code != 0 {
			t.Fatalf("%q exits %d: %s", args, code, stderr)
		}
		return stdout
	}
	kinds := map[string]string{
		"baseline":  output("baseline", "show", "ws2019"), // with the comment
		"inventory": pipelineText(t, "inventory.yaml"),
		"waivers":   pipelineText(t, "waivers.yaml"),
		"config":    "format: 1\n",
		"notify": `format: 1
sinks:
  - name: log
    type: command
    command: [/usr/bin/tee, -a, notices.jsonl]
`,
	}
	var files, want []string
	for kind, text := range kinds {
		write(kind+".schema.json", output("schema", kind))
		if kind != "baseline" {
			text = "# yaml-language-server: $schema=" + kind + ".schema.json\n" + text
		}
		files = append(files, write(kind+".yaml", text), write(kind+"-wrong.yaml", text+"\nnonesuch: 1\n"))
		want = append(want, "", "Property nonesuch is not allowed.")
	}
	// Without its schema a file that is right has a diagnostic: the server does look.
	files = append(files, write("lost.yaml", "# yaml-language-server: $schema=lost.schema.json\nformat: 1\n"))
	want = append(want, "Unable to load schema")
	for i, got := range diagnosed(t, server, files) {
		if got != want[i] && (want[i] == "" || !strings.Contains(got, want[i])) {
			t.Errorf("%s: %q, want %q", filepath.Base(files[i]), got, want[i])
		}
	}
}

// diagnosed are the diagnostics of each file, joined.
func diagnosed(t *testing.T, server string, files []string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	script, err := filepath.Abs("testdata/editors/diagnostics.js")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "node", append([]string{script, server}, files...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	var found [][]string
	if err == nil {
		err = json.Unmarshal(out, &found)
	}
	if err != nil || len(found) != len(files) {
		t.Fatalf("diagnostics of %d files, want %d: %v", len(found), len(files), err)
	}
	var all []string
	for _, messages := range found {
		all = append(all, strings.Join(messages, "; "))
	}
	return all
}
