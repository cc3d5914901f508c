package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// The refusals that discovery meets are counted on in the scan that follows: here
// two nodes of a cluster refuse to name its members, and of four hosts in no cluster
// one more may refuse.
func TestRefusalsOfDiscoveryCountInTheScan(t *testing.T) {
	nodes := windows.Healthy(6, storyPassword)
	farm, err := simulator.Start(nodes, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	var hosts strings.Builder
	for i, e := range farm.Endpoints() {
		if i == 4 {
			hosts.WriteString("[one]\n")
		}
		fmt.Fprintf(&hosts, "%s ansible_host=%s ansible_port=%d ansible_connection=winrm ansible_winrm_transport=ntlm ansible_winrm_scheme=http ansible_user='CONTOSO\\clusteraudit'\n", e.Node, e.Host, e.Port)
	}
	file := filepath.Join(t.TempDir(), "hosts.ini")
	if err := os.WriteFile(file, []byte(hosts.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{passwordVariable: "wrong"}
	code, stdout, stderr := runCommand(t.Context(), env, "scan", "-i", file, "--discover")
	refused := 0
	for _, n := range nodes {
		refused += farm.Stats(n.Name).Refused
	}
	if refused != 3 || code != 5 {
		t.Errorf("%d passwords refused, exit %d\n%s%s", refused, code, stdout, stderr)
	}
}

// Nodes that do not take the scheme have refused nothing: the healthy one after
// them is examined, and read.
func TestNodesWithoutTheSchemeDoNotCount(t *testing.T) {
	nodes := windows.Healthy(4, storyPassword)
	for _, n := range nodes[:3] {
		n.Conduct.Offers = []string{"Kerberos"}
	}
	farm, err := simulator.Start(nodes, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	dir := t.TempDir()
	if err := writeInventories(dir, demoFlags{transport: "http"}.demoNodes(nodes, farm.Endpoints())); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{passwordVariable: storyPassword}
	for _, verb := range []string{"doctor", "scan"} {
		_, stdout, stderr := runCommand(t.Context(), env, verb, "-i", filepath.Join(dir, "story.yaml"))
		if strings.Contains(stdout, "have already rejected") || strings.Contains(stdout, "not tried") || !strings.Contains(strings.Join(strings.Fields(stdout), " "), "does not take NTLM (it offers Kerberos)") {
			t.Errorf("%s:\n%s%s", verb, stdout, stderr)
		}
	}
	if s := farm.Stats(nodes[3].Name); s.Handshakes != 2 {
		t.Errorf("the healthy node let us in %d times, want 2", s.Handshakes)
	}
}
