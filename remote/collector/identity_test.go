package collector

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestCurrentVersion(t *testing.T) {
	command := remote.RegQuery(remote.KeyCurrentVersion)
	text := func(values ...string) string { return listing(remote.KeyCurrentVersion, values) }
	tests := []struct {
		name         string
		sku          string
		node         *fakeNode
		ubr          int // 0: none
		installation string
	}{
		{"core by the registry", "7", healthyNode().prints(command, text("UBR    REG_DWORD    0x93e", "InstallationType    REG_SZ    Server Core")), 2366, "core"},
		{"full by the registry", "7", healthyNode().prints(command, text("InstallationType    REG_SZ    Server")), 0, "full"},
		{"the registry outweighs the SKU", "13", healthyNode().prints(command, text("InstallationType    REG_SZ    Server")), 0, "full"},
		{"core by the SKU", "14", healthyNode().refuses(command), 0, "core"},
		{"another installation", "7", healthyNode().prints(command, text("InstallationType    REG_SZ    Client")), 0, ""},
		{"neither tells", "7", healthyNode().refuses(command), 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.node.rows["Win32_OperatingSystem"][0]["OperatingSystemSKU"] = []string{tt.sku}
			os := collect(t, tt.node, facts.Request{Reboot: true}).OS
			if os.Installation != tt.installation || (os.UBR == nil) != (tt.ubr == 0) || os.UBR != nil && *os.UBR != tt.ubr {
				t.Errorf("installation %q, UBR %v", os.Installation, os.UBR)
			}
		})
	}
}

// Outputs that cannot be told apart are no evidence, and the session is out of step.
func TestOutputsThatAreMissing(t *testing.T) {
	f := healthyNode()
	f.lost = 1
	n := collect(t, f, fullRequest())
	for _, name := range []string{"packages", "reboot", "tcp show", "firewall local", "resources"} {
		if s := sections(n)[name]; s.State != facts.Failed || s.Problem.Kind != "malformed" {
			t.Errorf("%s: %+v %+v", name, s, s.Problem)
		}
	}
	if len(f.runs) != 1 {
		t.Errorf("%d lines were run", len(f.runs))
	}
}
