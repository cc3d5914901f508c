//go:build unix

package main_test

import (
	"math"
	"syscall"
)

// openFiles is how many files this process may have open.
func openFiles() (limit int, known bool) {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil {
		return 0, false
	}
	return int(min(uint64(r.Cur), math.MaxInt32)), true
}
