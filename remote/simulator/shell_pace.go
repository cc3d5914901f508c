package simulator

import (
	"strings"
	"time"
)

// processes is how many programs a command line starts: those that its operators
// part, without the echo that cmd.exe has in itself.
func processes(line string) int {
	n := 0
	for part := range strings.SplitSeq(line, "&") {
		part = strings.TrimLeft(part, " (")
		if part != "" && !strings.HasPrefix(part, "echo ") {
			n++
		}
	}
	return max(1, n)
}

// pace is how a command gets on: its programs run one after the other, and each has
// printed an equal part of the output when it ends. The zero pace is at its end.
type pace struct {
	started  time.Time
	each     time.Duration // for one program
	programs int
}

// ended is how many programs have ended, and when the next does; zero when all have.
func (p pace) ended() (programs int, next time.Duration) {
	if p.each <= 0 {
		return p.programs, 0
	}
	since := time.Since(p.started)
	n := int(min(since/p.each, time.Duration(p.programs)))
	if n == p.programs {
		return n, 0
	}
	return n, time.Duration(n+1)*p.each - since
}

// printed is how many bytes of an output are there.
func (p pace) printed(total int) (bytes int, next time.Duration) {
	n, next := p.ended()
	if next == 0 {
		return total, 0
	}
	return total * n / p.programs, next
}

// await waits until a command has something to hand over or has ended; a fault when
// that takes longer than the client's time-out. The caller holds the lock, which is not
// held meanwhile.
func (h *host) await(c *command, patience time.Duration) *fault {
	deadline := time.Now().Add(patience)
	for {
		there, next := c.pace.printed(c.total)
		switch {
		case next == 0 || there > c.handed:
			return nil
		case patience > 0 && !time.Now().Before(deadline):
			return operationTimedOut()
		}
		if patience > 0 {
			next = min(next, time.Until(deadline))
		}
		h.mu.Unlock()
		alive := pause(h.ctx, next)
		h.mu.Lock()
		if !alive {
			return operationTimedOut()
		}
	}
}
