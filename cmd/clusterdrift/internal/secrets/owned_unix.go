//go:build unix

package secrets

import (
	"os"
	"syscall"
)

// Owned reports whether a file belongs to the user who runs the program.
func Owned(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
