package inventory

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What editors of Windows write, with its line ends and with a byte order mark, has the
// same nodes, places and problems, in every form of an inventory.
func TestTextOfWindows(t *testing.T) {
	hosts := map[string]string{"group_vars/hyperv": "# Synthetic\nansible_user: 'CONTOSO\\audit'\n", "host_vars/hv01.yml": "# no variables\n"}
	for name, files := range map[string]map[string]string{
		"own":                   {"i.yaml": "format: 1\nclusters:\n  - name: ONE\n    user: CONTOSO\\audit\n    nodes:\n      - HV01\n      - {name: HV02, port: 5986}\n"},
		"own, wrong":            {"i.yaml": "format: 1\nclusters:\n  - name: ONE\n    usr: x\n    nodes: [HV01, hv01]\n"},
		"own, no YAML":          {"i.yaml": "format: 1\nclusters: [\n"},
		"INI":                   {"hosts": "[hyperv]\nhv01 ansible_port=5986\nhv02\n[hyperv:vars]\nclusterdrift_cluster=ONE\n"},
		"INI, a host first":     {"hosts": "hv01\nhv02 ansible_port=5986\n"},
		"INI, wrong":            {"hosts": "[hyperv\nhv01 ansible_port\n"},
		"INI, encrypted":        {"hosts": "$ANSIBLE_VAULT;1.1;AES256\n6162\n"},
		"YAML of Ansible":       {"hosts.yml": "hyperv:\n  hosts:\n    hv01: {ansible_port: 5986}\n"},
		"a table":               {"nodes.txt": "HV01,one\nHV02,two\n"},
		"XML":                   {"nodes.txt": "<nodes>\n</nodes>\n"},
		"an encrypted variable": {"hosts": "[hyperv]\nhv01\n", "group_vars/hyperv": "$ANSIBLE_VAULT;1.1;AES256\n6162\n"},
		"with variables":        {"hosts": "[hyperv]\nhv01\n", "group_vars/hyperv": hosts["group_vars/hyperv"], "host_vars/hv01.yml": hosts["host_vars/hv01.yml"]},
	} {
		want := outcomeOf(t, files, func(text string) string { return text })
		for how, change := range map[string]func(string) string{
			"line ends": func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") },
			"a mark":    func(text string) string { return "\ufeff" + text },
			"both":      func(text string) string { return "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n") },
		} {
			if diff := cmp.Diff(want, outcomeOf(t, files, change)); diff != "" {
				t.Errorf("%s, %s: %s", name, how, diff)
			}
		}
	}
}

// outcome is what an inventory comes to.
type outcome struct {
	Nodes    []Node
	Sources  []Sources
	Notices  []string
	Problems string
}

// outcomeOf loads the first of the files that is in no folder, all changed.
func outcomeOf(t *testing.T, files map[string]string, change func(string) string) outcome {
	t.Helper()
	t.Chdir(t.TempDir())
	inventory := ""
	for name, text := range files {
		if filepath.Dir(name) == "." {
			inventory = name
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(change(text)), fs.FileMode(0o600))); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Load(inventory, Options{})
	if err != nil {
		return outcome{Problems: err.Error()}
	}
	o := outcome{Nodes: got.Nodes, Sources: got.Sources}
	for _, n := range got.Notices {
		o.Notices = append(o.Notices, n.Error())
	}
	return o
}
