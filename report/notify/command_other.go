//go:build !unix

package notify

import "os/exec"

// endWhole leaves it at ending the program itself.
func endWhole(*exec.Cmd) {}
