package firewall

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// matches reports whether a rule is about the wanted traffic, the remote side
// left aside. A term that only an unjudged condition could narrow is maybe.
func (c trafficCheck) matches(r facts.FirewallRule, profile string) match.Match {
	applies := r.Active && strings.EqualFold(r.Direction, c.want.Direction) &&
		(r.Protocol == c.want.Protocol || r.Protocol == facts.AnyProtocol) &&
		(len(r.Profiles) == 0 || wording.ContainsFold(r.Profiles, profile)) &&
		coversPort(r.LocalPorts, c.want.LocalPort)
	return min(match.If(applies), matchProgram(r.Program, c.want.Program, c.firewall.windowsDir), matchService(r.Service, c.want.Service), unconditional(r))
}

// unconditional is maybe for a rule that is narrowed in a way not judged here.
func unconditional(r facts.FirewallRule) match.Match {
	if len(r.Conditions)+len(r.Interfaces)+len(r.InterfaceTypes)+len(r.LocalAddresses) > 0 {
		return match.Maybe
	}
	return match.Yes
}

// coversPort reads single ports and ranges. Keywords such as RPC stand for
// ports that Windows hands out itself, never for a fixed one.
func coversPort(ports []string, want int) bool {
	if len(ports) == 0 {
		return true
	}
	return slices.ContainsFunc(ports, func(p string) bool {
		first, last, isRange := strings.Cut(p, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(strings.TrimSpace(first))
		if err != nil {
			return false
		}
		to, err := strconv.Atoi(strings.TrimSpace(last))
		return err == nil && from <= want && want <= to
	})
}

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
// the variables for its own directory expanded. "System" is the kernel.
func matchProgram(rule, want, windowsDir string) match.Match {
	switch {
	case rule == "":
		return match.Yes
	case want == "":
		return match.Maybe // the traffic of some program, perhaps of this one
	}
	rule, want = expandProgram(rule, windowsDir), expandProgram(want, windowsDir)
	switch {
	case rule == want:
		return match.Yes
	case wording.BaseName(rule) != wording.BaseName(want):
		return match.No
	case strings.Contains(rule+want, "%"):
		return match.Maybe // a variable that cannot be expanded here
	}
	return match.No
}

func expandProgram(path, windowsDir string) string {
	const variable = "%systemroot%"
	path = strings.ReplaceAll(strings.ToLower(path), "%windir%", variable)
	if windowsDir == "" {
		return path
	}
	return strings.ReplaceAll(path, variable, strings.TrimSuffix(strings.ToLower(windowsDir), `\`))
}
