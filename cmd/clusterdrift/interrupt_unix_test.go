//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The first interruption is dealt with; a further one ends a program that does
// not get around to it.
func TestSecondInterruptEndsAtOnce(t *testing.T) {
	program, err := exec.LookPath("clusterdrift")
	if err != nil {
		t.Fatal(err) // testscript.Main puts it there
	}
	fifo := filepath.Join(t.TempDir(), "password")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, program, "scan", "-u", "somebody", "--password-file", fifo, "127.0.0.1")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	// This returns when the program has opened the file; then it waits for a
	// password that nobody writes.
	w, err := os.OpenFile(fifo, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for sent := 1; ; sent++ {
		if err := c.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			if sent < 2 || !endedBy(err, syscall.SIGINT) {
				t.Errorf("after %d signals: %v", sent, err)
			}
			return
		case <-time.After(100 * time.Millisecond): // for the signal to arrive
		}
	}
}

func endedBy(err error, s syscall.Signal) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == s
}
