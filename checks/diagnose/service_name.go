package diagnose

import (
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// The Service Control Manager names a service as the language of Windows has it, and
// most of its events carry the real name of the service besides. Where one does not, the
// name of the language is learned from events that carry both.
const (
	serviceManager = "Service Control Manager"
	clusterService = "ClusSvc"
	stateChanged   = 7036
	startChanged   = 7040
)

// serviceEvents are those of a service that name it.
var serviceEvents = []int{7024, 7031, 7034, stateChanged, startChanged}

// Bounds of what is kept of such events.
const (
	maxHeld  = 20_000
	maxWords = 256
)

// services is what the events of one log say of the names of services and of their
// states, in the language of the node.
type services struct {
	names  map[string]bool   // of the cluster service
	states map[string]string // "1" and "4", as the data has it
	held   []logs.Record     // events that do not carry the real name of their service
}

// note learns from an event of the Service Control Manager, and keeps one that does not
// carry the real name of its service.
func (l *Log) note(record *logs.Record, understood bool) {
	if providerKey(record.Provider) != providerKey(serviceManager) || !slices.Contains(serviceEvents, record.EventID) {
		return
	}
	if l.services.names == nil {
		l.services = services{names: map[string]bool{}, states: map[string]string{}}
	}
	s := &l.services
	name, state, _ := strings.Cut(dataText("Binary", record.Value("Binary")), "/")
	if record.EventID == startChanged {
		name = record.Value("param4")
	}
	if record.EventID == stateChanged && state != "" && len(s.states) < maxWords {
		s.states[strings.Clone(strings.ToLower(record.Value("param2")))] = strings.Clone(state)
	}
	switch {
	case strings.EqualFold(name, clusterService):
		if display := record.Value("param1"); display != "" && len(s.names) < maxWords {
			s.names[strings.Clone(strings.ToLower(display))] = true
		}
	case name != "" || understood:
	case len(s.held) < maxHeld:
		s.held = append(s.held, kept(record))
	default:
		l.lost++
	}
}

// kept is a record without the memory of what it was read from.
func kept(record *logs.Record) logs.Record {
	cut := func(s string) string { return strings.Clone(s[:min(len(s), maxRaw)]) }
	k := *record
	k.Raw, k.Text, k.Data = cut(k.Raw), cut(k.Text), nil
	for _, d := range record.Data {
		k.Data = append(k.Data, logs.Datum{Name: cut(d.Name), Value: cut(d.Value)})
	}
	return k
}

// complete gives the events that were kept the real name of the cluster service, where
// what another log calls it is what they name, and looks at them again.
func (r *Recogniser) complete(all []*Log) {
	known := services{names: map[string]bool{}, states: map[string]string{}}
	for _, l := range all {
		for name := range l.services.names {
			known.names[name] = true
		}
		for word, state := range l.services.states {
			if had, ok := known.states[word]; ok && had != state {
				state = "" // two languages use the word for different states
			}
			known.states[word] = state
		}
	}
	for _, l := range all {
		for i := range l.services.held {
			record := &l.services.held[i]
			if !known.complete(record) {
				continue
			}
			for _, e := range r.events(l, record) {
				l.keep(e)
			}
		}
		l.services.held = nil
	}
}

// complete adds the data that an event lacks; false: it is of another service, or in
// which state it is cannot be said.
func (s *services) complete(record *logs.Record) bool {
	words := valuesOf(record)
	if len(words) == 0 || !s.names[strings.ToLower(words[0])] {
		return false
	}
	datum := logs.Datum{Name: "Binary", Value: inHex(clusterService)}
	switch record.EventID {
	case stateChanged:
		if len(words) < 2 || s.states[strings.ToLower(words[1])] == "" {
			return false
		}
		datum.Value = inHex(clusterService + "/" + s.states[strings.ToLower(words[1])])
	case startChanged:
		datum = logs.Datum{Name: "param4", Value: clusterService}
	}
	record.Data = append(record.Data, datum)
	return true
}

// valuesOf are the values of an event; of one that is text alone, what is in quotation
// marks.
func valuesOf(record *logs.Record) []string {
	var all []string
	for _, d := range record.Data {
		all = append(all, d.Value)
	}
	if len(record.Data) == 0 {
		for _, m := range quoted.FindAllStringSubmatch(record.Text, 8) {
			all = append(all, m[1])
		}
	}
	return all
}

// inHex is text in UTF-16 as the data of an event has it.
func inHex(text string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text + "\x00")) {
		b = append(b, byte(u), byte(u>>8))
	}
	return hex.EncodeToString(b)
}
