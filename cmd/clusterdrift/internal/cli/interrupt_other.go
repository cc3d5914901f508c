//go:build !unix

package cli

import "os"

// hangUpSignals returns none: a console that is closed sends SIGTERM on Windows.
func hangUpSignals() []os.Signal { return nil }
