//go:build unix

package flags

import (
	"math"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxInherited is how far descriptors are looked for. Beyond that, what a process
// has inherited does not matter to its limit.
const maxInherited = 4096

// descriptorLimit returns how many files this process may have open, and how many
// it has. Go has raised the limit to what the system allows before.
func descriptorLimit() (limit, open int, known bool) {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil {
		return 0, 0, false
	}
	limit = int(min(uint64(r.Cur), math.MaxInt32))
	for fd := range min(limit, maxInherited) {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil {
			open++
		}
	}
	return limit, open, true
}
