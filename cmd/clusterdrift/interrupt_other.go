//go:build !unix

package main

import "os"

// hangUpSignals: a console that is closed sends SIGTERM on Windows.
func hangUpSignals() []os.Signal { return nil }
