package eventlogs_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/eventlogs"
)

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// node prints events by their record numbers, one a second, the newest being now.
type node struct {
	events  map[string]int // how many, by channel
	text    string         // in each event
	masked  bool
	stuck   bool // prints the same page again and again
	refused string
	broken  int // the run that fails
	runs    int
}

var (
	channelOf = regexp.MustCompile(`^wevtutil (qe|gl) "([^"]+)"`)
	beforeOf  = regexp.MustCompile(`EventRecordID < (\d+)`)
	mostOf    = regexp.MustCompile(`/c:(\d+)$`)
)

func (n *node) Run(_ context.Context, commands []remote.Command) ([]remote.Output, error) {
	if n.runs++; n.runs == n.broken {
		return nil, &remote.Error{Kind: remote.Timeout, Op: "run commands", Text: "no answer in time"}
	}
	var outputs []remote.Output
	for _, c := range commands {
		outputs = append(outputs, n.print(string(c)))
	}
	return outputs, nil
}

func (n *node) print(command string) remote.Output {
	m := channelOf.FindStringSubmatch(command)
	switch {
	case m[2] == n.refused:
		return remote.Output{Text: []byte("Access is denied.")}
	case m[1] == "gl":
		return remote.Output{OK: true, Text: fmt.Appendf(nil, `<channel enabled="%t"/>`, m[2] != remote.ChannelFirewall)}
	case !strings.Contains(command, "/rd:true"):
		return remote.Output{OK: true, Text: []byte(n.event(m[2], 1))}
	}
	newest := n.events[m[2]]
	if before := beforeOf.FindStringSubmatch(command); before != nil && !n.stuck {
		newest, _ = strconv.Atoi(before[1])
		newest--
	}
	most, _ := strconv.Atoi(mostOf.FindStringSubmatch(command)[1])
	var b strings.Builder
	for i := newest; i > max(0, newest-most); i-- {
		b.WriteString(n.event(m[2], i) + "\r\n")
	}
	return remote.Output{OK: true, Text: []byte(b.String()), Masked: n.masked}
}

func (n *node) event(channel string, record int) string {
	at := now.Add(time.Duration(record-n.events[channel]) * time.Second)
	return fmt.Sprintf(`<Event><System><EventID>7036</EventID><TimeCreated SystemTime="%s"/><EventRecordID>%d</EventRecordID></System><EventData>%s</EventData></Event>`,
		at.Format(time.RFC3339Nano), record, n.text)
}

func read(n *node, bytes int64) []*eventlogs.Log {
	return eventlogs.Read(context.Background(), n, eventlogs.Request{Since: now.Add(-time.Hour), Bytes: bytes, Now: func() time.Time { return now }})
}

func system(logs []*eventlogs.Log) *eventlogs.Log { return logs[len(logs)-1] }

// records are the record numbers of a document, which must be well-formed.
func records(t *testing.T, l *eventlogs.Log) []int {
	t.Helper()
	var b strings.Builder
	if err := l.Write(&b); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Event []struct {
			System struct{ EventRecordID int }
		}
	}
	if err := xml.Unmarshal([]byte(b.String()), &doc); err != nil {
		t.Fatalf("%v:\n%s", err, b.String())
	}
	var all []int
	for _, e := range doc.Event {
		all = append(all, e.System.EventRecordID)
	}
	return all
}

// An ordinary node is asked once; what is more than a page takes a line for each page.
// Events come in their order, each once.
func TestPages(t *testing.T) {
	for _, tt := range []struct{ events, runs int }{{0, 1}, {3, 1}, {249, 1}, {250, 2}, {601, 3}} {
		n := &node{events: map[string]int{remote.ChannelSystem: tt.events}}
		logs := read(n, 8<<20)
		got := records(t, system(logs))
		if n.runs != tt.runs || len(got) != tt.events || !slices.IsSorted(got) || len(slices.Compact(got)) != tt.events {
			t.Errorf("%d events: %d runs, %v", tt.events, n.runs, got)
		}
		if l := system(logs); l.Events != tt.events || len(l.Lacks()) != 0 || tt.events > 0 && !l.Last.Equal(now) {
			t.Errorf("%d events: %+v", tt.events, l)
		}
	}
}

