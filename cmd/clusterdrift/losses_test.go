package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// unusable are folders that cannot be made or written to, whoever asks.
func unusable(t *testing.T) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	folders := map[string]string{"a file": file, "below a file": filepath.Join(file, "folder")}
	if runtime.GOOS == "linux" {
		folders["a folder that takes no file"] = "/proc/self/task"
	}
	if os.Geteuid() > 0 {
		closed := t.TempDir()
		if err := os.Chmod(closed, 0o500); err != nil {
			t.Fatal(err)
		}
		folders["a folder that is read-only"] = closed
	}
	return folders
}

// A folder that takes no trace, no facts or no report is noticed before a node is asked.
func TestFoldersAreTriedFirst(t *testing.T) {
	dir, env, farm := startCommands(t)
	inventory := filepath.Join(dir, goodNode+".yaml")
	for name, folder := range unusable(t) {
		for _, args := range [][]string{
			{"scan", "-i", inventory, "--trace", folder},
			{"scan", "-i", inventory, "-o", "json=" + filepath.Join(folder, "result.json")},
			{"collect", "-i", inventory, "-d", folder},
			{"collect", "-i", inventory, "-d", t.TempDir(), "--trace", folder},
			{"doctor", "-i", inventory, "--trace", folder},
			{"query", "-i", inventory, goodNode, "SELECT Name FROM Win32_Service", "--trace", folder},
			{"baseline", "capture", "-i", inventory, goodNode, "--trace", folder},
			{"baseline", "capture", "-i", inventory, goodNode, "-f", filepath.Join(folder, "site.yaml")},
		} {
			code, stdout, stderr := runCommand(t.Context(), env, args...)
			if code != 2 || !strings.Contains(stderr, folder) || stdout != "" {
				t.Errorf("%s: %v exits %d:\n%s%s", name, args, code, stdout, stderr)
			}
		}
	}
	if n := farm.Stats(goodNode).Requests; n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// A trace that fails after its folder was tried costs no verdict, and the program
// ends with 2 and says whose trace it is.
func TestTraceThatFailsLater(t *testing.T) {
	dir, _, _ := startCommands(t)
	traces := filepath.Join(t.TempDir(), "traces")
	inventory := filepath.Join(dir, goodNode+".yaml")
	// The password is looked up after the folder has been tried, and before the first
	// trace is made.
	env := func(name string) (string, bool) {
		if name != passwordVariable {
			return "", false
		}
		if err := errors.Join(os.RemoveAll(traces), os.WriteFile(traces, nil, 0o600)); err != nil {
			t.Error(err)
		}
		return storyPassword, true
	}
	for _, tt := range []struct {
		args []string
		want string // on standard output
	}{
		{[]string{"scan", "-q", "-i", inventory}, "PASS"},
		{[]string{"collect", "-i", inventory, "-d", t.TempDir()}, "1 of 1 nodes read"},
		{[]string{"doctor", "-i", inventory}, "  yes  open a shell"},
		{[]string{"query", "-i", inventory, goodNode, "SELECT Name FROM Win32_Service WHERE Name='ClusSvc'"}, "ClusSvc"},
		{[]string{"baseline", "capture", "-i", inventory, goodNode}, "extends:"},
	} {
		if err := os.RemoveAll(traces); err != nil {
			t.Fatal(err)
		}
		var out, errOut safeBuffer
		code := run(t.Context(), append(tt.args, "--trace", traces), term.Terminal{Out: &out, Err: &errOut, Now: time.Now, Env: env})
		if code != 2 || !strings.Contains(out.String(), tt.want) || !strings.Contains(errOut.String(), "clusterdrift: exit 2: local failure: incomplete trace of "+goodNode+": ") {
			t.Errorf("%v exits %d:\n%s\n%s", tt.args, code, out.String(), errOut.String())
		}
	}
}

// Facts that cannot be written cost those of the other nodes nothing, and are missed
// when the folder is judged.
func TestFactsThatFail(t *testing.T) {
	t.Parallel()
	dir, env, _ := startCommands(t)
	facts := t.TempDir()
	if err := os.Mkdir(filepath.Join(facts, "FIELDREPORT__HV02.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	out := mustRun(t, 2, env, "collect", "-i", filepath.Join(dir, "story.yaml"), "-d", facts)
	if !strings.Contains(out, "clusterdrift: exit 2: local failure: unwritten facts of HV02: ") || !strings.Contains(out, "; 1 of 8 nodes could not be read") {
		t.Errorf("collect:\n%s", out)
	}
	written, err := filepath.Glob(filepath.Join(facts, "*.json"))
	if err != nil || len(written) != 9 { // one is in the way, one is the manifest
		t.Errorf("%v, %v", written, err)
	}
	out = mustRun(t, 4, nil, "check", facts)
	for _, want := range []string{"incomplete: 1 node unreachable, 1 node not read", "the facts of the node could not be written when it was read", "1 file that the last run did not write is not judged: FIELDREPORT__HV02.json\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
}

// A manifest that could not be written is noticed before a node is asked.
func TestManifestIsTriedFirst(t *testing.T) {
	t.Parallel()
	dir, env, farm := startCommands(t)
	facts := t.TempDir()
	if err := os.Mkdir(filepath.Join(facts, "manifest.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	out := mustRun(t, 2, env, "collect", "-i", filepath.Join(dir, goodNode+".yaml"), "-d", facts)
	if n := farm.Stats(goodNode).Requests; n != 0 || !strings.Contains(out, "exit 2: invalid input; nothing was scanned") {
		t.Errorf("%d requests were sent:\n%s", n, out)
	}
}
