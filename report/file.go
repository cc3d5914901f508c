package report

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// WriteFile writes a report to path in one step: a reader sees the old file or the
// whole new one, and an error leaves the old one alone. A new file gets the
// permissions that the umask leaves, one that replaces another keeps the other's. Where
// path is a link, the file that it leads to is replaced, and the link stays.
func WriteFile(path string, render func(io.Writer) error) error {
	place, old, err := replaced(path)
	if err != nil {
		return fmt.Errorf("write report %s: %w", path, err)
	}
	return writeBeside(place, old, 0o666, render)
}

// WritePrivateFile writes a file as WriteFile does, and only its owner may read it,
// even if it replaces one that others may read.
func WritePrivateFile(path string, render func(io.Writer) error) error {
	place, _, err := replaced(path)
	if err != nil {
		return fmt.Errorf("write report %s: %w", path, err)
	}
	return writeBeside(place, nil, 0o600, render)
}

// writeBeside writes to a new file with a mode, or with that of an old one, and renames it.
func writeBeside(path string, old fs.FileInfo, mode fs.FileMode, render func(io.Writer) error) (err error) {
	f, err := createBeside(path, old, mode)
	if err != nil {
		return fmt.Errorf("write report %s: %w", path, reason(err))
	}
	defer func() {
		if err != nil {
			_ = f.Close() // closed already, unless rendering failed
			_ = os.Remove(f.Name())
			err = fmt.Errorf("write report %s: %w", path, reason(err))
		}
	}()
	if err := render(f); err != nil {
		return err
	}
	if err := keepMode(f, old); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// reason is why a file could not be written, without the name under which that
// was tried.
func reason(err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}

// What can be at a place where no file can be put.
var (
	errNotRegular   = errors.New("not a regular file")
	errReadOnly     = errors.New("marked as read-only")
	errLeadsNowhere = errors.New("a link to a file that does not exist")
)

// replaced is the place of the file, links followed, and the one that is there already;
// nil when there is none. Only a regular file may be replaced, and on Windows none that is
// marked as read-only. A link must lead to such a file: where it leads nowhere, the file may
// be meant for another place that is not there now.
func replaced(path string) (place string, old fs.FileInfo, err error) {
	if at, err := os.Lstat(path); err != nil || at.Mode()&fs.ModeSymlink == 0 {
		place = path
	} else if place, err = filepath.EvalSymlinks(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil, errLeadsNowhere
	} else if err != nil {
		return "", nil, reason(err)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil && place != path: // the system follows fewer links than anyone may make
		return "", nil, reason(err)
	case err != nil: // writing will say what is wrong with the path
		return place, nil, nil
	case !info.Mode().IsRegular():
		return "", nil, errNotRegular
	case runtime.GOOS == "windows" && info.Mode()&0o200 == 0: // Windows does not replace it (MoveFileEx)
		return "", nil, errReadOnly
	}
	return place, info, nil
}

// maxNames bounds the search for a name that no file has.
const maxNames = 100

// createBeside makes a file in the folder of path that did not exist before. It
// never has more permissions than the file that it will replace.
func createBeside(path string, old fs.FileInfo, mode fs.FileMode) (*os.File, error) {
	if old != nil {
		mode = old.Mode().Perm() | 0o600 // it must be written before it is like the old one
	}
	for i := 1; ; i++ {
		name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text())
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) || i == maxNames {
			return f, err
		}
	}
}

// keepMode gives a file the permissions of the one that it replaces. Windows has
// none but the mark for reading only, with which nothing is replaced.
func keepMode(f *os.File, old fs.FileInfo) error {
	if old == nil || runtime.GOOS == "windows" {
		return nil
	}
	return f.Chmod(old.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky))
}
