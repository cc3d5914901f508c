package firewall

import (
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/match"
)

// version is that of Windows, "6.1", or of the firewall's schema, "2.10".
type version struct{ major, minor int }

// parseVersion reads the first two numbers of "6.1.7601".
func parseVersion(s string) (version, bool) {
	major, rest, _ := strings.Cut(s, ".")
	minor, _, _ := strings.Cut(rest, ".")
	a, err := strconv.ParseUint(major, 10, 8)
	b, errMinor := strconv.ParseUint(minor, 10, 8)
	if err != nil || errMinor != nil {
		return version{}, false
	}
	return version{int(a), int(b)}, true
}

func (v version) atLeast(o version) bool {
	return v.major > o.major || v.major == o.major && v.minor >= o.minor
}

// windowsNT is the platform of every Windows that has this firewall
// (OSVERSIONINFOEX, dwPlatformId).
const windowsNT = "2"

// platform compares "2:6:1" with the version of Windows. One of several is
// enough; an operator is that of the last of them (MS-GPFAS 2.2.2.17 and 2.2.2.18,
// MS-FASP 2.2.29).
func (c trafficCheck) platform(of, operators []string) match.Match {
	windows := c.firewall.windows
	if windows == (version{}) || len(operators) > 1 {
		return match.Maybe
	}
	met := match.No
	for i, p := range of {
		kind, numbers, _ := strings.Cut(p, ":")
		want, ok := parseVersion(strings.ReplaceAll(numbers, ":", "."))
		last := i == len(of)-1 && len(operators) == 1
		switch {
		case !ok || strings.Count(p, ":") != 2:
			met = max(met, match.Maybe)
		case kind != windowsNT:
			met = max(met, match.Maybe)
		case last && !strings.EqualFold(operators[0], "GTEQ"):
			met = max(met, match.Maybe)
		case last:
			met = max(met, match.If(windows.atLeast(want)))
		default:
			met = max(met, match.If(windows == want))
		}
	}
	return met
}

// schemas are the schemas of the firewall by the version of Windows, the newest
// first (MS-FASP 2.2.42). Windows 10 and later have at least the one shown.
var schemas = []struct{ windows, schema version }{
	{version{10, 0}, version{2, 24}},
	{version{6, 3}, version{2, 22}},
	{version{6, 2}, version{2, 20}},
	{version{6, 1}, version{2, 10}},
}

// skipVersion reports whether the node heeds a rule with SkipVer, the highest
// schema whose firewall may ignore the rule.
func (c trafficCheck) skipVersion(of []string) match.Match {
	skipped, ok := parseVersion(of[0])
	if !ok || len(of) > 1 {
		return match.Maybe
	}
	for _, s := range schemas {
		if c.firewall.windows.atLeast(s.windows) {
			return max(match.If(!skipped.atLeast(s.schema)), match.Maybe)
		}
	}
	return max(match.If(!skipped.atLeast(version{2, 0})), match.Maybe)
}
