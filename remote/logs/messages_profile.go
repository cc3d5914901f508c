package logs

import (
	"regexp"
	"strconv"
	"strings"
)

// named finds the lines of a message that name a value: "Category: Public". Where
// an export has made one line of all, the next name ends the value.
var named = regexp.MustCompile(`(?m)^[ \t"]*([A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)?):[ \t]*(.*?)[ \t]*$`)

// withValues gives a record of a text export the values that its message shows,
// under the names and in the numbers that the event itself has: reports of network
// and firewall profiles are read by them. Messages in other languages keep their
// words.
func withValues(r *Record) {
	if r.Data != nil {
		return
	}
	switch {
	case isProvider(r.Provider, networkProfile):
		r.Data = profileValues(r.EventID, r.Text)
	case r.EventID == 2010 && isProvider(r.Provider, firewallProvider):
		r.Data = firewallValues(r.Text)
	default:
		if m, data, ok := eventOf(r.Text); ok && m.id == r.EventID {
			r.Data = data
		}
	}
}

// isProvider reports whether a name is that of a provider. Some exports cut names
// at a width.
func isProvider(name, provider string) bool {
	return strings.EqualFold(name, provider) || len(name) >= 24 && len(name) < len(provider) && strings.EqualFold(name, provider[:len(name)])
}

// fullProvider is the name of a provider that an export may have cut.
func fullProvider(name string) string {
	for _, p := range []string{failoverClustering, networkProfile, firewallProvider} {
		if isProvider(name, p) {
			return p
		}
	}
	return name
}

func profileValues(id int, text string) []Datum {
	switch id {
	case 4001, 4002, 4003:
		return stateValues(text)
	case 10000, 10001, 10002:
	default:
		return nil
	}
	var data []Datum
	for _, found := range named.FindAllStringSubmatch(text, -1) {
		name, value := found[1], found[2]
		switch name {
		case "Name", "Guid":
		case "Desc", "Description":
			name = "Description"
		case "Type":
			value = numbered(value, "Unmanaged", "Managed")
		case "State":
			value = stateNumber(value)
		case "Category":
			value = numbered(value, "Public", "Private", "Domain Authenticated")
		default:
			continue
		}
		data = append(data, Datum{name, value})
	}
	return data
}

// stateValues reads "Entered State: Identifying Network Interface Guid: {...}".
func stateValues(text string) []Datum {
	_, state, found := strings.Cut(squeeze(text), "State: ")
	if !found {
		return nil
	}
	word, _, _ := strings.Cut(state, " ")
	data := []Datum{{"CurrentOrNextState", numbered(word, "Identifying", "Identified", "Unidentified")}}
	if open := strings.IndexByte(state, '{'); open >= 0 {
		if end := strings.IndexByte(state[open:], '}'); end > 0 {
			data = append(data, Datum{"InterfaceGuid", state[open : open+end+1]})
		}
	}
	return data
}

// firewallValues reads the message of the firewall's event 2010.
func firewallValues(text string) []Datum {
	var data []Datum
	for _, found := range named.FindAllStringSubmatch(text, -1) {
		switch found[1] {
		case "Adapter GUID":
			data = append(data, Datum{"InterfaceGuid", found[2]})
		case "Adapter Name":
			data = append(data, Datum{"InterfaceName", found[2]})
		case "Old Profile", "New Profile":
			name := strings.ReplaceAll(found[1], " ", "")
			data = append(data, Datum{name, profileNumber(found[2])})
		}
	}
	return data
}

// numbered is the place of a word among those of a field; other words stay.
func numbered(word string, words ...string) string {
	for i, w := range words {
		if strings.EqualFold(word, w) {
			return strconv.Itoa(i)
		}
	}
	return word
}

// profileNumber is the firewall's number of a profile: 1 Domain, 2 Private, 4
// Public.
func profileNumber(word string) string {
	for i, w := range []string{"Domain", "Private", "Public"} {
		if strings.EqualFold(word, w) {
			return strconv.Itoa(1 << i)
		}
	}
	return word
}

// stateNumber is the bits of "Connected,IPV4 (Local)": 1 connected, 2 disconnected,
// 4 IPv4 local, 8 IPv4 Internet, 16 IPv6 local, 32 IPv6 Internet.
func stateNumber(words string) string {
	bits := 0
	for i, w := range []string{"Connected", "Disconnected", "IPV4 (Local)", "IPV4 (Internet)", "IPV6 (Local)", "IPV6 (Internet)"} {
		for word := range strings.SplitSeq(words, ",") {
			if strings.EqualFold(strings.TrimSpace(word), w) {
				bits |= 1 << i
			}
		}
	}
	if bits == 0 {
		return words
	}
	return strconv.Itoa(bits)
}
