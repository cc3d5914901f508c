package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CheckFile says why WriteFile could not write a file; nil when it could. What is
// at the path stays as it is.
func CheckFile(path string) error {
	place, _, err := replaced(path)
	switch {
	case errors.Is(err, errNotRegular), errors.Is(err, errReadOnly), errors.Is(err, errLeadsNowhere):
		return fmt.Errorf("%s is %w", path, err)
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	}
	if _, err := os.Stat(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return CheckFolder(filepath.Dir(place))
}

// CheckFolder says why no file can be made in a folder; nil when one can. It tries:
// what the mode of a folder says is not all that decides it.
func CheckFolder(dir string) error {
	f, err := os.CreateTemp(dir, ".clusterdrift-*")
	if err != nil {
		return fmt.Errorf("cannot create files in %s: %w", dir, reason(err))
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
