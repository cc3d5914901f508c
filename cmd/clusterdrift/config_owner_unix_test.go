//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A file that no user named must be a regular one that others cannot change, in
// both places; what is named with --config may be anything.
func TestUsualFilesAreVerified(t *testing.T) {
	const text = "format: 1\n"
	for _, c := range []struct {
		name    string
		prepare func(path string) error
		problem string
		named   bool // and can be read when it is named
	}{
		{"writable by the group", func(path string) error { return os.Chmod(path, 0o664) }, "other users can change it (mode 0664)\n  chmod go-w ", true},
		{"writable by all", func(path string) error { return os.Chmod(path, 0o602) }, "other users can change it (mode 0602)\n  chmod go-w ", true},
		{"a link to one that others can change", func(path string) error {
			target := path + ".target"
			if err := os.Rename(path, target); err != nil {
				return err
			}
			return errors.Join(os.Chmod(target, 0o622), os.Symlink(target, path))
		}, "other users can change it (mode 0622)\n  chmod go-w ", true},
		{"another user's", func(path string) error { return os.Chown(path, 54321, -1) }, "it belongs to another user (uid 54321)\n  chown ", true},
		{"a pipe", func(path string) error { return errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o600)) }, "is not a regular file\n  ", false},
		{"a folder", func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }, "is not a regular file\n  ", false},
		{"a device", func(path string) error { return errors.Join(os.Remove(path), os.Symlink("/dev/zero", path)) }, "is not a regular file\n  ", false},
		{"a link to nothing", func(path string) error { return errors.Join(os.Remove(path), os.Symlink("nowhere", path)) }, "is a link to a file that does not exist\n  ", false},
		{"a link to itself", func(path string) error { return errors.Join(os.Remove(path), os.Symlink(filepath.Base(path), path)) }, "too many levels of symbolic links\n  ", false},
	} {
		for _, users := range []bool{true, false} {
			p := newPlace(t, "", "")
			path := configName
			if users {
				path = p.users
			}
			p.write(path, text)
			if err := c.prepare(path); err != nil {
				t.Logf("%s: %v", c.name, err) // chown is for the superuser
				continue
			}
			code, _, stderr := p.run("version")
			if code != 2 || !strings.Contains(stderr, path) || !strings.Contains(stderr, c.problem) || !strings.Contains(stderr, "--config ") {
				t.Errorf("%s, of the user: %v: exit %d\n%s", c.name, users, code, stderr)
			}
			if code, _, stderr := p.run("version", "--no-config"); code != 0 {
				t.Errorf("%s, with --no-config: exit %d\n%s", c.name, code, stderr)
			}
			if !c.named {
				continue
			}
			if code, _, stderr := p.run("version", "--config", path); code != 0 || stderr != "settings from "+path+"\n" {
				t.Errorf("%s, with --config: exit %d\n%s", c.name, code, stderr)
			}
		}
	}
}

// A home that is no folder holds no configuration.
func TestNoFolderForTheConfiguration(t *testing.T) {
	p := newPlace(t, "", "")
	p.ConfigDir = "/dev/null"
	if code, _, stderr := p.run("version"); code != 0 || stderr != "" {
		t.Errorf("exit %d\n%s", code, stderr)
	}
}
