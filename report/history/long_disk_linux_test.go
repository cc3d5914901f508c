package history_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// On a disk that gets full a run is recorded whole or not at all, and the error says why.
func TestLongDiskFull(t *testing.T) {
	onlyLong(t)
	dir := t.TempDir()
	program, limited := self(t), false
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err == nil {
		t.Cleanup(func() {
			if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
				t.Error(err)
			}
		})
	} else {
		t.Logf("no small disk: %v; the size of files is limited instead", err)
		limited = true
	}
	file := filepath.Join(dir, "history.db")
	c := child(t.Context(), program, file, 0, 1000)
	if limited {
		c.Path, c.Args = "/bin/sh", []string{"sh", "-c", `trap "" XFSZ; ulimit -f 8192; exec "$0"`, program}
	}
	var said strings.Builder
	c.Stdout, c.Stderr = io.Discard, &said
	err := c.Run()
	if c.ProcessState.ExitCode() != 2 || !strings.HasPrefix(said.String(), "record the run: no space left for it") && !strings.HasPrefix(said.String(), "record the run: reading or writing it failed") {
		t.Errorf("%v: %s", err, said.String())
	}
	s, err := history.Open(t.Context(), place(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	runs, err := s.Runs(t.Context(), history.Filter{})
	if err != nil || len(runs) == 0 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	for _, run := range runs {
		if _, err := s.Result(t.Context(), run.ID); err != nil {
			t.Error(err)
		}
	}
}

// In a folder that cannot be written nothing is recorded, and reading says what is wrong.
func TestLongReadOnlyFolder(t *testing.T) {
	onlyLong(t)
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user; TestReadOnlyFolder is for the others")
	}
	dir, err := os.MkdirTemp("/tmp", "cdro") //nolint:usetesting // the folders above one of the test are closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	program := filepath.Join(dir, "program")
	copyProgram(t, self(t), program)
	file := filepath.Join(dir, "history.db")
	if out, err := asOther(child(t.Context(), program, file, 0, 1)).CombinedOutput(); err == nil || string(out) != "open the history "+file+": permission denied\n" {
		t.Errorf("a new one: %v: %s", err, out)
	}
	recordOne(t, file)
	for _, mode := range []os.FileMode{0o600, 0o644} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		out, err := asOther(child(t.Context(), program, file, 1, 1)).CombinedOutput()
		if err == nil || !strings.HasPrefix(string(out), "open the history "+file+": it cannot be ") {
			t.Errorf("mode %o: %v: %s", mode, err, out)
		}
	}
	if n := checkWhole(t, create(t, place(t, file))); n != 1 {
		t.Errorf("%d runs", n)
	}
}

func recordOne(t *testing.T, file string) {
	t.Helper()
	if err := recordNights(file, 0, 1); err != nil {
		t.Fatal(err)
	}
}

func copyProgram(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o755); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]os.FileMode{filepath.Dir(to): 0o755, to: 0o755} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
}

// asOther lets a process run as another user.
func asOther(c *exec.Cmd) *exec.Cmd {
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: other, Gid: other}}
	c.Dir = "/"
	return c
}
