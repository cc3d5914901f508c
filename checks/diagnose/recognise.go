package diagnose

import (
	"cmp"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// Recogniser knows the wordings of a catalogue. It may be used by several logs at once.
type Recogniser struct {
	catalogue *causes.Catalogue
	parts     *matcher
	lines     []lineRule           // by the number of the part
	records   map[int][]recordRule // by event id
	channels  map[string]string    // by providerKey
	shows     map[string][]string  // by kind: the channels that can show it; "" is the cluster log
	kinds     map[string]*causes.Event
	drivers   map[string]bool // by providerKey
}

type lineRule struct {
	kind *causes.Event
	line *causes.Line
}

type recordRule struct {
	kind   *causes.Event
	record *causes.Record
}

// NewRecogniser prepares the wordings for one pass over each log.
func NewRecogniser(c *causes.Catalogue) *Recogniser {
	r := &Recogniser{catalogue: c, records: map[int][]recordRule{}, channels: map[string]string{}, shows: map[string][]string{}, kinds: map[string]*causes.Event{}, drivers: map[string]bool{}}
	var parts []string
	for i := range c.Events {
		kind := &c.Events[i]
		r.kinds[kind.Kind] = kind
		shown := map[string]bool{}
		show := func(channel string) {
			if !shown[channel] {
				shown[channel] = true
				r.shows[kind.Kind] = append(r.shows[kind.Kind], channel)
			}
		}
		for j := range kind.Lines {
			parts = append(parts, kind.Lines[j].Contains)
			r.lines = append(r.lines, lineRule{kind, &kind.Lines[j]})
			show("")
		}
		for j := range kind.Records {
			rule := &kind.Records[j]
			r.records[rule.ID] = append(r.records[rule.ID], recordRule{kind, rule})
			r.noteChannel(rule)
			if kind.Kind == kindDriver {
				r.drivers[providerKey(rule.Provider)] = true
			}
			show(rule.Channel)
		}
	}
	r.parts = newMatcher(parts)
	return r
}

// noteChannel remembers where a provider writes; the System log before others.
func (r *Recogniser) noteChannel(rule *causes.Record) {
	key := providerKey(rule.Provider)
	if r.channels[key] == "" || rule.Channel == systemLog {
		r.channels[key] = rule.Channel
	}
}

const systemLog = "System"

// events are what a record says; most say nothing.
func (r *Recogniser) events(l *Log, record *logs.Record) []event {
	if record.EventID != 0 {
		return r.ofRecord(l, record)
	}
	return r.ofLine(l, record)
}

// ofLine looks a line through once. A kind that several of its parts show is one event.
func (r *Recogniser) ofLine(l *Log, record *logs.Record) []event {
	var found []event
	r.parts.match(record.Text, func(number int) {
		rule := r.lines[number]
		for i := range found {
			if found[i].kind == rule.kind {
				return
			}
		}
		e := newEvent(l, record, rule.kind, record.Channel)
		e.decides = decides(rule.line.Provenance)
		if p := rule.line.Pattern; p != nil {
			groups := p.FindStringSubmatch(record.Text)
			if groups == nil {
				return
			}
			e.take(l, p, groups)
		}
		found = append(found, e)
	})
	return found
}

func newEvent(l *Log, record *logs.Record, kind *causes.Event, channel string) event {
	return event{kind: kind, log: l, node: l.node, at: record.Time, until: record.Time, count: 1, line: record.Line, raw: record.Raw, channel: channel, decides: true}
}

// take sets the values that the named groups of a pattern have found.
func (e *event) take(l *Log, p *regexp.Regexp, groups []string) {
	for i, name := range p.SubexpNames() {
		value := groups[i]
		switch name {
		case "peer":
			e.peer = value
		case "self":
			l.own(value)
		case "subject":
			e.node = shortName(value)
		case "address":
			e.address = value
		case "seconds":
			e.first, _ = strconv.ParseFloat(value, 64) // the pattern gives digits
			e.last = e.first
		case "threshold":
			e.threshold = value
		case "delay":
			e.delay = value
		case "view":
			e.view = value
		case "reason":
			e.reason = value
		case "status":
			e.status = value
		case "code":
			e.code = value
		}
	}
}

// ofRecord looks an event of Windows up by its number, then by its provider.
func (r *Recogniser) ofRecord(l *Log, record *logs.Record) []event {
	var found []event
	for _, rule := range r.records[record.EventID] {
		if providerKey(rule.record.Provider) != providerKey(record.Provider) || !rule.fits(record) {
			continue
		}
		e := newEvent(l, record, rule.kind, channelOf(record, r.channels))
		e.byID, e.decides = true, decides(rule.record.Provenance)
		if strings.HasPrefix(strings.TrimSpace(record.Raw), "<") || record.Raw == "" {
			e.raw = inWords(record)
		}
		e.network = cmp.Or(record.Value("InterfaceGuid"), record.Value("Guid"))
		e.peer = nth(record, rule.record.Peer)
		if subject := nth(record, rule.record.Subject); subject != "" {
			e.node = shortName(subject)
		}
		found = append(found, e)
	}
	if len(found) == 0 {
		return r.ofDriver(l, record)
	}
	return found
}

// ofDriver is an event of the System log whose provider the catalogue does not know and
// that is not one of the parts of Windows: it may be that of an adapter.
func (r *Recogniser) ofDriver(l *Log, record *logs.Record) []event {
	kind := r.kinds[kindDriver]
	inSystem := record.Channel == systemLog || record.Channel == ""
	harmless := record.Level == logs.Info || record.Level == logs.Verbose
	ofWindows := strings.HasPrefix(strings.ToLower(record.Provider), "microsoft-windows-") || r.channels[providerKey(record.Provider)] != "" && !r.drivers[providerKey(record.Provider)]
	if kind == nil || record.Provider == "" || !inSystem || harmless || ofWindows {
		return nil
	}
	e := newEvent(l, record, kind, systemLog)
	e.byID, e.raw = true, inWords(record)
	return []event{e}
}

// fits reports whether an event has the data of a rule or, without any of it, its
// message.
func (rule recordRule) fits(record *logs.Record) bool {
	seen := false
	for name, want := range rule.record.Data {
		value := dataText(name, record.Value(name))
		if value == "" {
			continue
		}
		if !strings.EqualFold(value, want) {
			return false
		}
		seen = true
	}
	if seen && allPresent(record, rule.record.Data) {
		return true
	}
	switch {
	case rule.record.Message != nil && record.Text == "" && rule.record.Channel != systemLog:
		return record.Level >= logs.Warning && len(rule.record.Data) == 0 // the messages of one number differ in their level
	case rule.record.Message != nil && record.Text == "":
		return rule.record.Message.MatchString(joined(record))
	case rule.record.Message != nil:
		return rule.record.Message.MatchString(record.Text)
	}
	return len(rule.record.Data) == 0
}

func allPresent(record *logs.Record, data map[string]string) bool {
	for name := range data {
		if record.Value(name) == "" {
			return false
		}
	}
	return true
}

// joined are the values of an event without a message, in which names may be found.
func joined(record *logs.Record) string {
	var all []string
	for _, d := range record.Data {
		all = append(all, d.Value)
	}
	return strings.Join(all, " ")
}

// dataText is a value as rules write it: Binary is text in UTF-16, in hex digits.
func dataText(name, value string) string {
	if !strings.EqualFold(name, "Binary") {
		return strings.TrimSpace(value)
	}
	data, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(value), " ", ""))
	if err != nil || len(data)%2 != 0 {
		return value
	}
	var units []uint16
	for i := 0; i < len(data); i += 2 {
		units = append(units, uint16(data[i])|uint16(data[i+1])<<8)
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
}

// quoted are names in a message, in the quotation marks of several languages.
var quoted = regexp.MustCompile(`['‘„“"«「]([^'’”"»」]{1,64})['’“”"»」]`)

// nth is the value of that number, from 1; of an event that is text alone, the text in
// quotation marks of that number.
func nth(record *logs.Record, number int) string {
	if number == 0 {
		return ""
	}
	if len(record.Data) > 0 {
		if number > len(record.Data) {
			return ""
		}
		return record.Data[number-1].Value
	}
	all := quoted.FindAllStringSubmatch(record.Text, number)
	if len(all) < number {
		return ""
	}
	return all[number-1][1]
}

// inWords is an event of XML or evtx as one line: its provider, number and values.
func inWords(record *logs.Record) string {
	var b strings.Builder
	b.WriteString(record.Provider + " " + strconv.Itoa(record.EventID))
	for i, d := range record.Data {
		b.WriteString(map[bool]string{true: ": ", false: ", "}[i == 0])
		if d.Name != "" {
			b.WriteString(d.Name + "=")
		}
		b.WriteString(dataText(d.Name, d.Value))
	}
	return b.String()
}
