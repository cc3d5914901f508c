package logs

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/logs/evtxchunk"
)

func someEvents() []madeEvent {
	at := time.Date(2023, 5, 8, 10, 13, 14, 123456000, time.UTC)
	return []madeEvent{
		{record: 7, id: 10001, level: 4, provider: networkProfile, channel: networkProfile + "/Operational", computer: "HV02.contoso.com", at: at,
			names: []string{"Name", "Type", "Category"}, values: []string{"contoso.com", "1", "2"}},
		{record: 8, id: 1135, level: 1, provider: failoverClustering, channel: "System", computer: "HV02.contoso.com", at: at.Add(4 * time.Second),
			names: []string{"NodeName"}, values: []string{"HV01"}},
		{record: 9, id: 7036, level: 4, provider: serviceControlManager, channel: "System", computer: "HV02.contoso.com", at: at.Add(8 * time.Minute),
			names: []string{"param1", "param2"}, values: []string{"Clusterdienst", "ausgeführt"}, binary: wide("ClusSvc/4\x00")},
		{record: 10, id: 1074, level: 4, provider: "User32", channel: "System", computer: "OLD-NAME", at: at.Add(9 * time.Minute),
			names: []string{"", ""}, values: []string{"wininit.exe", "restart"}},
	}
}

var someEventsShown = []string{
	"7 2023-05-08T10:13:14.123 info [] Microsoft-Windows-NetworkProfile/Operational 10001 Microsoft-Windows-NetworkProfile |  | Name=contoso.com,Type=1,Category=2",
	"8 2023-05-08T10:13:18.123 critical [] System 1135 Microsoft-Windows-FailoverClustering |  | NodeName=HV01",
	"9 2023-05-08T10:21:14.123 info [] System 7036 Service Control Manager |  | param1=Clusterdienst,param2=ausgeführt,Binary=43006C00750073005300760063002F0034000000",
	"10 2023-05-08T10:22:14.123 info [] System 1074 User32 |  | =wininit.exe,=restart,Computer=OLD-NAME",
}

func allShown(records []Record) []string {
	var all []string
	for _, r := range records {
		all = append(all, shown(r))
	}
	return all
}

