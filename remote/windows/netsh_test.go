package windows

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

func TestParseTCPGlobalRecorded(t *testing.T) {
	tests := []struct {
		file     string
		want     string
		complete bool
	}{
		{
			file:     "show_global_en_2008r2_vm.txt",
			want:     "rss=enabled chimney=automatic netdma=enabled dca=disabled autotuning=normal congestion=ctcp ecn=disabled timestamps=disabled",
			complete: true,
		},
		{
			file:     "show_global_en_2008_heuristics_footnote.txt",
			want:     "rss=enabled chimney=automatic netdma=enabled dca=disabled autotuning=normal congestion=none ecn=disabled timestamps=disabled",
			complete: true,
		},
		{
			file: "show_global_en_2012.txt",
			want: "rss=enabled chimney=disabled netdma=disabled dca=disabled autotuning=normal congestion=default ecn=enabled timestamps=disabled " +
				"initialrto=3000 rsc=enabled nonsackrttresiliency=disabled maxsynretransmissions=2 fastopen=disabled",
			complete: true,
		},
		{
			file: "show_global_en_win11_three.txt",
			want: "rss=disabled autotuning=disabled congestion=default ecn=disabled timestamps=allowed initialrto=1000 rsc=enabled " +
				"nonsackrttresiliency=disabled maxsynretransmissions=4 fastopen=enabled fastopenfallback=enabled hystart=enabled prr=enabled pacingprofile=off",
			complete: true,
		},
		{
			file: "show_global_ja_6.1.7600.txt",
			want: "rss=enabled chimney=automatic netdma=enabled dca=disabled",
		},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			settings, complete, err := ParseTCPGlobal(corpus.File(t, "netsh/"+tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := joinSettings(settings); got != tt.want || complete != tt.complete {
				t.Errorf("got  %s, complete %v\nwant %s, complete %v", got, complete, tt.want, tt.complete)
			}
		})
	}
}

// The rows are synthetic, in the image of what netsh prints.
func TestParseTCPGlobal(t *testing.T) {
	const (
		first = "Receive-Side Scaling State          : enabled\r\n"
		rest  = "Receive Window Auto-Tuning Level    : normal\r\n" +
			"Add-On Congestion Control Provider  : none\r\n" +
			"ECN Capability                      : disabled\r\n" +
			"RFC 1323 Timestamps                 : disabled\r\n"
	)
	tests := []struct {
		name, out, want string
		complete        bool
	}{
		{"no offload rows", first + rest, "rss=enabled autotuning=normal congestion=none ecn=disabled timestamps=disabled", true},
		{"cut short", first, "rss=enabled", false},
		{"beginning is missing", rest, "autotuning=normal congestion=none ecn=disabled timestamps=disabled", false},
		{"an unknown row", first + "Teleport State : enabled\r\n" + rest,
			"rss=enabled autotuning=normal congestion=none ecn=disabled timestamps=disabled", false},
		{"an unknown value", first + "Chimney Offload State : perhaps\r\n" + rest,
			"rss=enabled chimney= autotuning=normal congestion=none ecn=disabled timestamps=disabled", false},
		{"footnote mark", first + strings.Replace(rest, "normal", "normal **", 1) + "** The above autotuninglevel setting is overridden.\r\n",
			"rss=enabled autotuning=normal congestion=none ecn=disabled timestamps=disabled", true},
		{"foreign, the first row by its place", "接收方缩放状态 : disabled\nChimney 卸载状态 : automatic\nNetDMA 状态 : enabled\n其他 : normal\n",
			"rss=disabled chimney=automatic netdma=enabled", false},
		{"foreign, the second row is not Chimney", "接收方缩放状态 : disabled\n其他 : normal\nNetDMA 状态 : enabled\n", "netdma=enabled", false},
		{"bytes of an OEM code page", "\x91\xae : enabled\nChimney \x91\xae : disabled\n", "rss=enabled chimney=disabled", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			settings, complete, err := ParseTCPGlobal([]byte(tt.out))
			if err != nil {
				t.Fatal(err)
			}
			if got := joinSettings(settings); got != tt.want || complete != tt.complete {
				t.Errorf("got  %s, complete %v\nwant %s, complete %v", got, complete, tt.want, tt.complete)
			}
		})
	}
}

