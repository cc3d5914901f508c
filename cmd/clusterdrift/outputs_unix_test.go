//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// TestOutputsOfAShell has shells give reports to each other's programs, as their users do:
// what arrives is what a file would hold.
func TestOutputsOfAShell(t *testing.T) {
	dir := t.TempDir()
	result := rendered(t, "json", report.New(report.Input{}))
	if err := os.WriteFile(filepath.Join(dir, "result.json"), result, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	const render = "clusterdrift render result.json --no-config "
	for name, tt := range map[string]struct{ shell, script string }{
		"standard output":                {"sh", render + "-o json=/dev/stdout > got"},
		"standard output that is a pipe": {"sh", render + "-o json=/dev/stdout | cat > got"},
		"appended":                       {"sh", ": > got; " + render + "-o json=/dev/stdout >> got"},
		"a descriptor":                   {"sh", render + "-o tap -o json=/dev/fd/3 3> got"},
		"standard error":                 {"sh", render + "-o tap -o json=/dev/stderr 2> both; grep -v '^clusterdrift: ' both > got"},
		"a named pipe":                   {"sh", "cat fifo > got & " + render + "-o json=fifo; wait"},
		"a process substitution":         {"bash", render + "-o tap -o json=>(cat > part; mv part got); while ! test -e got; do sleep 0.01; done"},
		"a link":                         {"sh", ": > got; ln -s got link; " + render + "-o json=link; test -L link"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(tt.shell); err != nil {
				t.Skip(err)
			}
			got := filepath.Join(dir, "got")
			_ = os.Remove(got) // of the case before
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			c := exec.CommandContext(ctx, tt.shell, "-c", tt.script)
			c.Dir, c.Env = dir, programEnviron()
			out, err := c.CombinedOutput()
			if err != nil {
				t.Logf("%v: %s", err, out) // render exits with the code of the result
			}
			data, err := os.ReadFile(got)
			if err != nil || !bytes.Equal(data, result) {
				t.Errorf("%d bytes arrived, want %d: %v\n%s", len(data), len(result), err, out)
			}
		})
	}
}
