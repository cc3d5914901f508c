package windows

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// syntheticEvent makes an event in the form of the event schema.
func syntheticEvent(provider string, id int, at time.Time) string {
	return fmt.Sprintf("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='%s'/><EventID Qualifiers='16384'>%d</EventID><TimeCreated SystemTime='%s'/></System></Event>",
		provider, id, at.Format(time.RFC3339Nano))
}

func TestWevtutil(t *testing.T) {
	now := time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)
	const clustering = "Microsoft-Windows-FailoverClustering"
	numbered := strings.Replace(syntheticEvent(clustering, 1069, now), "</System>", "<EventRecordID>7</EventRecordID></System>", 1)
	removed := syntheticEvent(clustering, 1135, now.Add(-2*time.Hour))
	lost := syntheticEvent(clustering, 1177, now.Add(-time.Hour))
	other := syntheticEvent("Service Control Manager", 1135, now.Add(-30*time.Minute))
	n := bare()
	n.Now = now
	n.Channels = []Channel{
		{Name: "System", Events: []string{removed, lost, other}},
		{Name: "Numbered", Events: []string{numbered}},
		{Name: "Silent", Disabled: true, Events: []string{removed}},
	}
	m := build(t, n)
	const notFound = "The specified channel could not be found. Check channel configuration.\r\n"
	tests := []struct {
		name, args  string
		out, errOut string
		exit        int
	}{
		{name: "all", args: "qe System /f:xml", out: removed + "\r\n" + lost + "\r\n" + other + "\r\n"},
		{name: "newest first", args: "qe system /rd:true /c:2", out: other + "\r\n" + lost + "\r\n"},
		{name: "by provider and id", args: `qe System /q:"*[System[Provider[@Name='` + clustering + `'] and (EventID=1135 or EventID=7)]]"`, out: removed + "\r\n"},
		{name: "and binds tighter than or", args: `qe System /q:"*[System[EventID=1177 or EventID=1135 and Provider[@Name='x']]]"`, out: lost + "\r\n"},
		{name: "by age", args: `query-events System /query:"*[System[TimeCreated[timediff(@SystemTime) <= 5400000]]]"`, out: lost + "\r\n" + other + "\r\n"},
		{name: "before a record", args: `qe Numbered /q:"*[System[EventRecordID < 8 and EventID=1069]]"`, out: numbered + "\r\n"},
		{name: "not before it", args: `qe Numbered /q:"*[System[EventRecordID < 7]]"`},
		{name: "disabled", args: "qe Silent"},
		{name: "empty", args: "qe Microsoft-Windows-NetworkProfile/Operational /f:xml"},
		{name: "unknown channel", args: "qe Nothing", errOut: "Failed to open event query.\r\n" + notFound, exit: 15007},
		{name: "bad query", args: `qe System /q:"*[System[EventID>1]]"`, errOut: "Failed to open event query.\r\nThe specified query is invalid.\r\n", exit: 15001},
		{name: "deep query", args: `qe System /q:"*[System[` + strings.Repeat("(", 5000) + `]]"`, errOut: "Failed to open event query.\r\nThe specified query is invalid.\r\n", exit: 15001},
		{name: "configuration", args: "gl Silent", out: "name: Silent\r\nenabled: false\r\nisolation: Application\r\nlogging:\r\n  maxSize: 1052672\r\n"},
		{name: "configuration as XML", args: "gl System /f:xml", out: `<?xml version="1.0" encoding="UTF-8"?>` + "\r\n" +
			`<channel name="System" isolation="Application" enabled="true" xmlns="http://schemas.microsoft.com/win/2004/08/events"><logging><maxSize>1052672</maxSize></logging></channel>` + "\r\n"},
		{name: "configuration of nothing", args: "gl Nothing", errOut: "Failed to read configuration for log Nothing.\r\n" + notFound, exit: 15007},
		{name: "no writing", args: "cl System", errOut: "Invalid command cl specified.\r\n", exit: 87},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, errOut, exit := m.Run("wevtutil " + tt.args)
			if string(out) != tt.out || string(errOut) != tt.errOut || exit != tt.exit {
				t.Errorf("got  %q %q %d\nwant %q %q %d", out, errOut, exit, tt.out, tt.errOut, tt.exit)
			}
		})
	}
}

func TestRecordedEvent(t *testing.T) {
	n := bare()
	recorded := string(corpus.File(t, "events/networkprofile_10000_win11_live.xml"))
	n.Channels = []Channel{{Name: "Microsoft-Windows-NetworkProfile/Operational", Events: []string{recorded}}}
	out, _, exit := build(t, n).Run(`wevtutil qe Microsoft-Windows-NetworkProfile/Operational /q:"*[System[Provider[@Name='Microsoft-Windows-NetworkProfile'] and EventID=10000]]"`)
	if exit != 0 || strings.TrimSpace(string(out)) != strings.TrimSpace(recorded) {
		t.Errorf("exit %d, %q", exit, out)
	}
}

func TestDescribedEventErrors(t *testing.T) {
	n := bare()
	n.Channels = []Channel{{Name: "System", Events: []string{"<Event><System><EventID>1</EventID></System></Event>"}}}
	if _, err := n.Build(); err == nil || !strings.Contains(err.Error(), `channel "System": event 1: no EventID or no TimeCreated`) {
		t.Errorf("error %v", err)
	}
}
