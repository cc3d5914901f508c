package main

import (
	"bytes"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestNoDescriptorLeftMeanwhile takes all descriptors from a program that has one
// node read and another before it: that is no fault of the other, and each command
// says so.
func TestNoDescriptorLeftMeanwhile(t *testing.T) {
	result := filepath.Join(t.TempDir(), "result.json")
	tests := []struct {
		args           []string
		stdout, stderr []string
	}{
		{[]string{"scan", "--details", "--concurrency", "1", "-o", "text", "-o", "json=" + result},
			[]string{"LOCAL FAILURE  1 of 2 nodes not read: ", "127.0.0.2   not read (local)", "127.0.0.1   unreachable"},
			[]string{"1 of 2 nodes not read: connect to 127.0.0.2:", "--output json=" + result + " was not written: "}},
		{[]string{"collect", "--concurrency", "1", "-d", t.TempDir()},
			nil, []string{"incomplete reading of 127.0.0.2: connect to 127.0.0.2:", "unwritten facts of 127.0.0.1: "}},
		{[]string{"doctor"},
			[]string{"this process cannot open any more files or connections"}, []string{"1 of 2 nodes not fully examined because of a failure on this machine"}},
	}
	for _, tt := range tests {
		t.Run(tt.args[0], func(t *testing.T) {
			code, stdout, stderr := starve(t, tt.args...)
			if code != 2 {
				t.Errorf("exit %d", code)
			}
			for out, want := range map[string][]string{stdout: tt.stdout, stderr: tt.stderr} {
				for _, text := range want {
					if !strings.Contains(out, text) {
						t.Errorf("there is no %q in\n%s", text, out)
					}
				}
			}
		})
	}
}

// starve runs a command for two nodes, of which the first answers only to hang up
// when the command may not open anything any more.
func starve(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	var out bytes.Buffer
	change := limited(64)
	p := startProgram(t, func(c *exec.Cmd) { change(c); c.Stdout = &out }, append(args, "-u", "somebody", "--port", port, "127.0.0.1", "127.0.0.2")...)
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	none := unix.Rlimit{Cur: 3, Max: 64}
	if err := unix.Prlimit(p.Process.Pid, unix.RLIMIT_NOFILE, &none, nil); err != nil {
		t.Fatal(err)
	}
	conn.Close() // the first node is lost, and the second's turn comes
	code = p.end(t)
	return code, out.String(), p.stderr.String()
}
