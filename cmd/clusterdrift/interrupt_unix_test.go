//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is the program as a process of its own. Whatever it waits for, it is
// ended after a minute; no test waits that long unless it fails.
type program struct {
	*exec.Cmd
	stderr bytes.Buffer
	done   chan error
}

// startProgram starts it after change. Without another, its standard input is empty.
func startProgram(t *testing.T, change func(*exec.Cmd), args ...string) *program {
	t.Helper()
	path, err := exec.LookPath("clusterdrift")
	if err != nil {
		t.Fatal(err) // testscript.Main puts it there
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	p := &program{Cmd: exec.CommandContext(ctx, path, args...), done: make(chan error, 1)}
	p.Env = append(programEnviron(), passwordVariable+"=", "DBUS_SESSION_BUS_ADDRESS=", "XDG_RUNTIME_DIR=", "CLUSTERDRIFT_CONFIG=", "KRB5CCNAME=")
	p.Stderr = &p.stderr
	if change != nil {
		change(p.Cmd)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.Wait() }()
	return p
}

// end waits for its end and returns the exit code; -1 when a signal ended it.
func (p *program) end(t *testing.T) int {
	t.Helper()
	err := <-p.done
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return p.ProcessState.ExitCode()
}

// signal sends one. What this process ignores, as SIGHUP below nohup, the program
// ignores as well.
func (p *program) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if signal.Ignored(s) {
		p.Process.Kill()
		t.Skipf("%s is ignored here", s)
	}
	if err := p.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// until waits until something is there.
func (p *program) until(t *testing.T, there func() bool) {
	t.Helper()
	for !there() {
		select {
		case err := <-p.done:
			t.Fatalf("it ended: %v\n%s", err, &p.stderr)
		case <-time.After(time.Millisecond):
		}
	}
}

func exists(path string) func() bool {
	return func() bool { _, err := os.Lstat(path); return err == nil }
}

// openInput gives the program a standard input that brings nothing.
func openInput(t *testing.T) (change func(*exec.Cmd), w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return func(c *exec.Cmd) { c.Stdin = r }, w
}

// Each signal ends a command with 130 while it reads the password from a pipe that
// nothing writes to. That it has come so far shows by the folder of its traces.
func TestSignalWhileStandardInputIsRead(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String(), func(t *testing.T) {
			change, _ := openInput(t)
			traces := filepath.Join(t.TempDir(), "traces")
			p := startProgram(t, change, "scan", "-u", "somebody", "--password-stdin", "--trace", traces, "127.0.0.1")
			p.until(t, exists(traces))
			p.signal(t, s)
			if code := p.end(t); code != 130 || !strings.Contains(p.stderr.String(), "clusterdrift: exit 130: interrupted") {
				t.Errorf("exit %d:\n%s", code, &p.stderr)
			}
		})
	}
}

// A program that was started to outlive its terminal does, and still ends with 130
// by another signal.
func TestHangUpThatIsIgnored(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	change, password := openInput(t)
	traces := filepath.Join(t.TempDir(), "traces")
	_, port, _ := net.SplitHostPort(l.Addr().String())
	p := startProgram(t, func(c *exec.Cmd) {
		change(c)
		c.Args = append([]string{"sh", "-c", `trap '' HUP; exec "$@"`, "sh", c.Path}, c.Args[1:]...)
		c.Path = "/bin/sh"
	}, "scan", "-u", "somebody", "--password-stdin", "--trace", traces, "--port", port, "127.0.0.1")
	p.until(t, exists(traces))
	p.signal(t, syscall.SIGHUP)
	if _, err := io.WriteString(password, "secret\n"); err != nil {
		t.Fatal(err)
	}
	conn, err := l.Accept() // it lives on
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	p.signal(t, syscall.SIGTERM)
	if code := p.end(t); code != 130 {
		t.Errorf("exit %d:\n%s", code, &p.stderr)
	}
}

// A report that is not being read does not hold up an interrupted command.
func TestSignalWhileAReportIsWritten(t *testing.T) {
	dir, env, _ := startCommands(t)
	facts := filepath.Join(dir, "facts")
	mustRun(t, 3, env, "collect", "-i", filepath.Join(dir, "story.yaml"), "-d", facts) // a node is down
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	p := startProgram(t, func(c *exec.Cmd) { c.Stdout = w }, "check", facts, "-o", "json")
	w.Close()
	if _, err := r.Read(make([]byte, 1)); err != nil { // the first byte of more than a pipe holds
		t.Fatal(err)
	}
	p.signal(t, syscall.SIGTERM)
	if code := p.end(t); code != 130 {
		t.Errorf("exit %d:\n%s", code, &p.stderr)
	}
}

// The first interruption is dealt with; a further one ends a program that does
// not get around to it, here because its standard error is full. Hang-ups come in
// twos when a terminal is closed: the second of them is not a further one.
func TestSecondInterruptEndsAtOnce(t *testing.T) {
	for s, least := range map[syscall.Signal]int{syscall.SIGINT: 2, syscall.SIGHUP: 3} {
		t.Run(s.String(), func(t *testing.T) {
			p := startStuck(t)
			for sent := 1; ; sent++ {
				p.signal(t, s)
				if sent == 1 && s == syscall.SIGHUP {
					continue
				}
				select {
				case err := <-p.done:
					if sent < least || !endedBy(err, s) {
						t.Errorf("after %d signals: %v", sent, err)
					}
					return
				case <-time.After(100 * time.Millisecond): // for the signal to arrive
				}
			}
		})
	}
}

// startStuck starts a program that waits for a node, and cannot end because it
// cannot say how.
func startStuck(t *testing.T) *program {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	fill(t, w)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	p := startProgram(t, func(c *exec.Cmd) {
		c.Stderr = w
		c.Env = append(c.Env, passwordVariable+"=secret")
	}, "scan", "-u", "somebody", "--port", port, "127.0.0.1")
	w.Close()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return p
}

// fill writes to a pipe until it takes no more.
func fill(t *testing.T, w *os.File) {
	t.Helper()
	if err := w.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for err := error(nil); err == nil; {
		_, err = w.Write(make([]byte, 4096))
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
