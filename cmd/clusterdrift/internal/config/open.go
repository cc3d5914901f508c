package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// openUsual opens a file that no user named; nil when there is none. It must be a
// regular file that the current user or the system owns and no one else can change:
// whoever can write it would decide what the program does.
func openUsual(path string) (*os.File, error) {
	if path == "" {
		return nil, nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return nil, brokenLink(path)
	case err != nil:
		return nil, unreadable(path, err)
	case !info.Mode().IsRegular():
		// Not even opened: that of a pipe would wait, that of a device may do something.
		return nil, irregular(path)
	}
	f, err := openAtOnce(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if err := verifyOwner(f); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// verifyOwner looks at the open file: the path may lead to another one by now.
func verifyOwner(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return unreadable(f.Name(), err)
	}
	if !info.Mode().IsRegular() {
		return irregular(f.Name())
	}
	reason, remedy, err := ownerFault(f, info)
	switch {
	case err != nil:
		return unreadable(f.Name(), err)
	case reason != "":
		return cli.Usage(f.Name()+" is not read: "+reason, remedy+"; or name the file with --config "+f.Name())
	}
	return nil
}

// brokenLink refuses a link to nothing: the user who made it meant a file to be read.
func brokenLink(path string) error {
	if _, err := os.Lstat(path); err != nil {
		return nil
	}
	return cli.Usage(path+" is a link to a file that does not exist", "remove it, name another file with --config FILE, or use --no-config")
}

func irregular(path string) error {
	return cli.Usage(path+" is not a regular file", "remove it, name another file with --config FILE, or use --no-config")
}

func unreadable(path string, err error) error {
	return cli.Usage(fmt.Sprintf("cannot read the configuration %s: %v", path, cli.Cause(err)), "make it readable, name another file with --config FILE, or use --no-config")
}
