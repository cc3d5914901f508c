//go:build unix

package flags

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// openDescriptor takes a descriptor that the process was started with. It writes where
// whoever has opened it is, as a shell does.
func openDescriptor(fd int, name string) (*os.File, error) {
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
	var stat unix.Stat_t
	if err == nil {
		err = unix.Fstat(fd, &stat)
	}
	writable := []int{unix.O_WRONLY, unix.O_RDWR}
	kinds := []int{unix.S_IFREG, unix.S_IFIFO, unix.S_IFCHR, unix.S_IFSOCK}
	switch {
	case errors.Is(err, unix.EBADF):
		return nil, fmt.Errorf("the descriptor %d is not open", fd)
	case err != nil:
		return nil, err
	case !slices.Contains(writable, flags&unix.O_ACCMODE), !slices.Contains(kinds, int(stat.Mode)&unix.S_IFMT):
		return nil, fmt.Errorf("the descriptor %d is not open for writing", fd)
	}
	own, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(own), name), nil
}

// openPipe opens a named pipe, once a program reads it.
func openPipe(path string, wait time.Duration) (*os.File, error) {
	const pause = 20 * time.Millisecond
	for ; ; wait -= pause {
		f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		switch {
		case err == nil:
			return stillPipe(f)
		case !errors.Is(err, syscall.ENXIO):
			return nil, err
		case wait <= 0:
			return nil, errNoReader
		}
		time.Sleep(pause)
	}
}

// stillPipe refuses what has come in the place of a pipe before it was opened.
func stillPipe(f *os.File) (*os.File, error) {
	info, err := f.Stat()
	if err == nil && info.Mode()&os.ModeNamedPipe == 0 {
		err = errors.New("it was a pipe a moment ago")
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

// readerProblem says of a pipe that its reader has ended.
func readerProblem(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return errors.New("its reader ended before it had read all of it")
	}
	return err
}
