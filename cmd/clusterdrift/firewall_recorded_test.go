package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

var recordedRule = regexp.MustCompile(`^"(.*)"=str\(1\):"([vV][0-9].*)"$`)

// TestRecordedRules judges the rules of recorded nodes, which have none of the
// cluster: both ports are closed, and no rule leaves that open.
func TestRecordedRules(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "corpus", "firewall", "*.reg"))
	if len(files) == 0 {
		t.Skip("the recorded Windows data is not next to the repository")
	}
	for _, file := range files {
		for version, baseline := range map[string]string{"6.1.7601": "ws2008r2-sp1", "10.0.17763": "ws2019"} {
			b, err := baselines.Load(baseline)
			if err != nil {
				t.Fatal(err)
			}
			n := &facts.Node{Name: "N1", OS: facts.OS{Section: facts.Section{State: facts.Collected}, HostName: "N1", Build: 7601, Version: version, WindowsDir: `C:\Windows`}}
			n.Services = facts.Services{Section: facts.Section{State: facts.Collected}, Asked: []string{facts.FirewallService}, Found: []facts.Service{{Name: facts.FirewallService, State: "Running"}}}
			n.Firewall = recordedStores(t, file)
			for _, f := range checks.Evaluate(checks.Cluster{Nodes: []checks.Subject{{Facts: n, Baseline: b}}}) {
				if strings.HasPrefix(f.ID, "firewall/") && f.Status != checks.Drift {
					t.Errorf("%s as %s: %s is %s: %s %q", filepath.Base(file), version, f.ID, f.Status, f.Reason, f.Missing)
				}
			}
		}
	}
}

// recordedStores are the local rules of a registry export, and no others.
func recordedStores(t *testing.T, file string) facts.Firewall {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fw := facts.Firewall{Local: facts.FirewallStore{Section: facts.Section{State: facts.Collected}}}
	fw.Policy.State, fw.MDM.State = facts.Absent, facts.Absent
	for _, name := range []string{"domain", "private", "public"} {
		fw.Local.Profiles = append(fw.Local.Profiles, facts.FirewallProfile{Name: name, EnableFirewall: new(1)})
	}
	inRules := false
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "[") {
			inRules = strings.HasSuffix(line, `\FirewallPolicy\FirewallRules]`)
		}
		m := recordedRule.FindStringSubmatch(line)
		if !inRules || m == nil {
			continue
		}
		rule, err := windows.ParseFirewallRule(m[1], strings.ReplaceAll(m[2], `\\`, `\`))
		if err != nil {
			t.Errorf("%s: %v", m[1], err)
		}
		fw.Local.Rules = append(fw.Local.Rules, rule)
	}
	if len(fw.Local.Rules) < 100 {
		t.Errorf("%s has %d rules", file, len(fw.Local.Rules))
	}
	return fw
}
