package windows

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// settingByParameter maps the parameters of `set global` whose names differ
// from the setting keys of `show global`.
var settingByParameter = map[string]string{
	"autotuninglevel":    "autotuning",
	"congestionprovider": "congestion",
	"ecncapability":      "ecn",
}

var (
	parameter    = regexp.MustCompile(`^(?i)([a-z][a-z0-9]*)=([a-z0-9]+)$`)
	setGlobal    = regexp.MustCompile(`^(?i)(?:reset)?set global(?:\s+(.*))?$`)
	pushdTCP     = regexp.MustCompile(`^(?i)pushd interface tcp$`)
	popd         = regexp.MustCompile(`^(?i)popd$`)
	continuation = regexp.MustCompile(`^(?i)[a-z][a-z0-9]*=[a-z0-9]+(?:\s+[a-z][a-z0-9]*=[a-z0-9]+)*$`)
)

// ParseTCPDump reads `netsh interface tcp dump`, or the part of a whole
// `netsh dump` between `pushd interface tcp` and its `popd`. The commands are
// the same in every language. Several `set global` add up, the last value of a
// setting holds; settings come in the order of their keys. Other commands,
// comments and messages in between are passed over.
func ParseTCPDump(out []byte) ([]facts.TCPSetting, error) {
	lines, err := tcpContext(out)
	if err != nil {
		return nil, fmt.Errorf("read netsh dump: %w", err)
	}
	values := make(map[string]string)
	inSetGlobal := false
	for _, line := range lines {
		parameters := ""
		if m := setGlobal.FindStringSubmatch(line); m != nil {
			inSetGlobal, parameters = true, m[1]
		} else if inSetGlobal && continuation.MatchString(line) {
			parameters = line
		} else {
			inSetGlobal = false
		}
		for _, p := range strings.Fields(parameters) {
			m := parameter.FindStringSubmatch(p)
			if m == nil {
				return nil, fmt.Errorf("read netsh dump: %q is not a parameter of set global", p)
			}
			values[dumpSetting(m[1])] = strings.ToLower(m[2])
		}
	}
	return sortedSettings(values), nil
}

// tcpContext returns the lines of the TCP context, trimmed.
func tcpContext(out []byte) ([]string, error) {
	var lines []string
	inside := false
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		switch {
		case !inside:
			inside = pushdTCP.MatchString(line)
		case popd.MatchString(line):
			return lines, nil
		default:
			lines = append(lines, line)
		}
	}
	if !inside {
		return nil, errors.New("it has no TCP context")
	}
	return nil, errors.New("the TCP context has no end")
}

func dumpSetting(parameter string) string {
	parameter = strings.ToLower(parameter)
	if key, ok := settingByParameter[parameter]; ok {
		return key
	}
	return parameter
}

func sortedSettings(values map[string]string) []facts.TCPSetting {
	settings := make([]facts.TCPSetting, 0, len(values))
	for key, value := range values {
		settings = append(settings, facts.TCPSetting{Key: key, Value: value})
	}
	slices.SortFunc(settings, func(a, b facts.TCPSetting) int { return strings.Compare(a.Key, b.Key) })
	return settings
}
