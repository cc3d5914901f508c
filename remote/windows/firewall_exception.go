package windows

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Exception is the action of a rule that stands for an exception of the
// administrative templates: enabled or disabled, it is not confirmed what it does
// next to the rules of Windows Firewall with Advanced Security.
const Exception = "exception"

// ParsePortException parses an inbound port exception, "3343:UDP:*:enabled:Name"
// (WindowsFirewall.admx, GloballyOpenPorts\List). The rule has the port and the
// protocol; scope and status are left open.
func ParsePortException(id, text string) (facts.FirewallRule, error) {
	port, rest, _ := strings.Cut(text, ":")
	transport, _, more := strings.Cut(rest, ":")
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 || !more {
		return facts.FirewallRule{}, fmt.Errorf("read port exception: %q does not begin with a port and a protocol", text)
	}
	r := exception(id)
	r.LocalPorts = []string{port}
	switch strings.ToUpper(transport) {
	case "TCP":
		r.Protocol = 6
	case "UDP":
		r.Protocol = 17
	default:
		return facts.FirewallRule{}, fmt.Errorf("read port exception: %q is neither TCP nor UDP", transport)
	}
	return r, nil
}

var programException = regexp.MustCompile(`(?i)^(.+?\.exe):`)

// ParseProgramException parses an inbound program exception,
// "%ProgramFiles%\a.exe:*:enabled:Name" (AuthorizedApplications\List).
func ParseProgramException(id, text string) (facts.FirewallRule, error) {
	m := programException.FindStringSubmatch(text)
	if m == nil {
		return facts.FirewallRule{}, fmt.Errorf("read program exception: %q does not begin with a program", text)
	}
	r := exception(id)
	r.Program = m[1]
	return r, nil
}

func exception(id string) facts.FirewallRule {
	return facts.FirewallRule{ID: id, Action: Exception, Active: true, Direction: "in", Protocol: facts.AnyProtocol}
}
