package history

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// beyond is where the byte lies that is locked: far behind what the file holds, which other
// processes could not read if it were locked.
const beyond = 1 << 30

// tryLock locks an open file until it is closed, unless another process has.
func tryLock(f *os.File) (bool, error) {
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{Offset: beyond})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return false, nil
	}
	return err == nil, err
}
