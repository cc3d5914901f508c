//go:build unix

package input

import (
	"os"
	"syscall"
)

// open waits for nobody, in case a pipe has come in the place of the file since
// it was looked at, and takes no terminal over.
func open(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
}