// In a language without known labels the rows of current Windows are recognised by
// their places, and a list of any other form is not.
func TestParseTCPGlobalByPlace(t *testing.T) {
	const current = "enabled normal default disabled allowed 1000 enabled disabled 4 enabled enabled enabled enabled off"
	const all = "rss=enabled autotuning=normal congestion=default ecn=disabled timestamps=allowed initialrto=1000 rsc=enabled nonsackrttresiliency=disabled " +
		"maxsynretransmissions=4 fastopen=enabled fastopenfallback=enabled hystart=enabled prr=enabled pacingprofile=off"
	foreign := func(values string, labels ...string) string {
		var out strings.Builder
		for i, v := range strings.Fields(values) {
			label := "行" + strings.Repeat("々", i)
			if i < len(labels) && labels[i] != "" {
				label = labels[i]
			}
			out.WriteString(label + " : " + v + "\r\n")
		}
		return out.String()
	}
	const nothing = "read netsh output: no row was recognised"
	tests := []struct{ name, out, want string }{
		{"no label is known", foreign(current), all},
		{"some labels are", foreign(current, "", "", "", "", "", "", "", "", "", "TCP Fast Open"), all},
		{"a label of another place", foreign(current, "", "HyStart"), "hystart=normal"},
		{"Chimney among them", foreign(current, "", "Chimney オフロード"), "rss=enabled chimney=normal"},
		{"a row more, as Chimney is", foreign("enabled disabled " + strings.TrimPrefix(current, "enabled ")), nothing},
		{"a row more in place of one less", foreign("enabled disabled " + strings.TrimSuffix(strings.TrimPrefix(current, "enabled "), " off")), nothing},
		{"a row less", foreign(strings.TrimSuffix(current, " off")), nothing},
		{"a row more at the end", foreign(current + " enabled"), nothing},
		{"a value of no place", foreign(strings.Replace(current, "default", "enabled", 1)), nothing},
		{"an unknown value", foreign(strings.Replace(current, "off", "perhaps", 1)), nothing},
		{"of 2008 R2", foreign("enabled automatic enabled disabled normal ctcp disabled disabled"), nothing},
		{"of 2012 R2", foreign("enabled disabled disabled disabled normal none disabled disabled 3000 disabled disabled 2 disabled"), nothing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			settings, complete, err := ParseTCPGlobal([]byte(tt.out))
			got := joinSettings(settings)
			if err != nil {
				got = err.Error()
			}
			if got != tt.want || complete != (tt.want == all) {
				t.Errorf("got  %s, complete %v\nwant %s", got, complete, tt.want)
			}
		})
	}
}

func TestParseTCPGlobalRefuses(t *testing.T) {
	tests := []struct{ name, out, want string }{
		{"nothing", "", "read netsh output: no row was recognised"},
		{"an error", "The following command was not found: interface tcp show global.\r\n", "read netsh output: no row was recognised"},
		{"all foreign", "Состояние масштабирования на стороне приема : enabled\n", "read netsh output: no row was recognised"},
		{"the same setting twice", "Chimney Offload State : enabled\nChimney : disabled\n", "read netsh output: two rows for the setting chimney"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			settings, _, err := ParseTCPGlobal([]byte(tt.out))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, error %v; want the error %s", settings, err, tt.want)
			}
		})
	}
}

