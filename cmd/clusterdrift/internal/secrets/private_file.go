package secrets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// maxSecretFile bounds a file with a secret, in bytes.
const maxSecretFile = 1 << 20

// openPrivate opens a regular file with a secret, unless other users can read it
// too. What names it in a message, "the password file"; instead is what to do when
// it is a pipe or a device.
func openPrivate(path, what, instead string) (*input.File, error) {
	f, err := input.Open(path, maxSecretFile)
	if err != nil {
		hint := "check " + path
		if special := new(input.NotRegularError); errors.As(err, &special) && !special.Type.IsDir() {
			hint += "; " + instead
		}
		return nil, cli.Usage(fmt.Sprintf("open %s: %v", what, cli.Cause(err)), hint)
	}
	if err := shared(path, what, f.Mode()); err != nil {
		_ = f.Close() // nothing was written
		if instead != asFileOnly {
			err.Hint += "; " + instead
		}
		return nil, err
	}
	return f, nil
}

// shared is bad input when a file with a secret has a mode by which other users can
// read it, unless it is granted to the service that runs the program; else nil.
func shared(path, what string, mode fs.FileMode) *cli.UsageError {
	if runtime.GOOS == "windows" || mode.Perm()&0o077 == 0 || granted(path, mode) {
		return nil
	}
	return &cli.UsageError{Problems: []string{fmt.Sprintf("%s %s can be read by other users (mode %04o)", what, path, mode.Perm())}, Hint: "chmod 600 " + path}
}

// CheckShared is for a file with a secret whose reader says by itself what is wrong
// with it, but for who else can read it.
func CheckShared(path, what string) error {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	if err := shared(path, what, info.Mode()); err != nil {
		return err
	}
	return nil
}

// asFileOnly is the way out for secrets that have no other.
const asFileOnly = "copy it to a file that only you can read"

// CheckPrivate is for a file with a secret that another package will read: it must be
// a regular file that other users cannot read. What names it in a message, "the keytab".
func CheckPrivate(path, what string) error {
	f, err := openPrivate(path, what, asFileOnly)
	if err != nil {
		return err
	}
	return f.Close()
}
