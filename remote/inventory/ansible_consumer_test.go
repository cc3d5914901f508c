package inventory

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/inventory/ansible"
)

// TestAnsibleByAnsible has Ansible read inventories, and compares its hosts, their groups
// and variables with ours.
func TestAnsibleByAnsible(t *testing.T) {
	program := os.Getenv("ANSIBLE_INVENTORY_PROGRAM")
	if program == "" {
		t.Skip("ANSIBLE_INVENTORY_PROGRAM names no program: .ci/long installs it and sets the variable")
	}
	for name, text := range map[string]string{
		"hosts.ini": `lonely ansible_user="a b"
[hyperv]
hv[01:03] ansible_host=192.0.2.1 ansible_port=5985 # why
hv04:5986
[sql]
sql-[a:c]
hv01 ansible_user='o''x'
[windows:children]
hyperv
sql
[windows:vars]
ansible_user=audit@CONTOSO.EXAMPLE
ansible_winrm_transport=kerberos
[hyperv:vars]
ansible_user=hyperv
`,
		"hosts.yaml": `all:
  vars: {ansible_user: audit}
  hosts:
    lonely:
  children:
    hyperv:
      hosts:
        hv[1:2]: {ansible_port: 5985}
        hv3: {ansible_winrm_transport: ntlm}
      vars: {ansible_user: hyperv}
    windows:
      children:
        hyperv: {}
        sql:
          hosts: {sql1: {ansible_host: 192.0.2.7}}
`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			got := ansible.Read(path, []byte(text))
			if len(got.Problems) > 0 {
				t.Fatal(got.Problems)
			}
			variables := map[string]map[string]string{}
			for _, h := range got.Hosts {
				variables[h.Name] = map[string]string{}
				for key, v := range h.Vars {
					variables[h.Name][key] = v.Text
				}
			}
			groups, want := readByAnsible(t, program, path)
			if diff := cmp.Diff(want, variables); diff != "" {
				t.Errorf("variables (-Ansible +ours):\n%s", diff)
			}
			for _, h := range got.Hosts {
				for _, group := range h.Groups {
					if group != "all" && group != "ungrouped" && !slices.Contains(groups[group], h.Name) {
						t.Errorf("Ansible has %s not in %s, but in %q", h.Name, group, groups)
					}
				}
			}
		})
	}
}

// readByAnsible returns the hosts of each group, those of its children included, and the
// variables of each host as text.
func readByAnsible(t *testing.T, program, path string) (map[string][]string, map[string]map[string]string) {
	t.Helper()
	cmd := exec.Command(program, "-i", path, "--list")
	cmd.Dir = t.TempDir() // without a configuration
	cmd.Env = append(os.Environ(), "HOME="+cmd.Dir, "LC_ALL=C.UTF-8")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var listed map[string]struct {
		Hosts, Children []string
		HostVars        map[string]map[string]any
	}
	if err := json.Unmarshal(out, &listed); err != nil {
		t.Fatal(err)
	}
	var hostsOf func(group string) []string
	hostsOf = func(group string) []string {
		all := listed[group].Hosts
		for _, child := range listed[group].Children {
			all = append(all, hostsOf(child)...)
		}
		return all
	}
	groups, variables := map[string][]string{}, map[string]map[string]string{}
	for group := range maps.Keys(listed) {
		groups[group] = hostsOf(group)
	}
	for _, host := range groups["all"] {
		variables[host] = map[string]string{}
		for key, v := range listed["_meta"].HostVars[host] {
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			variables[host][key] = strings.Trim(string(text), `"`)
		}
	}
	return groups, variables
}
