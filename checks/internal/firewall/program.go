package firewall

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// matchService compares service names. "*" is every service, which a program
// that is not known to run as a service may or may not be.
func matchService(rule, want string) match.Match {
	switch {
	case rule == "" || want != "" && (rule == "*" || strings.EqualFold(rule, want)):
		return match.Yes
	case rule == "*":
		return match.Maybe
	}
	return match.No
}

// matchProgram compares programs as Windows does: without regard to case, with
// the variables for its own directory and drive expanded. "System" is the kernel.
func matchProgram(rule, want, windowsDir string) match.Match {
	switch {
	case rule == "":
		return match.Yes
	case want == "":
		return match.Maybe // the traffic of some program, perhaps of this one
	}
	rule, want = expandProgram(rule, windowsDir), expandProgram(want, windowsDir)
	name := wording.BaseName(rule)
	switch {
	case rule == want:
		return match.Yes
	case strings.Contains(name, "%") && want != "system":
		return match.Maybe // a variable for the program itself
	case name != wording.BaseName(want):
		return match.No
	case strings.Contains(rule+want, "%"), strings.HasPrefix(rule, `\`):
		return match.Maybe // a variable or a device that cannot be resolved here
	}
	return match.No
}

// expandProgram expands the variables that the facts give. %SystemRoot%,
// %windir% and %SystemDrive% are the same for every program of a node.
func expandProgram(path, windowsDir string) string {
	const root, drive = "%systemroot%", "%systemdrive%"
	path = strings.ReplaceAll(strings.ToLower(path), "%windir%", root)
	windowsDir = strings.TrimSuffix(strings.ToLower(windowsDir), `\`)
	if windowsDir == "" {
		return path
	}
	path = strings.ReplaceAll(path, root, windowsDir)
	if letter, _, ok := strings.Cut(windowsDir, ":"); ok {
		path = strings.ReplaceAll(path, drive, letter+":")
	}
	return path
}
