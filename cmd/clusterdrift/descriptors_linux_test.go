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
// node read and another before it: that is no fault of the other, and the report
// says so.
func TestNoDescriptorLeftMeanwhile(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	result := filepath.Join(t.TempDir(), "result.json")
	var out bytes.Buffer
	change := limited(64)
	p := startProgram(t, func(c *exec.Cmd) { change(c); c.Stdout = &out }, "scan", "-u", "somebody", "--port", port, "--concurrency", "1", "-o", "text", "-o", "json="+result, "127.0.0.1", "127.0.0.2")
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	none := unix.Rlimit{Cur: 3, Max: 64}
	if err := unix.Prlimit(p.Process.Pid, unix.RLIMIT_NOFILE, &none, nil); err != nil {
		t.Fatal(err)
	}
	conn.Close() // the first node is lost, and the second's turn comes
	code := p.end(t)
	if code != 2 || !strings.Contains(p.stderr.String(), "127.0.0.2:"+port+": this process may not open any more files or connections") {
		t.Errorf("exit %d:\n%s", code, &p.stderr)
	}
	if !strings.HasPrefix(out.String(), "LOCAL FAILURE  1 of 2 nodes not read: ") || !strings.Contains(out.String(), "127.0.0.2   not read (local)") {
		t.Errorf("the report is\n%s", &out)
	}
	if !strings.Contains(p.stderr.String(), "--output json="+result+" is not written: ") {
		t.Errorf("the file for which there was no descriptor is not named:\n%s", &p.stderr)
	}
}
