package windows

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestParsePortException(t *testing.T) {
	for text, want := range map[string]facts.FirewallRule{
		"3343:UDP:*:enabled:Heartbeat":       {ID: "id", Action: Exception, Active: true, Direction: "in", Protocol: 17, LocalPorts: []string{"3343"}},
		"3389:tcp:10.0.0.0/8:Disabled:RDP:x": {ID: "id", Action: Exception, Active: true, Direction: "in", Protocol: 6, LocalPorts: []string{"3389"}},
	} {
		got, err := ParsePortException("id", text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v %s", text, err, diff)
		}
	}
	for _, text := range []string{"", "3343", "3343:UDP", "x:UDP:*:enabled:a", "0:TCP:*:enabled:a", "70000:TCP:*:enabled:a", "3343:SCTP:*:enabled:a"} {
		if r, err := ParsePortException("id", text); err == nil {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

func TestParseProgramException(t *testing.T) {
	got, err := ParseProgramException("id", `C:\Apps\A.EXE:*:enabled:A`)
	want := facts.FirewallRule{ID: "id", Action: Exception, Active: true, Direction: "in", Protocol: facts.AnyProtocol, Program: `C:\Apps\A.EXE`}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	for _, text := range []string{"", "a", `C:\Apps\a.exe`, `C:\Apps\a.com:*:enabled:A`} {
		if r, err := ParseProgramException("id", text); err == nil {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

func FuzzParseException(f *testing.F) {
	f.Add("3343:UDP:*:enabled:Heartbeat")
	f.Add(`C:\Apps\a.exe:*:enabled:A`)
	f.Fuzz(func(t *testing.T, text string) {
		if r, err := ParsePortException("id", text); err == nil && (len(r.LocalPorts) != 1 || r.Protocol == facts.AnyProtocol) {
			t.Errorf("%q: %+v", text, r)
		}
		if r, err := ParseProgramException("id", text); err == nil && r.Program == "" {
			t.Errorf("%q: no program", text)
		}
	})
}
