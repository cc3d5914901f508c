package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
)

// maxSecretFile bounds a file that holds a secret.
const maxSecretFile = 1 << 20

// openPrivate opens a file with a secret, unless other users can read it too.
// What names it in a message, "the password file".
func openPrivate(path, what string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usageError(fmt.Sprintf("open %s: %v", what, cause(err)), "check "+path)
	}
	info, err := f.Stat()
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return f, nil
	}
	f.Close()
	return nil, usageError(fmt.Sprintf("%s %s can be read by other users (mode %04o)", what, path, info.Mode().Perm()), "chmod 600 "+path)
}

// checkPrivate is openPrivate for a file that somebody else will read.
func checkPrivate(path, what string) error {
	f, err := openPrivate(path, what)
	if err != nil {
		return err
	}
	return f.Close()
}

func readLimited(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, maxSecretFile)) }

// cause is what is wrong with a file, without the path that the message has anyway.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
