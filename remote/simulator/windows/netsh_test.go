package windows

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// rowPattern is a row of the table: its label with the padding, and its value.
var rowPattern = regexp.MustCompile(`^(\S.*?\s*): (\S+)$`)

// tcpRows gives the labels as printed, and the values.
func tcpRows(text string) (labels, values []string) {
	for line := range strings.Lines(text) {
		if m := rowPattern.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			labels, values = append(labels, m[1]), append(values, m[2])
		}
	}
	return labels, values
}

func TestNetshAsRecorded(t *testing.T) {
	tests := []struct {
		file, language string
		build          int
	}{
		{"show_global_en_2008r2_vm.txt", "en", 7601},
		{"show_global_ja_6.1.7600.txt", "ja", 7600},
		{"show_global_en_2012.txt", "en", build2012R2},
		{"show_global_en_win11_three.txt", "en", build2022},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			recorded := strings.ReplaceAll(string(corpus.File(t, "netsh/"+tt.file)), "\r", "")
			want, values := tcpRows(recorded)
			n := bare()
			n.OS.Build, n.Language, n.TCP.Rows = tt.build, tt.language, releaseOf(tt.build).netsh.rows
			if len(values) != len(n.TCP.Rows) {
				t.Fatalf("%d rows are recorded, %d are described", len(values), len(n.TCP.Rows))
			}
			for i := range values {
				n.TCP.Rows[i].Value = values[i]
			}
			out, errOut, exit := build(t, n).Run("netsh interface tcp show global")
			got, gotValues := tcpRows(string(out))
			if exit != 0 || len(errOut) > 0 {
				t.Errorf("exit %d, %q", exit, errOut)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("labels: %s", diff)
			}
			if diff := cmp.Diff(values, gotValues); diff != "" {
				t.Errorf("values: %s", diff)
			}
		})
	}
}

func TestNetshShow(t *testing.T) {
	n := bare()
	n.TCP = TCP{Rows: []TCPRow{{"chimney", "disabled"}, {"future", "1"}}, HeuristicsNote: true}
	out, _, _ := build(t, n).Run("netsh int tcp show global")
	want := `Querying active state...

TCP Global Parameters
----------------------------------------------
Chimney Offload State               : disabled
future                              : 1
** The above autotuninglevel setting is the result of Windows Scaling heuristics
overriding any local/policy configuration on at least one profile.


`
	if diff := cmp.Diff(dosLines(want), string(out)); diff != "" {
		t.Error(diff)
	}

	n.Language = "de"
	out, _, _ = build(t, n).Run("netsh interface tcp show global")
	if want := "Zustand der Chimney-Abladung                  : disabled\r\n"; !strings.Contains(string(out), want) {
		t.Errorf("German: %q has no %q", out, want)
	}
}

func TestNetshDump(t *testing.T) {
	tests := []struct {
		build int
		want  string
	}{
		{7601, `pushd interface tcp

set global rss=enabled chimney=disabled netdma=enabled dca=disabled autotuninglevel=normal
set global congestionprovider=ctcp ecncapability=disabled timestamps=disabled


popd
`},
		{build2022, `pushd interface tcp

reset

set global rss=enabled autotuninglevel=normal congestionprovider=default ecncapability=disabled timestamps=allowed initialrto=1000 rsc=enabled nonsackrttresiliency=disabled maxsynretransmissions=4 fastopen=enabled fastopenfallback=enabled hystart=enabled prr=enabled pacingprofile=off


popd
`},
	}
	for _, tt := range tests {
		n := bare()
		n.OS.Build = tt.build
		n.TCP = TCP{Rows: releaseOf(tt.build).netsh.rows, Dumped: map[string]string{"chimney": "disabled"}}
		out, _, exit := build(t, n).Run("netsh interface tcp dump")
		_, tail, ok := strings.Cut(string(out), "# TCP Configuration\r\n# ----------------------------------\r\n")
		if !ok || exit != 0 {
			t.Fatalf("build %d: exit %d, %q", tt.build, exit, out)
		}
		if diff := cmp.Diff(dosLines(tt.want), strings.TrimSuffix(tail, "# TCP Configuration\r\n\r\n\r\n")); diff != "" {
			t.Errorf("build %d: %s", tt.build, diff)
		}
	}
}

func TestNetshUnknownCommand(t *testing.T) {
	out, _, exit := build(t, bare()).Run("netsh interface tcp set global chimney=disabled")
	if exit != 1 || string(out) != "The following command was not found: interface tcp set global chimney=disabled.\r\n" {
		t.Errorf("exit %d, %q", exit, out)
	}
}
