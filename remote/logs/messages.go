package logs

import (
	_ "embed" // the messages
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed messages.txt
var messagesFile string

// message is the text of an event in parts: what lies between them are values.
type message struct {
	provider string
	id       int
	parts    []string
	values   []int // the number of each value, from 1, by its place in the text
}

// Providers of events, as they are named in the logs.
const (
	failoverClustering    = "Microsoft-Windows-FailoverClustering"
	serviceControlManager = "Service Control Manager"
	networkProfile        = "Microsoft-Windows-NetworkProfile"
	firewallProvider      = "Microsoft-Windows-Windows Firewall With Advanced Security"
)

// messages are the texts that have a number, by their file. The order counts: of
// two that begin alike, the longer one comes first.
var messages = sync.OnceValue(func() []message {
	providers := map[string]string{
		"FC": failoverClustering, "SCM": serviceControlManager, "K": "Microsoft-Windows-Kernel-Power",
		"E": "EventLog", "U": "User32",
	}
	var all []message
	for line := range strings.Lines(messagesFile) {
		fields := strings.SplitN(strings.TrimRight(line, "\r\n"), " ", 3)
		if len(fields) < 3 || fields[0] == "#" {
			continue
		}
		id, err := strconv.Atoi(fields[1])
		if err != nil || providers[fields[0]] == "" {
			panic(fmt.Sprintf("messages.txt: %q", line)) // a test reads it
		}
		m := message{provider: providers[fields[0]], id: id}
		m.parse(squeeze(fields[2]))
		all = append(all, m)
	}
	return all
})

// parse takes a text apart at its values.
func (m *message) parse(text string) {
	for {
		at := strings.IndexByte(text, '%')
		if at < 0 || at+1 == len(text) {
			m.parts = append(m.parts, text)
			return
		}
		m.parts = append(m.parts, text[:at])
		m.values = append(m.values, int(text[at+1]-'0'))
		text = text[at+2:]
	}
}

// eventOf is the event whose message a text begins with, and its values in their
// order. They have no names, as messages have none.
func eventOf(text string) (message, []Datum, bool) {
	text = squeeze(text)
	best, bestLength := message{}, 0
	var data []Datum
	for _, m := range messages() {
		if values, length := m.match(text); length > bestLength {
			best, bestLength, data = m, length, values
		}
	}
	return best, data, bestLength > 0
}

// match is the values of a text that begins with the message, and how much of it
// is the message's own; 0 for none.
func (m message) match(text string) ([]Datum, int) {
	rest, found := strings.CutPrefix(text, m.parts[0])
	if !found {
		return nil, 0
	}
	length := len(m.parts[0])
	data := make([]Datum, len(m.values))
	for i, part := range m.parts[1:] {
		at := strings.Index(rest, part)
		if at < 0 || at > 1024 {
			return nil, 0
		}
		data[m.values[i]-1].Value = rest[:at]
		rest, length = rest[at+len(part):], length+len(part)
	}
	return data, length
}

// squeeze makes one blank of each run of blanks and line ends: versions differ in
// them. Messages are short; only their beginning is looked at.
func squeeze(text string) string {
	return strings.Join(strings.Fields(text[:min(len(text), 2048)]), " ")
}
