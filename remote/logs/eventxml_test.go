package logs

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	xml10001 = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-NetworkProfile' Guid='{fbcfac3f-8459-419f-8e48-1f0b49cdb85e}'/><EventID>10001</EventID><Level>4</Level><TimeCreated SystemTime='2023-05-08T10:13:14.1234567Z'/><EventRecordID>7</EventRecordID><Channel>Microsoft-Windows-NetworkProfile/Operational</Channel><Computer>HV02.contoso.com</Computer></System><EventData><Data Name='Name'>contoso.com &amp; more</Data><Data Name='Type'>1</Data></EventData></Event>`
	xml7036  = `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
  <System>
    <Provider Name="Service Control Manager" EventSourceName="Service Control Manager"/>
    <EventID Qualifiers="16384">7036</EventID><Level>4</Level>
    <TimeCreated SystemTime="2023-05-08T10:21:14Z"/><EventRecordID>9</EventRecordID>
    <Channel>System</Channel><Computer>HV02.contoso.com</Computer>
  </System>
  <EventData><Data Name="param1">Clusterdienst</Data><Data Name="param2">ausgeführt</Data><Binary>43006C007500</Binary></EventData>
  <RenderingInfo Culture="de-DE"><Message>Dienst "Clusterdienst" befindet sich jetzt im Status "Ausgeführt".</Message><Level>Informationen</Level></RenderingInfo>
</Event>`
	xmlUser = `<Event><System><Provider Name="Microsoft-Windows-FailoverClustering"/><EventID>1650</EventID><Level>3</Level><TimeCreated SystemTime="2023-05-08T10:13:10Z"/><EventRecordID>3</EventRecordID><Channel>Microsoft-Windows-FailoverClustering/Operational</Channel><Computer>HV02.contoso.com</Computer></System><UserData><EventXML xmlns="x"><Local>10.0.0.1</Local><Remote>10.0.0.2</Remote></EventXML></UserData></Event>`
)

var xmlShown = []string{
	"7 2023-05-08T10:13:14.123 info [] Microsoft-Windows-NetworkProfile/Operational 10001 Microsoft-Windows-NetworkProfile |  | Name=contoso.com & more,Type=1",
	"9 2023-05-08T10:21:14.000 info [] System 7036 Service Control Manager | Dienst \"Clusterdienst\" befindet sich jetzt im Status \"Ausgeführt\". | param1=Clusterdienst,param2=ausgeführt,Binary=43006C007500",
	"3 2023-05-08T10:13:10.000 warning [] Microsoft-Windows-FailoverClustering/Operational 1650 Microsoft-Windows-FailoverClustering |  | Local=10.0.0.1,Remote=10.0.0.2",
}

func TestEventXML(t *testing.T) {
	plain := xml10001 + "\n" + xml7036 + xmlUser
	for name, text := range map[string]string{
		"without a root":              plain,
		"with a root":                 `<?xml version="1.0" encoding="utf-8" standalone="yes"?><Events>` + plain + "</Events>",
		"with wevtutil's root":        "<Root>\r\n" + plain + "\r\n</Root>",
		"UTF-16":                      string(utf16Bytes(`<?xml version="1.0" encoding="utf-16"?><Events>`+plain+"</Events>", binary.LittleEndian)),
		"documents behind each other": `<?xml version="1.0"?>` + xml10001 + `<?xml version="1.0"?>` + xml7036 + "evtxexport\n" + xmlUser,
	} {
		t.Run(name, func(t *testing.T) {
			source, got := readText(t, Options{}, "x.xml", text)
			if diff := cmp.Diff(xmlShown, allShown(got)); diff != "" {
				t.Error(diff)
			}
			if source.Kind != EventXML || source.Node != "HV02.contoso.com" || source.Zone.By != ZoneUTC || source.Damaged != "" {
				t.Errorf("%+v", source)
			}
		})
	}
}

func TestDamagedXML(t *testing.T) {
	for _, tt := range []struct {
		name, text    string
		ids           []int
		notUnderstood int
		damaged       string
	}{
		{"cut off at the end", xml10001 + xml7036[:200], []int{10001}, 0, "events that are not whole and were skipped: 1"},
		{"cut off by the next", xml10001[:300] + xml7036, []int{7036}, 0, "events that are not whole and were skipped: 1"},
		{"not well-formed", strings.Replace(xml10001, "</Data>", "", 1) + xml7036, []int{7036}, 1, ""},
		{"no time", strings.Replace(xml10001, "SystemTime", "x", 1) + xml7036, []int{7036}, 1, ""},
		{"control characters", strings.Replace(xml10001, "more", "\x01&#x1;&#8;", 1), []int{10001}, 0, ""},
		{"without end", xml10001 + "<Event ><System>" + strings.Repeat("x", 3<<20) + xml7036, []int{10001, 7036}, 0, "events that are not whole and were skipped: 1"},
		{"entities that unfold", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + strings.Replace(xml10001, "more", "&b;", 1) + xml7036, []int{7036}, 1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, got := readText(t, Options{}, "x.xml", tt.text)
			var ids []int
			for _, r := range got {
				ids = append(ids, r.EventID)
			}
			if diff := cmp.Diff(tt.ids, ids); diff != "" {
				t.Error(diff)
			}
			if source.NotUnderstood != tt.notUnderstood || source.Damaged != tt.damaged {
				t.Errorf("%d not understood, %q", source.NotUnderstood, source.Damaged)
			}
		})
	}
}

// TestXMLSurvivesAnyDamage cuts events anywhere, and turns each byte.
func TestXMLSurvivesAnyDamage(t *testing.T) {
	whole := []byte(xml10001 + xml7036 + xmlUser)
	for at := range whole {
		turned := bytes.Clone(whole)
		turned[at] ^= 0x15
		for _, text := range [][]byte{whole[:at], turned} {
			out := &sink{source: &Source{}, limits: Limits{}.withDefaults(), each: func(Record) error { return nil }}
			if err := readEventXML(context.Background(), bytes.NewReader(text), out); err != nil || out.source.Records > 3 {
				t.Fatalf("byte %d: %v, %d records", at, err, out.source.Records)
			}
		}
	}
}
