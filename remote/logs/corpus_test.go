package logs

import (
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// recorded is a file of recorded data under its own name.
func recorded(t *testing.T, name string) string {
	t.Helper()
	return write(t, t.TempDir(), path.Base(name), corpus.File(t, name))
}

// TestFieldReport reads a page that quotes a cluster log and events of its nodes.
func TestFieldReport(t *testing.T) {
	s := open(t, Options{}, recorded(t, "fieldreport.txt"))
	if len(s.Sources) != 2 || s.Sources[0].Kind != ClusterLog || s.Sources[1].Kind != EventText {
		t.Fatalf("%v", summary(s, ""))
	}
	lines := read(t, s, s.Sources[0])
	if len(lines) != 22 || lines[0].Component != "NETFT" || lines[0].Level != Warning {
		t.Errorf("%d lines, the first %s", len(lines), shown(lines[0]))
	}
	type event struct {
		at       string
		id       int
		category string
	}
	var got []event
	for _, r := range read(t, s, s.Sources[1]) {
		got = append(got, event{r.Time.Format("15:04:05"), r.EventID, r.Value("Category")})
	}
	want := []event{
		{"10:13:18", 1135, ""}, {"10:13:14", 10001, "2"}, {"10:13:24", 4001, ""}, {"10:13:25", 10000, "0"},
		{"10:13:26", 4003, ""}, {"10:13:27", 10000, "0"}, {"10:19:46", 10000, "2"}, {"10:21:22", 7036, ""},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(event{})); diff != "" {
		t.Error(diff)
	}
}

func TestRecordedLogs(t *testing.T) {
	for name, want := range map[string]int{
		"clusterlog/askpfeplat_2008r2_netft_keepalive.txt":                  12,
		"clusterlog/msdocs_2012r2_lost_quorum.txt":                          29,
		"events/networkprofile_10000_win11_live.xml":                        1,
		"events/yamato__DE_WinEventLogSvc_Crash_System_7036.evtxexport.xml": 6,
		"events/eventtext_1135_1177_1572_msdocs.txt":                        3,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, Options{}, recorded(t, name))
			if len(s.Sources) != 1 || len(read(t, s, s.Sources[0])) != want || s.Sources[0].Damaged != "" {
				t.Errorf("%v: %+v", summary(s, ""), s.Sources)
			}
		})
	}
}
