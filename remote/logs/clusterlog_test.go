package logs

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestClusterLogLines(t *testing.T) {
	for _, tt := range []struct{ name, line, want string }{
		{"2008 R2", "00003728.000017c8::2011/12/19-12:39:48.993 WARN  [NETFT] Failed to send keep-alive ioctl to NetFT: 0xd0000001",
			"1 2011-12-19T12:39:48.993 warning [NETFT]  0  | Failed to send keep-alive ioctl to NetFT: 0xd0000001 | "},
		{"a bracket that is never closed", "00003728.00001654::2011/12/19-12:39:49.975 INFO  [Reconnector- Reconnector from epoch 3 to epoch 4 waited 28.000 so far.",
			"1 2011-12-19T12:39:49.975 info [Reconnector]  0  | Reconnector from epoch 3 to epoch 4 waited 28.000 so far. | "},
		{"a bracket that begins so, and is", "00003728.000047f8::2011/12/19-12:39:51.005 INFO  [Reconnector-] Connection attempt timed out.",
			"1 2011-12-19T12:39:51.005 info [Reconnector]  0  | Connection attempt timed out. | "},
		{"no component", "00003728.00002a08::2011/12/19-12:39:52.206 ERR   node was pruned out by the membership manager (status = 5892), executing OnStop",
			"1 2011-12-19T12:39:52.206 error []  0  | node was pruned out by the membership manager (status = 5892), executing OnStop | "},
		{"a colon behind the bracket", "00003728.00002a08::2011/12/19-12:39:52.206 INFO  [DM]: Shutting down, so unloading the cluster database.",
			"1 2011-12-19T12:39:52.206 info [DM]  0  | Shutting down, so unloading the cluster database. | "},
		{"an endpoint", "00003728.00002a08::2011/12/19-12:39:52.206 INFO  [CHANNEL 10.0.0.1:~3343~] graceful close",
			"1 2011-12-19T12:39:52.206 info [CHANNEL]  0  | graceful close | endpoint=10.0.0.1:~3343~"},
		{"a name of C++", "00000f44.00000a58::2023/05/08-11:55:37.173 INFO  rcm::RcmResource::OnlineWorker[RCM] done",
			"1 2023-05-08T11:55:37.173 info [RCM]  0  | rcm::RcmResource::OnlineWorker[RCM] done | "},
		{"without text", "00003054.00004764::2011/12/19-12:40:53.447 INFO ",
			"1 2011-12-19T12:40:53.447 info []  0  |  | "},
		{"hard blanks of a page", "00003728.000017c8::2011/12/19-12:39:48.993 WARN\u00a0 [NETFT] x",
			"1 2011-12-19T12:39:48.993 warning [NETFT]  0  | x | "},
		{"one blank behind the level", "00000f44.00000a58::2022/12/15-06:26:02.173 WARN [QUORUM] lost quorum (status = 5925)",
			"1 2022-12-15T06:26:02.173 warning [QUORUM]  0  | lost quorum (status = 5925) | "},
		{"verbose", "[Verbose] 00000f44.00000a58::2023/05/08-11:55:37.173 WARN  [QUORUM] An attempt to form",
			"1 2023-05-08T11:55:37.173 warning [QUORUM]  0  | An attempt to form | "},
		{"a masked date", "[Verbose] 00002904.00001040:: YYYY/MM/DD -12:03:44.891 WARN [RES] Physical Disk",
			"1 0001-01-01T12:03:44.891 warning [RES]  0  | Physical Disk | "},
		{"the number of a viewer", "360329 [Operational] 000036ec.000019ac::2024/07/07-12:16:59.868 INFO  The cluster service has been stopped",
			"1 2024-07-07T12:16:59.868 info [] Microsoft-Windows-FailoverClustering/Operational 0  | The cluster service has been stopped | "},
		{"the number of grep", "17:0000ab34.00004b38::2014/06/10-07:54:34.099 DBG   [IM] x",
			"1 2014-06-10T07:54:34.099 verbose [IM]  0  | x | "},
		{"no date", "0000ab34.00004b38::07:54:34.099 INFO  [IM] x",
			"1 0001-01-01T07:54:34.099 info [IM]  0  | x | "},
		{"Windows 2000", "378.380::1999/06/09-18:00:47.897 [ClMsg] Initialization complete",
			"1 1999-06-09T18:00:47.897 unknown [ClMsg]  0  | Initialization complete | "},
		{"an event of the System log", "[System] 00000f44.00000a58::2023/05/08-10:13:18.000 ERR   Cluster node 'HV01' was removed from the active failover cluster membership. The Cluster service",
			"1 2023-05-08T10:13:18.000 error [] System 1135 Microsoft-Windows-FailoverClustering | Cluster node 'HV01' was removed from the active failover cluster membership. The Cluster service | =HV01"},
		{"a service of the System log", "[System] 00000f44.00000a58::2023/05/08-10:13:18.000 INFO  The Cluster Service service entered the running state.",
			"1 2023-05-08T10:13:18.000 info [] System 7036 Service Control Manager | The Cluster Service service entered the running state. | =Cluster Service,=running"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, got := readText(t, Options{}, "x.log", "\r\n"+tt.line+"\r\n")
			if len(got) != 1 {
				t.Fatalf("%d records", len(got))
			}
			got[0].Line--
			if diff := cmp.Diff(tt.want, shown(got[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const headed = `[=== Cluster ===]

Build Number 20348
UTC = localtime + time zone offset;the time zone offset of this machine is -480 minutes, or -8 hours
%sCurrent node: name (HV02) id (2)

[=== Resources ===]
_name,_id,_state
Cluster IP,1234,2
[=== Nodes ===]
_nodeName,_nodeId,_state
HV01,1,0
HV02,2,0

[=== System ===]
[System] 00000f44.00000a58::2023/05/08-10:13:18.000 ERR   Cluster node 'HV01' was removed from the active failover cluster membership.
  The Cluster service on this node may have stopped.
[=== Cluster Logs ===]
00000f44.00000a58::2023/05/08-10:13:18.100 INFO  [NODE] Node 2: lost n1.
00000f44.00000a58::2023/05/08-10:13:18.200 INFO  <?xml
    <Delay>1000</Delay>

what is this?
`

func TestClusterLogHeader(t *testing.T) {
	source, got := readText(t, Options{Zones: map[string]time.Duration{"HV02": time.Hour}}, "A_cluster.log", strings.Replace(headed, "%s", "", 1))
	if source.Node != "HV02" || source.Build != 20348 || source.Zone != (Zone{By: ZoneHeader}) || source.NotUnderstood != 1 {
		t.Errorf("%+v", source)
	}
	if diff := cmp.Diff(map[int]string{1: "HV01", 2: "HV02"}, source.Nodes); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"16 2023-05-08T10:13:18.000 error [] System 1135 Microsoft-Windows-FailoverClustering | Cluster node 'HV01' was removed from the active failover cluster membership.\n  The Cluster service on this node may have stopped. | =HV01",
		"19 2023-05-08T10:13:18.100 info [NODE]  0  | Node 2: lost n1. | ",
		"20 2023-05-08T10:13:18.200 info []  0  | <?xml\n    <Delay>1000</Delay> | ",
	}
	if diff := cmp.Diff(want, allShown(got)); diff != "" {
		t.Error(diff)
	}
	source, got = readText(t, Options{}, "A_cluster.log", strings.Replace(headed, "%s", "The logs were generated using local time\n", 1))
	if source.Zone != (Zone{Offset: 8 * time.Hour, By: ZoneHeader}) {
		t.Errorf("local time: %+v", source.Zone)
	}
	if at := got[0].Time.Format(time.DateTime); at != "2023-05-08 02:13:18" {
		t.Errorf("local time: %s", at)
	}
}

// TestNumberedLines: a viewer has put a number before each line, the header's
// included.
func TestNumberedLines(t *testing.T) {
	var text strings.Builder
	for i, line := range strings.Split(strings.Replace(headed, "%s", "", 1), "\n") {
		fmt.Fprintf(&text, "%6d %s\n", i+1, line)
	}
	source, got := readText(t, Options{}, "x.log", text.String())
	if source.Node != "HV02" || source.Build != 20348 || source.Nodes[1] != "HV01" || len(got) != 3 || got[0].EventID != 1135 {
		t.Errorf("%+v, %d records", source, len(got))
	}
}

func TestClusterLogZone(t *testing.T) {
	const line = "00000f44.00000a58::2014/05/08-10:13:18.000 INFO  [NODE] x\n"
	for _, tt := range []struct {
		name string
		in   map[string]time.Duration
		want Zone
	}{
		{"nothing said", nil, Zone{By: ZoneAssumed}},
		{"of the node, with its domain", map[string]time.Duration{"hv01.contoso.com": 8 * time.Hour}, Zone{8 * time.Hour, ZoneStated}},
		{"of all", map[string]time.Duration{"": -time.Hour, "HV02": 0}, Zone{-time.Hour, ZoneStated}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, got := readText(t, Options{Zones: tt.in}, "HV01_cluster.log", line)
			want := time.Date(2014, 5, 8, 10, 13, 18, 0, time.UTC).Add(-tt.want.Offset)
			if source.Zone != tt.want || !got[0].Time.Equal(want) {
				t.Errorf("%+v, %v", source.Zone, got[0].Time)
			}
		})
	}
}

func TestLostDates(t *testing.T) {
	const text = `0000ab34.00004b38::23:59:59.000 INFO  [IM] before
0000ab34.00004b38::00:00:01.000 INFO  [IM] after midnight
0000ab34.00004b38::2014/06/11-00:00:02.000 INFO  [IM] dated
0000ab34.00004b38::23:00:00.000 INFO  [IM] the same day
0000ab34.00004b38::01:00:00.000 INFO  [IM] the next
0000ab34.00004b38::2014/13/41-01:00:00.000 INFO  [IM] no date
`
	source, got := readText(t, Options{}, "x.log", text)
	var times []string
	for _, r := range got {
		times = append(times, r.Time.Format(time.DateTime))
	}
	want := []string{"2014-06-10 23:59:59", "2014-06-11 00:00:01", "2014-06-11 00:00:02", "2014-06-11 23:00:00", "2014-06-12 01:00:00"}
	if diff := cmp.Diff(want, times); diff != "" {
		t.Error(diff)
	}
	if source.Undated != 0 || source.NotUnderstood != 1 {
		t.Errorf("%+v", source)
	}
	source, got = readText(t, Options{From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}, "x.log",
		"0000ab34.00004b38::23:59:59.000 INFO  [IM] a\n0000ab34.00004b38::00:00:01.000 INFO  [IM] b\n")
	if source.Undated != 2 || got[0].Dated() || got[1].Time.Sub(got[0].Time) != 2*time.Second || !source.First.IsZero() {
		t.Errorf("no date at all: %+v, %v", source, got)
	}
}

func TestSeveralRecordsOnALine(t *testing.T) {
	const text = "00000f44.00000a58::2022/12/15-06:26:02.173 WARN [QUORUM] fe80::2022 lost [Verbose] 00000f44.00000a59::2022/12/15-06:26:02.174 ERR [CORE] b 00000f44.00000a5a::2022/12/15-06:26:02.175 INFO c\n"
	_, got := readText(t, Options{}, "x.log", text)
	want := []string{
		"1 2022-12-15T06:26:02.173 warning [QUORUM]  0  | fe80::2022 lost | ",
		"1 2022-12-15T06:26:02.174 error [CORE]  0  | b | ",
		"1 2022-12-15T06:26:02.175 info []  0  | c | ",
	}
	if diff := cmp.Diff(want, allShown(got)); diff != "" {
		t.Error(diff)
	}
}

func TestClusterLogEncodings(t *testing.T) {
	text := strings.Replace(headed, "%s", "", 1) + "00000f44.00000a58::2023/05/08-10:13:19.000 INFO  [RES] Größe 漢字 🗝\n"
	text = strings.ReplaceAll(text, "\n", "\r\n")
	_, want := readText(t, Options{}, "a.log", text)
	for name, data := range map[string]string{
		"UTF-16LE":                string(utf16Bytes(text, binary.LittleEndian)),
		"UTF-16BE":                string(utf16Bytes(text, binary.BigEndian)),
		"UTF-16LE without a mark": string(utf16Bytes(text, binary.LittleEndian)[2:]),
		"UTF-16BE without a mark": string(utf16Bytes(text, binary.BigEndian)[2:]),
		"UTF-8 with a mark":       "\ufeff" + text,
	} {
		t.Run(name, func(t *testing.T) {
			_, got := readText(t, Options{}, "a.log", data)
			if diff := cmp.Diff(allShown(want), allShown(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
	source, got := readText(t, Options{}, "a.log", "00000f44.00000a58::2023/05/08-10:13:19.000 INFO  [RES] Gr\xf6\xdfe\n")
	if len(got) != 1 || !strings.HasPrefix(got[0].Text, "Gr\ufffd") || source.Damaged != "" {
		t.Errorf("a single-byte encoding: %v, %+v", got, source)
	}
}

func TestLongLines(t *testing.T) {
	prefix := "00000f44.00000a58::2023/05/08-10:13:19.000 INFO  [RES] "
	source, got := readText(t, Options{}, "a.log", prefix+strings.Repeat("x", 1<<20)+"\n"+prefix+"short\n"+strings.Repeat(strings.Repeat("y", 1000)+"\n", 200))
	if len(got) != 2 || source.Cut < 2 {
		t.Fatalf("%d records, %d cut", len(got), source.Cut)
	}
	for _, r := range got {
		if len(r.Raw) > 64<<10 || len(r.Text) > 64<<10 {
			t.Errorf("%d and %d bytes", len(r.Raw), len(r.Text))
		}
	}
	if !strings.HasPrefix(got[1].Text, "short\ny") {
		t.Errorf("%.20q", got[1].Text)
	}
}

// TestMemoryOfClusterLog: what is kept does not grow with the file.
func TestMemoryOfClusterLog(t *testing.T) {
	out := &sink{source: &Source{}, limits: Limits{}.withDefaults(), each: func(Record) error { return nil }}
	const records = 200_000
	text := &repeated{data: []byte("00000f44.00000a58::2023/05/08-10:13:19.000 INFO  [RES] x\n"), left: records * 57}
	allocated := testing.AllocsPerRun(1, func() {
		text.left = records * 57
		if err := readClusterLog(context.Background(), text, time.Time{}, out); err != nil {
			t.Fatal(err)
		}
	})
	if allocated > 2*records {
		t.Errorf("%.1f allocations for a line", allocated/records)
	}
}

func TestReadStops(t *testing.T) {
	s := open(t, Options{}, write(t, t.TempDir(), "a.log", []byte(strings.Repeat("00000f44.00000a58::2023/05/08-10:13:19.000 INFO  [RES] x\n", 5000))))
	n := 0
	err := s.Read(context.Background(), s.Sources[0], func(Record) error {
		if n++; n == 3 {
			return errEnough
		}
		return nil
	})
	if err != errEnough || n != 3 {
		t.Errorf("%v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Read(ctx, s.Sources[0], func(Record) error { return nil }); err != context.Canceled {
		t.Errorf("canceled: %v", err)
	}
	if err := s.Read(context.Background(), &Source{}, nil); err == nil {
		t.Error("a source of another set is read")
	}
}
