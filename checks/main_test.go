package checks

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets garbage lie longer: what is judged thousands of times is small.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	os.Exit(m.Run())
}
