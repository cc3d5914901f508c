package history_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// cpuTime is how long this process has computed so far, and the processes of the
// PostgreSQL server that are connected: what a busy machine leaves comparable.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano()+used.Stime.Nano()) + running.cpuTime()
}

// cpuTime is that of the children of the server that run.
func (s *server) cpuTime() (sum time.Duration) {
	if s.dir == "" {
		return 0
	}
	head, err := os.ReadFile(filepath.Join(s.dir, "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	pid, _, _ := bytes.Cut(head, []byte("\n"))
	children, err := os.ReadFile(fmt.Sprintf("/proc/%s/task/%[1]s/children", pid))
	if err != nil {
		return 0
	}
	for _, child := range bytes.Fields(children) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%s/schedstat", child)) // the first number is ns on a CPU
		if fields := bytes.Fields(stat); err == nil && len(fields) > 0 {
			n, _ := strconv.ParseInt(string(fields[0]), 10, 64)
			sum += time.Duration(n)
		}
	}
	return sum
}
