//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// hangUpSignals is the signal of a terminal that is closed. A process that was
// made to ignore it, as by nohup, goes on ignoring it.
func hangUpSignals() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return nil
	}
	return []os.Signal{syscall.SIGHUP}
}
