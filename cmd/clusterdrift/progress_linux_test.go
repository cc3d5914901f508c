package main

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// A scan that is interrupted while progress is shown leaves nothing of it on the
// terminal.
func TestProgressOfScan(t *testing.T) {
	inventory, farm := startSilent(t)
	controller, terminal := openTerminal(t)
	p := startProgram(t, func(c *exec.Cmd) {
		c.Env = append(c.Env, passwordVariable+"="+storyPassword, "TERM=xterm")
		c.Stderr = terminal
	}, "scan", "-i", inventory)
	var seen strings.Builder
	read := func(until string) {
		t.Helper()
		for buffer := make([]byte, 4096); !strings.Contains(seen.String(), until); {
			n, err := controller.Read(buffer)
			if err != nil {
				t.Fatalf("%v after %q", err, seen.String())
			}
			seen.Write(buffer[:n])
		}
	}
	read("HV01  connecting  ")
	p.signal(t, syscall.SIGTERM)
	if code := p.end(t); code != 130 {
		t.Errorf("exit %d", code)
	}
	read("clusterdrift: exit 130: ")
	const erase = "\x1b[J"
	left := seen.String()[strings.LastIndex(seen.String(), erase)+len(erase):]
	if !strings.Contains(seen.String(), erase) || !strings.HasPrefix(left, "clusterdrift: exit 130: ") {
		t.Errorf("%q is left of\n%q", left, seen.String())
	}
	if stats := farm.Stats("HV01"); stats.Requests == 0 {
		t.Error("the node was asked nothing")
	}
}