func TestParseTCPDumpRecorded(t *testing.T) {
	settings, err := ParseTCPDump(corpus.File(t, "netsh/netsh_dump_full_en_win10.txt"))
	if err != nil {
		t.Fatal(err)
	}
	want := "autotuning=normal congestion=default ecn=disabled fastopen=enabled fastopenfallback=enabled hystart=enabled initialrto=1000 " +
		"maxsynretransmissions=4 nonsackrttresiliency=disabled pacingprofile=off rsc=enabled rss=enabled timestamps=disabled"
	if got := joinSettings(settings); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The dumps are synthetic.
func TestParseTCPDump(t *testing.T) {
	tests := []struct{ name, out, want string }{
		{"settings add up and the last one holds",
			"# TCP-Konfiguration\r\npushd interface tcp\r\n\r\nreset\r\nset global rss=enabled chimney=automatic\r\nset global congestionprovider=none\r\nset global Chimney=Disabled\r\npopd\r\n",
			"chimney=disabled congestion=none rss=enabled"},
		{"other contexts do not count",
			"pushd interface ipv4\nset global icmpredirects=enabled\npopd\npushd interface tcp\nset global rss=disabled\npopd\npushd interface ipv6\nset global rss=enabled\npopd\n",
			"rss=disabled"},
		{"set global without parameters", "pushd interface tcp\nset global\npopd\n", ""},
		{"nothing is set", "pushd interface tcp\nreset\npopd\n", ""},
		{"a wrapped line", "pushd interface tcp\nset global rss=enabled\n  chimney=disabled\n  netdma=disabled\npopd\n", "chimney=disabled netdma=disabled rss=enabled"},
		{"run-on lines", "pushd interface tcp\nresetThe specified protocol identifier is not known.\nresetset global rss=enabled\npopd\n", "rss=enabled"},
		{"other commands", "pushd interface tcp\nset supplemental template=internet rss=x\nchimney=enabled\nset global rss=enabled\npopd\n", "rss=enabled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			settings, err := ParseTCPDump([]byte(tt.out))
			if err != nil {
				t.Fatal(err)
			}
			if got := joinSettings(settings); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestParseTCPDumpRefuses(t *testing.T) {
	tests := []struct{ name, out, want string }{
		{"nothing", "", "read netsh dump: it has no TCP context"},
		{"another context", "pushd interface ipv4\nset global rss=enabled\npopd\n", "read netsh dump: it has no TCP context"},
		{"cut short", "pushd interface tcp\nset global rss=enabled\n", "read netsh dump: the TCP context has no end"},
		{"no parameter", "pushd interface tcp\nset global rss=enabled chimney\npopd\n", `read netsh dump: "chimney" is not a parameter of set global`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			settings, err := ParseTCPDump([]byte(tt.out))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, error %v; want the error %s", settings, err, tt.want)
			}
		})
	}
}

// FuzzParseTCPGlobal: each setting occurs once with a word or number that netsh
// prints, or with none, and a complete reading never rests on a part of the text.
func FuzzParseTCPGlobal(f *testing.F) {
	f.Add("Receive-Side Scaling State : enabled\nReceive Window Auto-Tuning Level : normal\nAdd-On Congestion Control Provider : none\nECN Capability : disabled\nRFC 1323 Timestamps : disabled\n")
	f.Add("x : enabled\nChimney y : automatic\nNetDMA z : disabled\n")
	f.Fuzz(func(t *testing.T, out string) {
		settings, complete, err := ParseTCPGlobal([]byte(out))
		if err != nil {
			return
		}
		seen := make(map[string]bool)
		for _, s := range settings {
			if seen[s.Key] || s.Key == "" || s.Value != "" && !knownWord(s.Value) || s.Value == "" && complete {
				t.Errorf("setting %+v of %q", s, out)
			}
			seen[s.Key] = true
		}
		if _, foreign, err := ParseTCPGlobal([]byte(out + "\n外来 : enabled\n")); err == nil && foreign {
			t.Errorf("complete in spite of a foreign row: %q", out)
		}
		if complete && !(seen["rss"] && seen["timestamps"]) {
			t.Errorf("complete without the first or the last of the common rows: %q", out)
		}
	})
}

// FuzzParseTCPDump: the settings, written as a dump, read the same.
func FuzzParseTCPDump(f *testing.F) {
	f.Add("pushd interface tcp\nreset\nset global rss=enabled\n chimney=disabled\npopd\n")
	f.Fuzz(func(t *testing.T, out string) {
		settings, err := ParseTCPDump([]byte(out))
		if err != nil {
			return
		}
		again, err := ParseTCPDump([]byte("pushd interface tcp\nset global " + joinSettings(settings) + "\npopd\n"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(settings, again); diff != "" {
			t.Errorf("written again (-first +again):\n%s", diff)
		}
		if !slices.IsSortedFunc(settings, func(a, b facts.TCPSetting) int { return strings.Compare(a.Key, b.Key) }) {
			t.Errorf("not in order: %v", settings)
		}
	})
}

func joinSettings(settings []facts.TCPSetting) string {
	var parts []string
	for _, s := range settings {
		parts = append(parts, s.Key+"="+s.Value)
	}
	return strings.Join(parts, " ")
}
