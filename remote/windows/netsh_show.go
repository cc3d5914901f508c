package windows

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// settingByLabel maps the English labels of `netsh interface tcp show global`
// to setting keys. Windows 6.0 and 6.1 misspell "Access" in every language.
var settingByLabel = map[string]string{
	"Receive-Side Scaling State":         "rss",
	"Chimney Offload State":              "chimney",
	"NetDMA State":                       "netdma",
	"Direct Cache Acess (DCA)":           "dca",
	"Direct Cache Access (DCA)":          "dca",
	"Receive Window Auto-Tuning Level":   "autotuning",
	"Add-On Congestion Control Provider": "congestion",
	"ECN Capability":                     "ecn",
	"RFC 1323 Timestamps":                "timestamps",
	"Initial RTO":                        "initialrto",
	"Receive Segment Coalescing State":   "rsc",
	"Non Sack Rtt Resiliency":            "nonsackrttresiliency",
	"Max SYN Retransmissions":            "maxsynretransmissions",
	"TCP Fast Open":                      "fastopen",
	"Fast Open":                          "fastopen",
	"Fast Open Fallback":                 "fastopenfallback",
	"HyStart":                            "hystart",
	"Proportional Rate Reduction":        "prr",
	"Pacing Profile":                     "pacingprofile",
}

// everyWindows are the settings that each version prints, in this order. Those
// that come and go with the version are between and after them, so a text
// with all of them was not cut short before the offload rows.
var everyWindows = []string{"rss", "autotuning", "congestion", "ecn", "timestamps"}

var (
	// A value is one word, or a number of milliseconds or tries; the two
	// asterisks point to a footnote. A prompt has no blank after its colon.
	globalRow = regexp.MustCompile(`^\s*(\S.*?)\s*:\s+(?:\*\*\s*)?([A-Za-z]+|[0-9]+)\s*(?:\*\*)?\s*$`)
	digits    = regexp.MustCompile(`^[0-9]+$`)
)

// place is a row that is recognised by where it is: its setting, and the values that
// it may have, apart by blanks.
type place struct{ key, values string }

const (
	words   = ""  // any word that netsh prints
	numbers = "#" // milliseconds or tries
)

// currentRows are the rows of Windows 10, 11 and Windows Server 2022, which have
// neither Chimney nor NetDMA. English and Russian lists are on public record, and have
// the same rows with the same values in this order.
var currentRows = []place{
	{"rss", "enabled disabled"},
	{"autotuning", "disabled normal restricted highlyrestricted experimental"},
	{"congestion", "none default ctcp dctcp cubic newreno"},
	{"ecn", "enabled disabled default"},
	{"timestamps", "enabled disabled allowed default"},
	{"initialrto", numbers},
	{"rsc", words}, {"nonsackrttresiliency", words}, {"maxsynretransmissions", numbers}, {"fastopen", words},
	{"fastopenfallback", words}, {"hystart", words}, {"prr", words}, {"pacingprofile", words},
}

// holds reports whether the row may have a value.
func (p place) holds(value string) bool {
	switch p.values {
	case words:
		return knownWord(value) && !digits.MatchString(value)
	case numbers:
		return digits.MatchString(value)
	}
	return slices.Contains(strings.Fields(p.values), value)
}

// byPlace reports whether a list, whatever its language, has just the rows of current
// Windows: as many, each with a value of its place, and no label that says otherwise.
// A further row, as that of Chimney, moves the provider of congestion control and the
// numbers to places that are not theirs.
func byPlace(rows []facts.TCPSetting) bool {
	if len(rows) != len(currentRows) {
		return false
	}
	for i, row := range rows {
		labelled := settingByLabel[row.Label]
		if labelled == "" {
			labelled = foreignSetting(rows, i)
		}
		if labelled != "" && labelled != currentRows[i].key || !currentRows[i].holds(row.Value) {
			return false
		}
	}
	return true
}

// knownWord reports whether a value is one of those that netsh prints, which are
// English in every language.
func knownWord(value string) bool {
	switch value {
	case "enabled", "disabled", "automatic", "allowed", "default", "none", "off",
		"normal", "restricted", "highlyrestricted", "experimental",
		"ctcp", "dctcp", "cubic", "newreno":
		return true
	}
	return digits.MatchString(value)
}

// ParseTCPGlobal reads `netsh interface tcp show global`. English rows are
// recognised by their labels. In another language what survives translation is:
// Chimney and NetDMA inside a label, receive-side scaling as the first row when the
// second is Chimney, and every row by its place in a list that has just the form of
// current Windows. A setting whose value is none that netsh is known to print comes
// without one. Complete is set when every row was understood, by its label or its
// place: then a setting without a row is one that this Windows does not have.
func ParseTCPGlobal(out []byte) (settings []facts.TCPSetting, complete bool, err error) {
	rows := globalRows(out)
	seen := make(map[string]bool)
	complete = true
	placed := byPlace(rows)
	for i, row := range rows {
		key := settingByLabel[row.Label]
		if key == "" && placed {
			key = currentRows[i].key
		}
		if key == "" {
			complete = false
			key = foreignSetting(rows, i)
		}
		if !knownWord(row.Value) {
			complete, row.Value = false, ""
		}
		if key == "" {
			continue
		}
		if seen[key] {
			return nil, false, fmt.Errorf("read netsh output: two rows for the setting %s", key)
		}
		seen[key] = true
		row.Key = key
		settings = append(settings, row)
	}
	if len(settings) == 0 {
		return nil, false, errors.New("read netsh output: no row was recognised")
	}
	return settings, complete && inOrder(settings, everyWindows), nil
}

// globalRows returns label and value of every row, without keys.
func globalRows(out []byte) []facts.TCPSetting {
	var rows []facts.TCPSetting
	for line := range strings.Lines(strings.ToValidUTF8(string(out), "\uFFFD")) {
		if m := globalRow.FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
			rows = append(rows, facts.TCPSetting{Label: m[1], Value: strings.ToLower(m[2])})
		}
	}
	return rows
}

// foreignSetting names the setting of a row whose label is not English.
func foreignSetting(rows []facts.TCPSetting, i int) string {
	switch {
	case strings.Contains(rows[i].Label, "Chimney"):
		return "chimney"
	case strings.Contains(rows[i].Label, "NetDMA"):
		return "netdma"
	case i == 0 && len(rows) > 1 && strings.Contains(rows[1].Label, "Chimney"):
		return "rss"
	}
	return ""
}

// inOrder reports whether the settings begin with the first of keys and have the
// others in that order.
func inOrder(settings []facts.TCPSetting, keys []string) bool {
	if settings[0].Key != keys[0] {
		return false
	}
	for _, s := range settings {
		if len(keys) > 0 && s.Key == keys[0] {
			keys = keys[1:]
		}
	}
	return len(keys) == 0
}
