package windows

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// The events of these tests are synthetic unless they come from the corpus.
const (
	eventOpen = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>`
	eventHead = `<System><Provider Name='P'/><EventID Qualifiers='16384'>7</EventID><TimeCreated SystemTime='2011-12-12T15:13:25.5000000Z'/></System>`
)

func TestRecordedEvents(t *testing.T) {
	tests := []struct {
		file string
		skip string // text before the first event
		want facts.Event
		n    int
	}{
		{"events/networkprofile_10000_win11_live.xml", "", facts.Event{
			Provider: "Microsoft-Windows-NetworkProfile", ID: 10000, Record: 2408, At: time.Date(2026, 7, 3, 13, 35, 23, 812426900, time.UTC),
			Data: []facts.EventData{
				{Name: "Name", Value: "CorpHQ Secret Net"}, {Name: "Description", Value: "CorpHQ Secret Net"},
				{Name: "Guid", Value: "{d4b44eeb-91e1-43f3-aa43-3871b88a3849}"}, {Name: "Type", Value: "0"}, {Name: "State", Value: "9"}, {Name: "Category", Value: "1"},
			},
		}, 1},
		{"events/yamato__DE_WinEventLogSvc_Crash_System_7036.evtxexport.xml", "evtxexport 20181227", facts.Event{
			Provider: "Service Control Manager", ID: 7036, Record: 65371, At: time.Date(2020, 9, 23, 16, 57, 41, 372630600, time.UTC),
			Data:   []facts.EventData{{Name: "param1", Value: "Windows Error Reporting Service"}, {Name: "param2", Value: "running"}},
			Binary: "5700650072005300760063002F0034000000",
		}, 6},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			text := strings.TrimPrefix(string(corpus.File(t, tt.file)), tt.skip)
			for _, layout := range []string{text, strings.ReplaceAll(text, "\n", "\r\n"), "\uFEFF" + text} {
				events, err := ParseEvents([]byte(layout))
				if err != nil || len(events) != tt.n {
					t.Fatalf("%d events, %v", len(events), err)
				}
				if diff := cmp.Diff(tt.want, events[0]); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
			for cut := range len(text) {
				if events, err := ParseEvents([]byte(text[:cut])); err == nil && len(events) == tt.n && strings.TrimSpace(text[cut:]) != "" {
					t.Fatalf("%d events of the first %d bytes", len(events), cut)
				}
			}
		})
	}
}

func TestParseEvents(t *testing.T) {
	at := time.Date(2011, 12, 12, 15, 13, 25, 500000000, time.UTC)
	bare := facts.Event{Provider: "P", ID: 7, At: at}
	with := func(change func(*facts.Event)) facts.Event {
		e := bare
		change(&e)
		return e
	}
	tests := []struct {
		name, text string
		want       []facts.Event
		error      string
	}{
		{name: "nothing", text: "\r\n", want: []facts.Event{}},
		{name: "several on a line, after a declaration", text: `<?xml version="1.0" encoding="UTF-16"?>` + eventOpen + eventHead + "</Event>" + eventOpen + eventHead + "</Event>",
			want: []facts.Event{bare, bare}},
		{name: "data without a name, empty, with entities", text: eventOpen + eventHead + "<EventData><Data>a &lt;b&gt; &#233;</Data><Data Name='n'/></EventData></Event>",
			want: []facts.Event{with(func(e *facts.Event) { e.Data = []facts.EventData{{Value: "a <b> é"}, {Name: "n"}} })}},
		{name: "user data and rendering are left out", text: eventOpen + eventHead + "<UserData><x xmlns='y'><EventID>9</EventID></x></UserData><RenderingInfo Culture='de'><Message>z</Message></RenderingInfo></Event>",
			want: []facts.Event{bare}},
		{name: "prefixed", text: "<e:Event xmlns:e='x'>" + strings.NewReplacer("</", "</e:", "<", "<e:").Replace(eventHead) + "</e:Event>",
			want: []facts.Event{bare}},
		{name: "control characters", text: eventOpen + eventHead + "<EventData><Data Name='Name'>a\x1b[31mb\x00\xff</Data></EventData></Event>",
			want: []facts.Event{with(func(e *facts.Event) { e.Data = []facts.EventData{{Name: "Name", Value: "a\uFFFD[31mb\uFFFD\uFFFD"}} })}},
		{name: "an event in an event's data", text: eventOpen + eventHead + "<EventData><Data>x" + eventOpen + eventHead + "</Event></Data></EventData></Event>",
			want: []facts.Event{with(func(e *facts.Event) { e.Data = []facts.EventData{{}} })}},
		{name: "cut in an element", text: eventOpen + eventHead + "<Eve", error: "line 1 is not well-formed XML, or the output is cut short"},
		{name: "cut between elements", text: eventOpen + eventHead, error: "line 1 is not well-formed XML, or the output is cut short"},
		{name: "a message between events", text: eventOpen + eventHead + "</Event>\r\nZugriff verweigert\r\n", error: "text outside"},
		{name: "another root", text: "<Events></Events>", error: `"Events" is not an event`},
		{name: "no provider", text: eventOpen + strings.Replace(eventHead, "Name=", "Nom=", 1) + "</Event>", error: "lacks provider"},
		{name: "no id", text: eventOpen + strings.Replace(eventHead, ">7<", "> <", 1) + "</Event>", error: "the id of an event is not a number"},
		{name: "no time", text: eventOpen + "<System><Provider Name='P'/><EventID>7</EventID></System></Event>", error: "lacks provider, id or time"},
		{name: "invalid time", text: eventOpen + strings.Replace(eventHead, "2011-12-12", "2011-13-12", 1) + "</Event>", error: "is not in the form of RFC 3339"},
		{name: "local time", text: eventOpen + strings.Replace(eventHead, "5000000Z", "5000000-10:00", 1) + "</Event>", error: "not UTC"},
		{name: "record beyond 64 bits", text: eventOpen + "<System><EventRecordID>9223372036854775808</EventRecordID></System></Event>", error: "the record of an event is not a number"},
		{name: "unknown entity", text: eventOpen + "&boom;", error: "line 1 is not well-formed XML"},
		{name: "document type", text: "<!DOCTYPE x [<!ENTITY boom 'x'>]>", error: "document type"},
		{name: "deep", text: eventOpen + strings.Repeat("<a>", 1000), error: "nested too deeply"},
		{name: "thousands of data", text: eventOpen + eventHead + "<EventData>" + strings.Repeat("<Data/>", 5000) + "</EventData></Event>", error: "more than 256 data"},
		{name: "without end", text: strings.Repeat("<Event>"+eventHead+"</Event>", 10001), error: "more than 10000 events"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseEvents([]byte(tt.text))
			if tt.error != "" {
				if err == nil || !strings.Contains(err.Error(), tt.error) || got != nil {
					t.Errorf("%d events, error %v, want %q", len(got), err, tt.error)
				}
				return
			}
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestParseChannelEnabled(t *testing.T) {
	const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\r\n"
	tests := []struct {
		name, text  string
		want, fails bool
	}{
		{"enabled", head + `<channel name="System" isolation="System" enabled="true" xmlns="x"><logging enabled="false"/></channel>`, true, false},
		{"disabled", head + `<channel name="System" enabled="false"></channel>`, false, false},
		{"silent", head + `<channel name="System"></channel>`, false, true},
		{"neither", head + `<channel enabled="1"></channel>`, false, true},
		{"cut off", head + `<channel enabled="true">`, false, true},
		{"twice", head + `<channel enabled="true"/><channel enabled="false"/>`, false, true},
		{"no XML", "enabled: true\r\n", false, true},
		{"nothing", "", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseChannelEnabled([]byte(tt.text))
			if got != tt.want || (err != nil) != tt.fails {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

// What is understood can be written as JSON and has what every event has.
func FuzzParseEvents(f *testing.F) {
	f.Add([]byte(eventOpen + eventHead + "<EventData><Data Name='a'>b</Data><Binary>00</Binary></EventData></Event>\r\n"))
	f.Add([]byte(`<?xml version="1.0"?><channel enabled="true"/>`))
	f.Fuzz(func(t *testing.T, out []byte) {
		_, _ = ParseChannelEnabled(out)
		events, err := ParseEvents(out)
		if err != nil && events != nil {
			t.Errorf("events in spite of %v", err)
		}
		for _, e := range events {
			if e.Provider == "" || e.ID == 0 || e.At.IsZero() || e.At.Location() != time.UTC {
				t.Errorf("event %+v", e)
			}
		}
		if _, err := json.Marshal(events); err != nil {
			t.Error(err)
		}
	})
}
