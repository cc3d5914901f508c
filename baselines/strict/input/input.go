// Package input reads the files that people, inventories and folders name.
//
// In goes a path and the most that a file of its kind may hold; out come the
// bytes of a regular file, or an error that says what is at the path instead.
// The package never waits for the other end of a pipe, never reads from a
// device, and never returns a part of a file as if it were the whole.
package input

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// NotRegularError is the cause of an error about a path that leads to something
// that is not a regular file. A link to a regular file is one.
type NotRegularError struct {
	Type fs.FileMode // the type bits
}

// Error names what was found: "it is a named pipe, not a regular file".
func (e *NotRegularError) Error() string {
	return "it is " + typeName(e.Type) + ", not a regular file"
}

func typeName(t fs.FileMode) string {
	switch {
	case t&fs.ModeDir != 0:
		return "a directory"
	case t&fs.ModeNamedPipe != 0:
		return "a pipe"
	case t&fs.ModeSocket != 0:
		return "a socket"
	case t&fs.ModeDevice != 0:
		return "a device"
	}
	return "something special"
}

// TooLargeError is the cause of an error about a file that holds more than files
// of its kind may.
type TooLargeError struct {
	Max int64 // bytes
}

// Error names the limit: "it is larger than 1 MiB, the limit for this kind of file".
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("it is larger than %s, the limit for this kind of file", size(e.Max))
}

// size writes a number of bytes in the largest unit that it is a multiple of.
func size(n int64) string {
	const kib, mib = 1 << 10, 1 << 20
	switch {
	case n >= mib && n%mib == 0:
		return fmt.Sprintf("%d MiB", n/mib)
	case n >= kib && n%kib == 0:
		return fmt.Sprintf("%d KiB", n/kib)
	}
	return fmt.Sprintf("%d bytes", n)
}

// ReadFile returns the content of a regular file of at most max bytes. Every
// error is an *fs.PathError, whose cause may be a *NotRegularError or a
// *TooLargeError.
func ReadFile(path string, max int64) ([]byte, error) {
	var data bytes.Buffer
	if err := ReadInto(&data, path, max); err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

// ReadInto is ReadFile into a buffer, which is emptied before and keeps its room.
func ReadInto(data *bytes.Buffer, path string, max int64) error {
	f, err := Open(path, max)
	if err != nil {
		return err
	}
	defer f.Close()
	data.Reset()
	data.Grow(int(f.size) + bytes.MinRead) // the end is noticed without growing
	_, err = data.ReadFrom(f)
	return err
}

// File is a regular file that is open for reading.
type File struct {
	file *os.File
	mode fs.FileMode
	size int64 // when it was opened, at most max
	max  int64
	left int64 // what may still be read
}

// Size is how many bytes the file had when it was opened.
func (f *File) Size() int64 { return f.size }

// Open opens a regular file of at most max bytes. The file may still grow: Read
// returns an error once it has read that much and there is more. Errors are those of
// ReadFile. The caller must Close the file.
func Open(path string, max int64) (*File, error) {
	// Before it is opened, which can make a device do something.
	info, err := os.Stat(path)
	if err != nil {
		return nil, opening(path, err)
	}
	if err := acceptable(path, info, max); err != nil {
		return nil, err
	}
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	// Something else may have come in its place.
	info, err = f.Stat()
	if err == nil {
		err = acceptable(path, info, max)
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return &File{file: f, mode: info.Mode(), size: info.Size(), max: max, left: max}, nil
}

// opening is an error of looking at a file as one of opening it: for the caller
// there is one step.
func opening(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &fs.PathError{Op: "open", Path: path, Err: err}
}

func acceptable(path string, info fs.FileInfo, max int64) error {
	switch {
	case !info.Mode().IsRegular():
		return &fs.PathError{Op: "open", Path: path, Err: &NotRegularError{info.Mode().Type()}}
	case info.Size() > max:
		return &fs.PathError{Op: "read", Path: path, Err: &TooLargeError{max}}
	}
	return nil
}

// Read reads on. It fails, and does not end, where the file is larger than allowed.
func (f *File) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if f.left == 0 {
		if n, err := f.file.Read(make([]byte, 1)); n == 0 {
			return 0, err
		}
		return 0, &fs.PathError{Op: "read", Path: f.file.Name(), Err: &TooLargeError{f.max}}
	}
	n, err := f.file.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	return n, err
}

// Mode is the mode of the file that was opened.
func (f *File) Mode() fs.FileMode { return f.mode }

// Close ends the reading.
func (f *File) Close() error { return f.file.Close() }
