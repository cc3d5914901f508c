//go:build unix

package notify

import (
	"os/exec"
	"syscall"
)

// endWhole has a program ended with what it started, when its time is over.
func endWhole(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
