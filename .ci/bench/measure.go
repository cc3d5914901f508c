//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// bench is the program that is measured, and the folder for its files.
type bench struct{ dir, program string }

func (b bench) path(parts ...string) string {
	return filepath.Join(append([]string{b.dir}, parts...)...)
}

// measure runs the command of a row and prints what it cost.
func (b bench) measure(r row) error {
	c := exec.Command(b.program, r.args...)
	var said bytes.Buffer
	c.Stderr = &said
	start := time.Now()
	err := c.Run()
	wall := time.Since(start)
	if c.ProcessState == nil || !slices.Contains(r.ends, c.ProcessState.ExitCode()) {
		return fmt.Errorf("%s: %v\n%s", r.name, err, said.Bytes())
	}
	cpu := c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	fmt.Printf("| %s | %.2f | %.2f | %d |\n", r.name, wall.Seconds(), cpu.Seconds(), peak(c.ProcessState.SysUsage()))
	return nil
}

// peak is the most memory that a process had, in MiB. Linux counts it in KiB, macOS in
// bytes.
func peak(usage any) int64 {
	used, ok := usage.(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin":
		return int64(used.Maxrss) >> 20
	}
	return int64(used.Maxrss) >> 10
}