// What does not fit is the oldest, and it is said. No log takes the room of System.
func TestSizeIsBounded(t *testing.T) {
	n := &node{events: map[string]int{remote.ChannelProfile: 5000, remote.ChannelSystem: 5000}, text: strings.Repeat("x", 1000)}
	logs := read(n, 1<<20)
	total := 0
	for _, l := range logs {
		var b strings.Builder
		if err := l.Write(&b); err != nil {
			t.Fatal(err)
		}
		total += b.Len()
	}
	if total > 1<<20+4<<10 || total < 1<<20-8<<10 {
		t.Errorf("%d bytes", total)
	}
	for _, l := range []*eventlogs.Log{logs[0], system(logs)} {
		got := records(t, l)
		if !l.Cut || len(got) == 0 || got[len(got)-1] != 5000 || len(l.Lacks()) != 1 || !strings.Contains(l.Lacks()[0], "events before 2026-03-02 ") {
			t.Errorf("%s: cut %t, %d events, %q", l.Channel, l.Cut, len(got), l.Lacks())
		}
	}
	if a, b := logs[0].Events, system(logs).Events; a*2 > b {
		t.Errorf("%d of %s, %d of System", a, logs[0].Channel, b)
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	n := &node{events: map[string]int{remote.ChannelSystem: 600}, refused: remote.ChannelProfile, broken: 2}
	logs := read(n, 8<<20)
	if p := logs[0].Problem; p == nil || !strings.Contains(p.Hint, "Event Log Readers") {
		t.Errorf("refused: %+v", p)
	}
	if l := logs[1]; !l.Disabled || !strings.Contains(strings.Join(l.Lacks(), ""), "disabled") {
		t.Errorf("disabled: %+v", l)
	}
	l := system(logs)
	if l.Problem == nil || l.Problem.Kind != string(remote.Timeout) || l.Events != 250 || len(l.Lacks()) != 1 {
		t.Errorf("broken: %+v", l)
	}
	if got := records(t, l); len(got) != 250 || got[0] != 351 {
		t.Errorf("what was read before is kept: %v", got)
	}
	for _, l := range read(&node{broken: 1}, 8<<20) {
		if l.Problem == nil || l.Events != 0 {
			t.Errorf("%+v", l)
		}
	}
}

// What is left of events with the password proves nothing.
func TestPasswordInEvents(t *testing.T) {
	l := system(read(&node{events: map[string]int{remote.ChannelSystem: 3}, masked: true}, 8<<20))
	if l.Problem == nil || l.Events != 0 || !strings.Contains(l.Lacks()[0], "the password") {
		t.Errorf("%+v", l)
	}
}

// A node that repeats a page does not keep the reading from its end.
func TestRepeatedPage(t *testing.T) {
	n := &node{events: map[string]int{remote.ChannelSystem: 600}, stuck: true}
	if l := system(read(n, 8<<20)); l.Problem == nil || n.runs != 2 || l.Events != 250 {
		t.Errorf("%d runs, %+v", n.runs, l)
	}
}

func TestSecretsAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		`svc.exe -password hunter2 -x`:       `svc.exe -password *** -x`,
		`conn=&quot;a;Pwd=hunter2;b&quot;`:   `conn=&quot;a;Pwd=***;b&quot;`,
		`password: &quot;hunter 2&quot; x`:   `password: *** x`,
		`<Data api_token="hunter2">x</Data>`: `<Data api_token="***">x</Data>`,
		`the password was changed`:           `the password was changed`,
	} {
		n := &node{events: map[string]int{remote.ChannelSystem: 1}, text: text}
		var b strings.Builder
		l := system(read(n, 8<<20))
		_ = l.Write(&b) // a strings.Builder never fails
		if !strings.Contains(b.String(), "<EventData>"+want+"</EventData>") {
			t.Errorf("%s: %s", text, b.String())
		}
		records(t, l)
	}
}

func TestWriteError(t *testing.T) {
	l := system(read(&node{events: map[string]int{remote.ChannelSystem: 1}}, 8<<20))
	r, w := io.Pipe()
	_ = r.CloseWithError(errors.New("full")) // never fails
	if err := l.Write(w); err == nil {
		t.Error("no error")
	}
}
