package windows

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// elements lists the elements of XML with the names of their attributes.
func elements(t *testing.T, text string) []string {
	t.Helper()
	var result []string
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if token == nil {
			return result
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			name := e.Name.Local
			if name == "Data" {
				name += " " + e.Attr[0].Value
			}
			result = append(result, name)
		}
	}
}

// An event that is made has the elements of a recorded one, in their order.
func TestMadeEventsLookLikeRecordedOnes(t *testing.T) {
	n := Server2008R2("HV01")
	recorded := string(corpus.File(t, "events/networkprofile_10000_win11_live.xml"))
	_, services, _ := strings.Cut(string(corpus.File(t, "events/yamato__DE_WinEventLogSvc_Crash_System_7036.evtxexport.xml")), "\n")
	first, _, _ := strings.Cut(services, "</Event>")
	for _, tt := range []struct {
		recorded string
		made     Event
	}{
		{recorded, n.managedNetwork(time.Hour, 10000, online)},
		{first + "</Event>", n.serviceChange(time.Hour, "WerSvc", serviceRunning)},
	} {
		made := n.makeEvent(tt.made, channelSystem, 1, time.Now())
		if diff := cmp.Diff(elements(t, tt.recorded), elements(t, made.text)); diff != "" {
			t.Errorf("(-recorded +made):\n%s", diff)
		}
		parsed, err := parseEvent(made.text)
		if err != nil || parsed.id != made.id || parsed.provider != made.provider || parsed.binary != made.binary || parsed.created.Sub(made.created).Abs() > time.Microsecond {
			t.Errorf("%+v is read as %+v, %v", made, parsed, err)
		}
		if !strings.Contains(tt.recorded, made.binary) {
			t.Errorf("the binary data is %s", made.binary)
		}
	}
}

// What a healthy node writes reaches back beyond every window, whatever day it is.
func TestStockEvents(t *testing.T) {
	for _, today := range []time.Time{{}, time.Date(2031, time.March, 1, 0, 0, 0, 0, time.UTC)} {
		n := Server2019("NODE")
		n.Now = today
		m := build(t, n)
		for _, tt := range []struct {
			channel, condition, more string
			want                     int
		}{
			{channelSystem, "EventID=7036", " and EventData[Binary='43006C00750073005300760063002F0034000000']", 1},
			{channelSystem, "Provider[@Name='" + providerCluster + "']", "", 0},
			{channelProfile, "EventID=10000", "", 3},
			{channelFirewall, "EventID=2010", "", 2},
			{channelCluster, "Provider[@Name='" + providerCluster + "']", "", 1},
		} {
			out, _, exit := m.Run(fmt.Sprintf(`wevtutil qe "%s" "/q:*[System[%s and TimeCreated[timediff(@SystemTime) <= 2592000000]]%s]" /f:xml`, tt.channel, tt.condition, tt.more))
			if got := strings.Count(string(out), "<Event "); exit != 0 || got != tt.want {
				t.Errorf("%s: exit %d, %d events for %s, want %d", tt.channel, exit, got, tt.condition, tt.want)
			}
			out, _, _ = m.Run(fmt.Sprintf(`wevtutil qe "%s" /f:xml /c:1`, tt.channel))
			if oldest, err := parseEvent(string(out)); err != nil || m.now().Sub(oldest.created) < 365*day || !strings.Contains(oldest.text, "<EventRecordID>1000<") {
				t.Errorf("%s: the oldest event is %.300s, %v", tt.channel, out, err)
			}
		}
	}
}

func TestFieldReportFlips(t *testing.T) {
	nodes := FieldReport("pass")
	flips := func(i int) string {
		m := build(t, nodes[i])
		out, _, _ := m.Run(`wevtutil qe System "/q:*[System[EventID=1135]]"`)
		profile, _, _ := m.Run(`wevtutil qe ` + channelProfile + ` "/q:*[System[(EventID=10000 or EventID=10001) and TimeCreated[timediff(@SystemTime) <= 432000000]]]"`)
		var b strings.Builder
		for _, line := range strings.Split(string(out)+string(profile), crlf) {
			if e, err := parseEvent(line); err == nil {
				_, state, _ := strings.Cut(line, "<Data Name='Type'>")
				state, _, _ = strings.Cut(state, "</EventData>")
				fmt.Fprintf(&b, "%d %s\n", e.id, strings.NewReplacer("</Data>", "", "<Data Name='", " ", "'>", " ").Replace(state))
			}
		}
		return b.String()
	}
	const want = "1135 \n10001 1 State 2 Category 2\n10000 0 State 5 Category 0\n10001 0 State 2 Category 0\n" +
		"10000 0 State 5 Category 0\n10001 0 State 2 Category 0\n10000 1 State 9 Category 2\n"
	if diff := cmp.Diff(want, flips(1)); diff != "" {
		t.Error(diff)
	}
	if got := flips(0); got != "" {
		t.Errorf("HV01: %s", got)
	}
}

func TestDescribedRecentEvents(t *testing.T) {
	nodes, err := parseNodes([]byte(`
name: HV01
preset: ws2008r2-sp1
channels:
  - name: System
    recent:
      - {ago: 2h, provider: Microsoft-Windows-FailoverClustering, id: 1177}
      - {ago: 3h, provider: Synthetic <provider>, id: 7, binary: "0F", data: [{name: a, value: "it's <b>"}]}
  - {name: Microsoft-Windows-NetworkProfile/Operational, disabled: true}
`))
	if err != nil {
		t.Fatal(err)
	}
	m := build(t, nodes[0])
	out, _, _ := m.Run(`wevtutil qe System "/q:*[System[TimeCreated[timediff(@SystemTime) <= 86400000]]]"`)
	older, newer, _ := strings.Cut(strings.TrimSpace(string(out)), crlf)
	if !strings.Contains(newer, "<EventID>1177<") || !strings.Contains(older, "<EventData><Data Name='a'>it&#39;s &lt;b&gt;</Data><Binary>0F</Binary></EventData>") {
		t.Errorf("%s", out)
	}
	out, _, _ = m.Run("wevtutil qe " + channelProfile)
	if len(out) > 0 {
		t.Errorf("the disabled log has %s", out)
	}
	nodes[0].Channels[0].Recent[0].ID = 0
	if _, err := nodes[0].Build(); err == nil || !strings.Contains(err.Error(), "has no id or no provider") {
		t.Errorf("error %v", err)
	}
}
