package history_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// childScope is in the environment of a process that holds the lock of a scope until its
// standard input ends.
const childScope = "HISTORY_TEST_SCOPE"

var lockedSince = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// holdLock is what such a process does. It says "held" once it has the lock.
func holdLock(text, scope string) int {
	p, err := history.ParsePlace(text)
	if err != nil {
		return 2
	}
	if _, err := history.LockScope(context.Background(), p, scope, history.Holder{Name: "process 1 on SCANNER", Since: lockedSince}, 0); err != nil {
		fmt.Println(err)
		return 3
	}
	fmt.Println("held")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0 // without giving the lock back
}

// holder is another process that holds a lock. End ends it.
func holder(t *testing.T, place, scope string) (end func()) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program)
	c.Env = append(os.Environ(), childPlace+"="+place, childScope+"="+scope)
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	end = func() {
		if !ended {
			ended = true
			stdin.Close()
			_ = c.Wait()
		}
	}
	t.Cleanup(end)
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "held\n" {
		t.Fatalf("%q, %v", line, err)
	}
	return end
}

func TestLockOfAnotherProcess(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { lockOfAnotherProcess(t, filepath.Join(t.TempDir(), "state", "history.db")) })
	t.Run("postgres", func(t *testing.T) { lockOfAnotherProcess(t, serverURL(t)) })
}

func lockOfAnotherProcess(t *testing.T, text string) {
	p := place(t, text)
	me := history.Holder{Name: "me", Since: time.Now()}
	end := holder(t, text, "the inventory nodes.yaml")
	_, err := history.LockScope(t.Context(), p, "the inventory nodes.yaml", me, 0)
	var locked *history.LockedError
	if !errors.As(err, &locked) || locked.By.Name != "process 1 on SCANNER" || !locked.By.Since.Equal(lockedSince) {
		t.Fatalf("%v", err)
	}
	const want = "an audit of the scope the inventory nodes.yaml is running: process 1 on SCANNER, since 2026-03-01 02:00:00 UTC"
	if err.Error() != want {
		t.Errorf("%s, want %s", err, want)
	}
	other, err := history.LockScope(t.Context(), p, "another scope", me, 0)
	if err != nil {
		t.Fatalf("another scope: %v", err)
	}
	if !other.Held(t.Context()) {
		t.Error("it is not held")
	}
	other.Release()

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := history.LockScope(ctx, p, "the inventory nodes.yaml", me, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted wait: %v", err)
	}

	got := make(chan error)
	go func() {
		l, err := history.LockScope(t.Context(), p, "the inventory nodes.yaml", me, time.Minute)
		if err == nil {
			l.Release()
		}
		got <- err
	}()
	end() // it dies with the lock
	if err := <-got; err != nil {
		t.Errorf("after the other process: %v", err)
	}
}

// A lock file is private, and a folder, a pipe or a folder that cannot be made is an error
// that names the history.
func TestLockFile(t *testing.T) {
	dir := t.TempDir()
	p := place(t, filepath.Join(dir, "history.db"))
	l, err := history.LockScope(t.Context(), p, "s", history.Holder{Name: "a\nb", Since: lockedSince}, 0)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.lock"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := history.LockScope(t.Context(), p, "s", history.Holder{}, 0); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("%q", err)
	}
	l.Release()
	if again, err := history.LockScope(t.Context(), p, "s", history.Holder{}, 0); err != nil {
		t.Error(err)
	} else {
		again.Release()
	}
	if err := errors.Join(os.Remove(files[0]), os.Mkdir(files[0], 0o700)); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]history.Place{"a folder": p, "below a file": place(t, filepath.Join(files[0], "x", "..", "..", "none\x00", "h.db"))} {
		var ours *history.Error
		if _, err := history.LockScope(t.Context(), p, "s", history.Holder{}, 0); !errors.As(err, &ours) || !strings.Contains(err.Error(), "the history ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
