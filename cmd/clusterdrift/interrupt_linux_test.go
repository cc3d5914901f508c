package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A keyring that does not answer keeps no interrupted command. Here it is a session
// bus that takes connections and says nothing.
func TestSignalWhileTheKeyringIsAsked(t *testing.T) {
	bus := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", bus)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := startProgram(t, func(c *exec.Cmd) { c.Env = append(c.Env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+bus) }, "scan", "-u", "somebody", "127.0.0.1")
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	p.signal(t, syscall.SIGTERM)
	if code := p.end(t); code != 130 {
		t.Errorf("exit %d:\n%s", code, &p.stderr)
	}
}

// openTerminal returns both ends of a new terminal.
func openTerminal(t *testing.T) (controller, terminal *os.File) {
	t.Helper()
	controller, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("this machine gives no terminal to try: %v", err)
	}
	t.Cleanup(func() { controller.Close() })
	fd := int(controller.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		t.Skipf("this machine gives no terminal to try: %v", err)
	}
	t.Cleanup(func() { terminal.Close() })
	return controller, terminal
}

// A prompt without an answer ends with the signal, and the terminal shows again
// what is typed.
func TestSignalWhileThePasswordIsAskedFor(t *testing.T) {
	controller, terminal := openTerminal(t)
	p := startProgram(t, func(c *exec.Cmd) {
		c.Stdin, c.Stderr = terminal, terminal
		c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	}, "scan", "-u", "somebody", "127.0.0.1")
	echoes := func() bool {
		state, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
		if err != nil {
			t.Fatal(err)
		}
		return state.Lflag&unix.ECHO != 0
	}
	var seen bytes.Buffer
	for buffer := make([]byte, 100); !strings.Contains(seen.String(), "Password for somebody: "); {
		n, err := controller.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		seen.Write(buffer[:n])
	}
	p.until(t, func() bool { return !echoes() })
	p.signal(t, syscall.SIGHUP)
	if code := p.end(t); code != 130 || !echoes() {
		t.Errorf("exit %d, echo %t", code, echoes())
	}
}
