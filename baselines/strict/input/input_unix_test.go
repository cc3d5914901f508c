//go:build unix

package input

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// None of these is opened: a pipe would wait, and a device may never end.
func TestReadNoSpecialFile(t *testing.T) {
	dir := t.TempDir()
	pipe, socket, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "socket"), filepath.Join(dir, "link")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink(pipe, link)); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for path, want := range map[string]string{
		pipe: "a pipe", link: "a pipe", socket: "a socket", "/dev/zero": "a device", "/dev/null": "a device",
	} {
		_, err := ReadFile(path, limit)
		var special *NotRegularError
		if !errors.As(err, &special) || special.Error() != "it is "+want+", not a regular file" {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

// A pipe that comes in the place of a file after that was looked at is opened
// without waiting, and refused then.
func TestOpenWaitsForNobody(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := open(pipe)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		t.Errorf("%v, %v", info, err)
	}
}

// A link to a file is read, and so is one that says that it is empty although
// it is not, up to the limit.
func TestReadLinkAndProc(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(file, []byte("x"), 0o600), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	if data, err := ReadFile(link, limit); err != nil || string(data) != "x" {
		t.Errorf("%q, %v", data, err)
	}
	const proc = "/proc/self/maps"
	if _, err := os.Stat(proc); err != nil {
		t.Skip("this system has no " + proc + ", a file that is longer than its size says")
	}
	var large *TooLargeError
	if _, err := ReadFile(proc, limit); !errors.As(err, &large) {
		t.Errorf("%s: %v", proc, err)
	}
}
