//go:build unix

package input

import (
	"os"
	"syscall"
)

// open does not block, in case a pipe has replaced the file since it was checked,
// and never acquires a controlling terminal.
func open(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}
