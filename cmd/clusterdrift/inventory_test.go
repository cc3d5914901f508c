package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// ansibleINI writes nodes as one would who manages them with Ansible.
func ansibleINI(nodes []inventory.Node) string {
	var b strings.Builder
	b.WriteString("# Synthetic\nlocalhost ansible_connection=local\n\n[" + nodes[0].Cluster + "]\n")
	for _, n := range nodes {
		fmt.Fprintf(&b, "%s ansible_host=%s ansible_port=%d\n", n.Name, n.Address, n.Port)
	}
	fmt.Fprintf(&b, "\n[windows:children]\n%s\n\n[windows:vars]\nansible_connection=winrm\nansible_winrm_transport=%s\nansible_winrm_scheme=%s\n"+
		"ansible_user=%s\nansible_password=\"{{ vault_password }}\"\n", nodes[0].Cluster, nodes[0].Auth, nodes[0].Transport, nodes[0].User)
	return b.String()
}

// ansibleYAML is the same in the other form.
func ansibleYAML(nodes []inventory.Node) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Synthetic\nall:\n  hosts:\n    localhost: {ansible_connection: local}\n  children:\n    windows:\n      vars:\n        ansible_connection: winrm\n"+
		"        ansible_winrm_transport: %s\n        ansible_winrm_scheme: %s\n        ansible_user: %s\n      children:\n        %s:\n          hosts:\n",
		nodes[0].Auth, nodes[0].Transport, nodes[0].User, nodes[0].Cluster)
	for _, n := range nodes {
		fmt.Fprintf(&b, "            %s: {ansible_host: %s, ansible_port: %d}\n", n.Name, n.Address, n.Port)
	}
	return b.String()
}

// TestAnsibleInventory scans the story by inventories of Ansible, over http and
// over https, and finds what a scan by the own inventory finds.
func TestAnsibleInventory(t *testing.T) {
	needsNoRace(t)
	t.Parallel()
	for _, transport := range []string{"http", "https"} {
		t.Run(transport, func(t *testing.T) {
			dir, env := t.TempDir(), map[string]string{passwordVariable: storyPassword}
			described := windows.FieldReport(storyPassword)
			farm, err := simulator.Start(described, simulator.Options{HTTPS: transport == "https"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(farm.Close)
			d := demoFlags{transport: transport}
			nodes := d.demoNodes(described, farm.Endpoints())
			own, err := inventory.Format(nodes, filepath.Join(dir, "own.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			var access []string
			if transport == "https" {
				ca := filepath.Join(dir, "ca.pem")
				writeText(t, ca, string(farm.Endpoints()[0].CA))
				access = []string{"--ca-file", ca}
			}
			var want map[string]string
			for _, file := range []struct{ name, text string }{{"own.yaml", string(own)}, {"hosts.ini", ansibleINI(nodes)}, {"hosts.yml", ansibleYAML(nodes)}} {
				path, report := filepath.Join(dir, file.name), filepath.Join(dir, file.name+".json")
				writeText(t, path, file.text)
				said := mustRun(t, 4, env, append([]string{"scan", "-i", path, "-o", "json=" + report}, access...)...)
				if strings.Contains(said, "vault_password") {
					t.Errorf("the value of the password is printed: %s", said)
				}
				result := readResult(t, report)
				if want == nil {
					want = verdicts(result)
				}
				if diff := cmp.Diff(want, verdicts(result)); diff != "" || len(result.Clusters) != 1 || result.Clusters[0].Name != nodes[0].Cluster {
					t.Errorf("%s: %s", file.name, diff)
				}
			}
		})
	}
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDiscoverAsksTheNext goes on to the next node when one is down, and reads
// nodes that the cluster does not name all the same.
func TestDiscoverAsksTheNext(t *testing.T) {
	dir, env, farm := startCommands(t)
	described := windows.FieldReport(storyPassword)
	nodes := demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints()[:len(described)])
	old := nodes[7] // it is down
	old.Name = "OLD01"
	text, err := inventory.Format([]inventory.Node{old, nodes[0]}, filepath.Join(dir, "two.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, filepath.Join(dir, "two.yaml"), string(text))
	said := mustRun(t, 3, env, "collect", "-i", filepath.Join(dir, "two.yaml"), "--discover", "-d", filepath.Join(dir, "facts"))
	for _, want := range []string{
		"HV01 names 8 members of the cluster FIELDREPORT\n",
		"OLD01 is in the inventory but is not a member of the cluster FIELDREPORT\n",
		"1 of 9 nodes read",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing:\n%s", want, said)
		}
	}
}
