package logs

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/Velocidex/ordereddict"
	"www.velocidex.com/golang/evtx"

	"github.com/clusterdrift/clusterdrift/remote/logs/evtxchunk"
)

// evtxEvent is the record of an event, as the parser gives it: dictionaries of
// elements and attributes. An EventID with qualifiers is a dictionary itself.
func evtxEvent(parsed *evtx.EventRecord, w evtxchunk.Record, out *sink) (Record, bool) {
	top, _ := parsed.Event.(*ordereddict.Dict)
	event := dictOf(top, "Event")
	system := dictOf(event, "System")
	if system == nil {
		return Record{}, false
	}
	at, ok := secondsOf(dictOf(system, "TimeCreated"))
	if !ok {
		return Record{}, false
	}
	r := Record{
		Source: out.source, Line: int64(w.ID), Time: at,
		Channel: textOf(system, "Channel"), Provider: textOf(dictOf(system, "Provider"), "Name"),
		EventID: numberOf(system, "EventID"), Computer: textOf(system, "Computer"), Level: levelNumber(numberOf(system, "Level")),
	}
	r.Data = evtxData(event, w.Binary)
	r.Raw = out.cutTo(strings.ToValidUTF8(eventLine(r), "\ufffd"))
	return r, true
}

// evtxData are the values of an event: named or not, of EventData or UserData.
func evtxData(event *ordereddict.Dict, binary []byte) []Datum {
	var data []Datum
	for _, key := range []string{"EventData", "UserData"} {
		if v, ok := event.Get(key); ok {
			data = flatten(data, "", v)
		}
	}
	if len(binary) > 0 && !hasName(data, "Binary") {
		data = append(data, Datum{"Binary", strings.ToUpper(hex.EncodeToString(binary))})
	}
	return data
}

func hasName(data []Datum, name string) bool {
	for _, d := range data {
		if d.Name == name {
			return true
		}
	}
	return false
}

// mostData is how many values of an event are kept: none of those that matter here
// has more than twenty.
const mostData = 256

// flatten adds the values below an element. Elements named Data have their name as
// an attribute, or none; what is in others goes by the element's name.
func flatten(data []Datum, name string, v any) []Datum {
	if len(data) >= mostData {
		return data
	}
	switch v := v.(type) {
	case *ordereddict.Dict:
		if attribute, ok := v.Get("Name"); ok && name == "Data" {
			value, _ := v.Get("Value")
			return append(data, Datum{plainText(attribute), plainText(value)})
		}
		for _, key := range v.Keys() {
			if value, _ := v.Get(key); key != "xmlns" {
				data = flatten(data, key, value)
			}
		}
		return data
	case []any:
		for _, one := range v {
			data = flatten(data, name, one)
		}
		return data
	case []string:
		for _, one := range v {
			data = flatten(data, name, one)
		}
		return data
	}
	if name == "Data" || name == "Value" {
		name = ""
	}
	return append(data, Datum{name, plainText(v)})
}

// plainText is a value as the XML form has it.
func plainText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return strings.ToValidUTF8(guid(strings.TrimRight(v, "\x00")), "\ufffd")
	case []byte:
		return strings.ToUpper(hex.EncodeToString(v))
	case float64: // the only ones are times, in seconds
		return timeOf(v).Format("2006-01-02T15:04:05.999999999Z")
	default:
		return strings.ToValidUTF8(fmt.Sprint(v), "\ufffd")
	}
}

// guid puts the braces around a GUID that the XML form has.
func guid(s string) string {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return s
	}
	return "{" + strings.ToLower(s) + "}"
}

func dictOf(d *ordereddict.Dict, key string) *ordereddict.Dict {
	if d == nil {
		return nil
	}
	v, _ := d.Get(key)
	inner, _ := v.(*ordereddict.Dict)
	return inner
}

func textOf(d *ordereddict.Dict, key string) string {
	if d == nil {
		return ""
	}
	v, _ := d.Get(key)
	if inner, ok := v.(*ordereddict.Dict); ok {
		v, _ = inner.Get("Value")
	}
	return plainText(v)
}

func numberOf(d *ordereddict.Dict, key string) int {
	n, _ := strconv.Atoi(textOf(d, key)) // 0 for none
	return n
}

// secondsOf is the attribute SystemTime: seconds since 1970.
func secondsOf(d *ordereddict.Dict) (time.Time, bool) {
	if d == nil {
		return time.Time{}, false
	}
	v, _ := d.Get("SystemTime")
	seconds, ok := v.(float64)
	if !ok || seconds < 0 || seconds > 7e9 {
		return time.Time{}, false
	}
	return timeOf(seconds), true
}

// timeOf is a time by its seconds; microseconds survive.
func timeOf(seconds float64) time.Time {
	if math.IsNaN(seconds) || math.Abs(seconds) > 1e11 {
		return time.Time{}
	}
	return time.UnixMicro(int64(math.Round(seconds * 1e6))).UTC()
}

// levelNumber is the level of an event by its number.
func levelNumber(n int) Level {
	switch n {
	case 1:
		return Critical
	case 2:
		return Error
	case 3:
		return Warning
	case 0, 4: // 0 is written whatever the level of the log
		return Info
	case 5:
		return Verbose
	}
	return LevelUnknown
}

// eventLine is an event in one line, for formats that have none.
func eventLine(r Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %d", r.Channel, r.Provider, r.EventID)
	for _, d := range r.Data {
		name := d.Name
		if name == "" {
			name = "Data"
		}
		fmt.Fprintf(&b, " %s=%q", name, d.Value)
	}
	return b.String()
}