func TestEvtx(t *testing.T) {
	file := evtxFile(2, someEvents()...)
	path := write(t, t.TempDir(), "whatever.bin", file)
	s := open(t, Options{}, path)
	// The last event has the old name of the computer; the newest chunk begins with the new one.
	s.Sources[0].Node = "HV02.contoso.com"
	got := read(t, s, s.Sources[0])
	if diff := cmp.Diff(someEventsShown, allShown(got)); diff != "" {
		t.Error(diff)
	}
	if got[0].Time.Nanosecond() != 123456000 {
		t.Errorf("microseconds are lost: %v", got[0].Time)
	}
	if s.Sources[0].Zone != (Zone{By: ZoneUTC}) || s.Sources[0].Damaged != "" {
		t.Errorf("%+v", s.Sources[0])
	}
	again := read(t, s, s.Sources[0])
	if diff := cmp.Diff(allShown(got), allShown(again)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	s = open(t, Options{From: got[1].Time, To: got[2].Time}, path)
	if n := len(read(t, s, s.Sources[0])); n != 2 || s.Sources[0].Filtered != 2 {
		t.Errorf("%d records within the bounds, %d outside", n, s.Sources[0].Filtered)
	}
}

// TestEvtxData has the values as older events and incomplete ones have them.
func TestEvtxData(t *testing.T) {
	e := someEvents()[2]
	for _, tt := range []struct {
		name          string
		names, values []string
		binary        []byte
		want          string
	}{
		{"none", nil, nil, nil, ""},
		{"one without a name", []string{""}, []string{"x"}, nil, "=x"},
		{"a list", []string{""}, []string{"a\x00b\x00c\x00"}, []byte{1, 2}, "=a,=b,=c,Binary=0102"},
		{"one that is left out", []string{"A", "B"}, []string{noValue, "b"}, []byte{0xff}, "A=,B=b,Binary=FF"},
		{"a GUID", []string{"Guid"}, []string{"491C2D84-B062-41B2-805A-0905DC53976C"}, nil, "Guid={491c2d84-b062-41b2-805a-0905dc53976c}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e.names, e.values, e.binary = tt.names, tt.values, tt.binary
			source, got := readEvtxBytes(t, evtxFile(1, e))
			if len(got) != 1 || source.Damaged != "" {
				t.Fatalf("%+v", source)
			}
			if s := shown(got[0]); !strings.HasSuffix(s, "| "+tt.want) {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

// readEvtxBytes reads a file that may be damaged; it must end, and without a panic.
func readEvtxBytes(t testing.TB, file []byte) (*Source, []Record) {
	t.Helper()
	var got []Record
	out := &sink{source: &Source{Node: "HV02"}, limits: Limits{}.withDefaults(), each: func(r Record) error { got = append(got, r); return nil }}
	if err := readEvtx(context.Background(), bytes.NewReader(file), out); err != nil {
		t.Fatal(err)
	}
	return out.source, got
}

func TestDamagedEvtx(t *testing.T) {
	file := evtxFile(2, someEvents()...)
	chunk2 := 4096 + evtxchunk.Size
	overwritten := func(at int, with string) []byte {
		b := bytes.Clone(file)
		copy(b[at:], with)
		return b
	}
	second := bytes.Index(file[4096+evtxchunk.Header+1:], []byte("**\x00\x00")) + 4096 + evtxchunk.Header + 1
	for _, tt := range []struct {
		name    string
		file    []byte
		ids     []int
		damaged string
	}{
		{"half of the header", file[:2000], nil, "the file ends within its header"},
		{"half of the file", file[:chunk2], []int{10001, 1135}, "blocks of events that the file should have and has not: 1"},
		{"within a chunk", file[:chunk2-evtxchunk.Size/2], []int{10001, 1135}, "the file ends within a block of events; blocks of events that the file should have and has not: 1"},
		{"within a record", file[:second+40], []int{10001}, "the file ends within a block of events; blocks of events that the file should have and has not: 1"},
		{"a chunk without its mark", overwritten(4096, "xxxxxxxx"), []int{7036, 1074}, "blocks of events that are damaged and were skipped: 1"},
		{"a record without its mark", overwritten(4096+evtxchunk.Header, "xxxx"), nil, ""},
		{"the second record without its mark", overwritten(second, "xxxx"), []int{10001, 7036, 1074}, "events that are damaged and were skipped: 1"},
		{"a template that is not there", overwritten(second+evtxchunk.RecordHeader+6, "\x99"), []int{10001, 7036, 1074}, "events that are damaged and were skipped: 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, got := readEvtxBytes(t, tt.file)
			if tt.ids == nil && tt.damaged == "" {
				if source.Damaged == "" {
					t.Error("the damage is not reported")
				}
				return
			}
			var ids []int
			for _, r := range got {
				ids = append(ids, r.EventID)
			}
			if diff := cmp.Diff(tt.ids, ids); diff != "" {
				t.Error(diff)
			}
			if source.Damaged != tt.damaged {
				t.Errorf("got %q, want %q", source.Damaged, tt.damaged)
			}
		})
	}
}

// TestEvtxSurvivesAnyDamage cuts a log anywhere, and turns each of its used bytes.
func TestEvtxSurvivesAnyDamage(t *testing.T) {
	file := evtxFile(4, someEvents()...)
	end := 4096 + evtxchunk.Used(file[4096:])
	step := 1
	if testing.Short() {
		step = 7
	}
	for at := 4096; at < end; at += step {
		readEvtxBytes(t, file[:at])
		turned := bytes.Clone(file)
		for _, with := range []byte{0x00, 0xff, turned[at] ^ 0x21, 0x0c} {
			turned[at] = with
			_, got := readEvtxBytes(t, turned)
			if len(got) > 4 {
				t.Fatalf("byte %d as %#x: %d records of 4", at, with, len(got))
			}
		}
	}
}

// TestEvtxUnfoldsWithinBounds has templates that hold each other: without a bound
// the parser would be at it until the memory ends.
func TestEvtxUnfoldsWithinBounds(t *testing.T) {
	c := newChunk()
	key := func(depth int) string { return strings.Repeat("x", depth) }
	record := func(content func()) {
		begin := len(c.b)
		c.b = append(c.b, "**\x00\x00"...)
		c.u32(0)
		c.u64(1)
		c.u64(0)
		content()
		for c.u32(0); len(c.b)%8 != 0; {
			c.b = append(c.b, 0)
		}
		order.PutUint32(c.b[begin+4:], uint32(len(c.b)-begin))
	}
	var nest func(depth int) func()
	nest = func(depth int) func() {
		return func() {
			if depth == 0 {
				return
			}
			var many []argument
			for range 400 { // values of no length: each is parsed where the next one begins
				many = append(many, argument{kind: 0x21})
			}
			many = append(many, argument{kind: 0x21, make: nest(depth - 1)})
			c.instance(key(depth), nil, many)
			c.b = append(c.b, 0)
		}
	}
	for depth := range 12 { // defined before they are used, so that each use has values
		record(func() { c.instance(key(depth+1), func() { c.element("A", false); c.open(); c.close() }, nil) })
	}
	record(nest(12))
	c.add(someEvents()[1])
	source, _ := readEvtxBytes(t, append(evtxHead(1), c.bytes()...))
	if !strings.HasPrefix(source.Damaged, "events that are damaged and were skipped: ") {
		t.Errorf("%q, %d records", source.Damaged, source.Records)
	}
}
