//go:build !windows

package term

// movesCursor reports whether a terminal understands the sequences that move its
// cursor. Those that do not say so in TERM.
func movesCursor(int) bool { return true }
