package baselines

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRemedyOfHeartbeats: what a remedy sets is what the requirement asks for.
func TestRemedyOfHeartbeats(t *testing.T) {
	set := regexp.MustCompile(`^(?:cluster\.exe /prop (\w+)=(\d+):DWORD|\(Get-Cluster\)\.(\w+) = (\d+))$`)
	judge := func(b *Baseline) {
		for _, p := range b.Heartbeat.Properties {
			if p.Remedy == nil {
				if p.Severity != Info {
					t.Errorf("%s: %s has no remedy", b.Name, p.ID)
				}
				continue
			}
			lines := p.Remedy.PowerShell
			if b.AppliesTo.Build < firstWithPowerShell {
				lines = p.Remedy.Cmd
			}
			if p.Remedy.Scope != OnCluster || p.Remedy.Restart || len(lines) != 1 {
				t.Errorf("%s: %s: %+v", b.Name, p.ID, *p.Remedy)
				continue
			}
			m := set.FindStringSubmatch(lines[0])
			if m == nil || m[1]+m[3] != p.Property {
				t.Errorf("%s: %s: %q", b.Name, p.ID, lines[0])
				continue
			}
			if value, _ := strconv.Atoi(m[2] + m[4]); p.Min != nil && value < *p.Min || p.Max != nil && value > *p.Max {
				t.Errorf("%s: %s is set to %d, out of its range", b.Name, p.ID, value)
			}
		}
	}
	for _, name := range versionNames() {
		judge(mustLay(t, name))
		for _, overlay := range overlayNames() {
			judge(mustLay(t, name, overlay))
		}
	}
}

// TestRemedyOfExclusions: everything that is to be excluded is in the remedy.
func TestRemedyOfExclusions(t *testing.T) {
	for _, overlays := range [][]string{nil, {"role-hyperv"}} {
		b := mustLay(t, "ws2019", overlays...)
		lines := strings.ToLower(strings.Join(b.Antivirus.Exclusions.Remedy.PowerShell, "\n"))
		for _, want := range slices.Concat(b.Antivirus.Exclusions.Paths, b.Antivirus.Exclusions.Processes) {
			want = strings.ToLower(strings.ReplaceAll(want, "%SystemRoot%", "$env:SystemRoot"))
			if !strings.Contains(lines, `"`+want+`"`) {
				t.Errorf("%s: %s is not in\n%s", b.Name, want, lines)
			}
		}
	}
	if r := mustLay(t, "ws2012r2", "role-hyperv").Antivirus.Exclusions.Remedy; r != nil {
		t.Errorf("Windows Server 2012 R2 has no Add-MpPreference: %+v", *r)
	}
}

// TestRemedyHasAShell: every line is for the Windows that the baseline is for.
func TestRemedyHasAShell(t *testing.T) {
	for _, name := range versionNames() {
		b := mustLay(t, name)
		old := b.AppliesTo.Build < 9200
		for _, f := range b.Firewall {
			if r := f.Remedy; r == nil || old && len(r.Cmd) == 0 || !old && len(r.PowerShell) == 0 {
				t.Errorf("%s: %s: %+v", name, f.ID, r)
			}
		}
		for _, h := range b.Hotfixes {
			want := Remedy{Scope: OnNode, Restart: h.Reboot, Package: h.KB}
			if diff := cmp.Diff(&want, h.Remedy); diff != "" {
				t.Errorf("%s: %s: %s", name, h.ID, diff)
			}
		}
		if b.PendingReboot.Remedy == nil || !b.PendingReboot.Remedy.Restart {
			t.Errorf("%s: a restart is no remedy for a pending restart", name)
		}
	}
}

// TestRemedyFollows: a remedy sets what a site asks for, and goes with the fix that it
// belongs to.
func TestRemedyFollows(t *testing.T) {
	const restated = "{scope: cluster, cmd: ['cluster.exe /prop SameSubnetThreshold=12:DWORD']}"
	tests := map[string]struct {
		change string
		want   []string
	}{
		"severity":    {"{severity: low}", []string{"cluster.exe /prop SameSubnetThreshold=10:DWORD"}},
		"what is set": {"{min: 12, max: 20}", []string{"cluster.exe /prop SameSubnetThreshold=12:DWORD"}},
		"the fix":     {"{fix: Ask the operator.}", nil},
		"restated":    {"{min: 12, max: 20, remedy: " + restated + "}", []string{"cluster.exe /prop SameSubnetThreshold=12:DWORD"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b, err := loadFiles(t, map[string]string{"site.yaml": fmt.Sprintf(`name: site
extends: [ws2008r2-sp1]
heartbeat:
  properties:
    SameSubnetThreshold: %s
`, tt.change)})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			if r := property(t, b, "SameSubnetThreshold").Remedy; r != nil {
				got = r.Cmd
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
