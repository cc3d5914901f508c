package collector

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// guarded is a synthetic node whose account may not open a shell.
func guarded() *fakeNode {
	f := healthyNode().fails("run 1", remote.AccessDenied)
	f.rows["Win32_OperatingSystem"][0]["Version"] = []string{"10.0.17763"}
	f.keys = map[string][]string{remote.KeyServicing: {"Packages", "RebootPending"}, remote.KeyAutoUpdate: {}}
	f.values = map[string][]string{remote.KeySessionManager: {"BootExecute"}, remote.KeyTCP: {"Hostname", "EnableTCPChimney", "enablerss"}}
	f.dwords = map[string]uint32{
		remote.KeyCurrentVersion + `\UBR`:   2366,
		remote.KeyTCP + `\EnableTCPChimney`: 1,
		remote.KeyTCP + `\EnableRSS`:        0,
	}
	return f
}

func TestWithoutShell(t *testing.T) {
	f := guarded()
	request := fullRequest()
	request.Topology, request.Members = false, false
	n := collect(t, f, request)
	needShell := map[string]bool{"packages": true, "tcp show": true, "tcp dump": true, "firewall local": true, "firewall policy": true, "firewall mdm": true, "resources": true,
		"adapters": true, "ipv6": true, "time source": true, "NTLM": true, "SMB": true, "exclusions": true, "policy exclusions": true, "filters": true}
	for name, s := range sections(n) {
		switch {
		case name == "nodes" || name == "networks" || name == "interfaces":
		case needShell[name]:
			if s.State != facts.Failed || s.Problem.Kind != "access-denied" {
				t.Errorf("%s: %+v %+v", name, s, s.Problem)
			}
		case s.State != facts.Collected:
			t.Errorf("%s: %+v %+v", name, s, s.Problem)
		}
	}
	checkReboot(t, n.Reboot, map[string]bool{"cbs": true, "windows-update": false, "file-rename": false}, "", "")
	want := []facts.TCPSetting{{Key: "EnableRSS", Value: "0"}, {Key: "EnableTCPChimney", Value: "1"}}
	if diff := cmp.Diff(want, n.TCP.Registry.Settings); diff != "" {
		t.Errorf("registry settings (-want +got):\n%s", diff)
	}
	if n.OS.UBR == nil || *n.OS.UBR != 2366 {
		t.Errorf("UBR %v", n.OS.UBR)
	}
	if len(f.runs) != 1 || f.cost() > 20 {
		t.Errorf("%d lines, %d messages: %q", len(f.runs), f.cost(), f.asked)
	}
}

func TestWithoutShellAndRights(t *testing.T) {
	tests := []struct {
		name    string
		node    *fakeNode
		signals map[string]bool
		problem string
		message string
	}{
		{"Auto Update missing", withoutKey(remote.KeyAutoUpdate), map[string]bool{"cbs": true, "windows-update": false, "file-rename": false}, "", ""},
		{"Auto Update, and no registry provider", guarded().hasNoProvider(remote.KeyAutoUpdate), map[string]bool{"cbs": true, "file-rename": false},
			"not-found", "not read: windows-update: read " + remote.KeyAutoUpdate + ": synthetic fault (code 2150858752, 0x80338000)"},
		{"Auto Update forbidden", guarded().fails(remote.KeyAutoUpdate, remote.AccessDenied), map[string]bool{"cbs": true, "file-rename": false},
			"access-denied", "not read: windows-update: read " + remote.KeyAutoUpdate + ": synthetic failure"},
		{"servicing missing", withoutKey(remote.KeyServicing), map[string]bool{"windows-update": false, "file-rename": false},
			"not-found", "not read: cbs: there is no such key or value"},
		{"session breaks", guarded().fails(remote.KeyAutoUpdate, remote.Timeout), map[string]bool{"cbs": true},
			"timeout", "not read: windows-update, file-rename: read " + remote.KeyAutoUpdate + ": synthetic failure"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkReboot(t, collect(t, tt.node, facts.Request{Reboot: true}).Reboot, tt.signals, tt.problem, tt.message)
		})
	}
}

func withoutKey(key string) *fakeNode {
	f := guarded()
	delete(f.keys, key)
	return f
}

func TestWithoutShellTCP(t *testing.T) {
	empty := guarded()
	empty.values[remote.KeyTCP] = nil
	tests := []struct {
		name string
		node *fakeNode
		kind string
	}{
		{"forbidden", guarded().fails(remote.KeyTCP, remote.AccessDenied), "access-denied"},
		{"no names", empty, kindNotCredible},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := collect(t, tt.node, facts.Request{TCP: true}).TCP.Registry
			if s.State != facts.Failed || s.Problem.Kind != tt.kind {
				t.Errorf("%s: %+v", s.State, s.Problem)
			}
		})
	}
}
