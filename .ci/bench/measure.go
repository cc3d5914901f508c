//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// bench is the program that is measured, the folder for its files, and the rows to measure.
type bench struct {
	dir, program string
	only         *regexp.Regexp
}

// wants reports whether a row is to be measured.
func (b bench) wants(row string) bool { return b.only.MatchString(row) }

func (b bench) path(parts ...string) string {
	return filepath.Join(append([]string{b.dir}, parts...)...)
}

func (b bench) command(args ...string) *exec.Cmd { return exec.Command(b.program, args...) }

// cost is what a process took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // MiB
}

// measure runs a command, which may end with these exit codes.
func measure(c *exec.Cmd, ends ...int) (cost, error) { return measureWith(c, nil, ends...) }

// measureWith also gives it an input.
func measureWith(c *exec.Cmd, in []byte, ends ...int) (cost, error) {
	var said bytes.Buffer
	c.Stdin, c.Stderr = bytes.NewReader(in), &said
	start := time.Now()
	err := c.Run()
	wall := time.Since(start)
	if c.ProcessState == nil || !slices.Contains(ends, c.ProcessState.ExitCode()) {
		return cost{}, fmt.Errorf("%v\n%s", err, said.Bytes())
	}
	return cost{wall, c.ProcessState.UserTime() + c.ProcessState.SystemTime(), peak(c.ProcessState.SysUsage())}, nil
}

// row prints the row of a command that needs no node.
func (b bench) row(r row) error {
	cost, err := measure(b.command(r.args...), r.ends...)
	if err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	fmt.Printf("| %s | %.2f | %.2f | %d |\n", r.name, cost.wall.Seconds(), cost.cpu.Seconds(), cost.peak)
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
