package logs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// place is a file, or an entry of an archive, before it is known what it holds.
type place struct {
	path string // as in Source
	name string // with its folders below what was given, by slashes
	size int64
	open func() (io.ReadCloser, error)
}

// finder looks for files in folders and archives.
type finder struct {
	limits  Limits
	places  []place
	leftOut []LeftOut
	closers []func() error
	files   int
	bytes   int64 // of the entries of archives
}

func (f *finder) leave(path, why string) {
	f.leftOut = append(f.leftOut, LeftOut{Path: path, Why: why})
}

// find takes what the user named: there a symbolic link is followed, as it was
// named; within folders none is.
func (f *finder) find(ctx context.Context, given string) error {
	info, err := os.Stat(given)
	if err != nil {
		return fmt.Errorf("read logs: %s: %w", given, pathProblem(err))
	}
	if !info.IsDir() {
		return f.file(ctx, given, filepath.Base(given), info)
	}
	root := given
	if link, err := os.Lstat(given); err == nil && link.Mode()&fs.ModeSymlink != 0 {
		root += string(filepath.Separator) // walks what the link leads to
	}
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			f.leave(path, pathProblem(err).Error())
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		case entry.Type()&fs.ModeSymlink != 0:
			f.leave(path, "a symbolic link, which is not followed: name its target to read it")
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			f.leave(path, pathProblem(err).Error())
			return nil
		}
		name, err := filepath.Rel(given, path)
		if err != nil {
			name = filepath.Base(path)
		}
		return f.file(ctx, path, filepath.ToSlash(name), info)
	})
}

// errTooMany ends the search.
var errTooMany = errors.New("too many files")

// file takes one file.
func (f *finder) file(ctx context.Context, file, name string, info fs.FileInfo) error {
	if f.files++; f.files > f.limits.Files {
		return errTooMany
	}
	switch {
	case !info.Mode().IsRegular():
		f.leave(file, "not a regular file")
		return nil
	case info.Size() == 0:
		f.leave(file, "empty")
		return nil
	}
	p := place{path: file, name: name, size: info.Size(), open: func() (io.ReadCloser, error) { return os.Open(file) }}
	head, err := p.head(8)
	switch {
	case err != nil:
		f.leave(file, readProblem(err))
	case isZip(head):
		return f.archive(ctx, p, file, 0)
	case isGzip(head):
		f.places = append(f.places, f.unpacked(p))
	default:
		f.places = append(f.places, p)
	}
	return nil
}

// head is the first bytes of a place, fewer when it has fewer.
func (p place) head(n int) ([]byte, error) {
	r, err := p.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head := make([]byte, n)
	got, err := io.ReadFull(r, head)
	if got > 0 || errors.Is(err, io.EOF) {
		err = nil // reading all of it says what is damaged behind
	}
	return head[:got], err
}

// mostZeros is how many zero bytes may be before the text of a file.
const mostZeros = 256 << 20

// textHead is the first bytes of a place behind the zero bytes that a crash of the
// system may have left there.
func (p place) textHead() ([]byte, error) {
	head, err := p.head(headSize)
	if err != nil || len(bytes.TrimLeft(head, "\x00")) > 0 {
		return head, err
	}
	r, err := p.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for range mostZeros / headSize {
		n, err := io.ReadFull(r, head)
		if len(bytes.TrimLeft(head[:n], "\x00")) > 0 || err != nil {
			return head[:n], nil
		}
	}
	return nil, nil
}

// pathProblem says what is wrong with a path, without the words of the system.
func pathProblem(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file or folder")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("no permission to read it")
	default:
		return errors.New("it cannot be read")
	}
}

// sorted puts what was found in the order of the paths, each once: one file may be
// named twice, or be within a folder that is named too.
func (f *finder) sorted() {
	slices.SortStableFunc(f.places, func(a, b place) int { return strings.Compare(a.path, b.path) })
	seen := map[string]bool{}
	f.places = slices.DeleteFunc(f.places, func(p place) bool {
		key := filepath.Clean(p.path)
		twice := seen[key]
		seen[key] = true
		return twice
	})
}

// folder is the name of the folder that holds a place, below what was given.
func (p place) folder() string {
	dir := path.Dir(p.name)
	if dir == "." || dir == "/" {
		return ""
	}
	return path.Base(dir)
}
