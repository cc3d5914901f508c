//go:build unix

package config

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// openAtOnce opens a file for reading and does not wait for the other end of a pipe.
func openAtOnce(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}

// ownerFault says why the owner or the mode of an open file makes it untrustworthy,
// and what to do; an empty reason when they do not.
func ownerFault(f *os.File, info fs.FileInfo) (reason, remedy string, err error) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", "", fmt.Errorf("its owner is not known")
	}
	reason, remedy = modeFault(f.Name(), stat.Uid, uint32(os.Geteuid()), info.Mode())
	return reason, remedy, nil
}

// modeFault judges a file by its owner and mode, for the user that reads it.
func modeFault(path string, owner, user uint32, mode fs.FileMode) (reason, remedy string) {
	switch {
	case owner != user && owner != 0:
		return fmt.Sprintf("it belongs to another user (uid %d)", owner), fmt.Sprintf("chown %d %s", user, path)
	case mode.Perm()&0o022 != 0:
		return fmt.Sprintf("other users can change it (mode %04o)", mode.Perm()), "chmod go-w " + path
	}
	return "", ""
}
