package main

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// TestNoInventoryReadsFlags: the variable of no flag of any command is read by an
// inventory, whoever allows it.
func TestNoInventoryReadsFlags(t *testing.T) {
	path := t.TempDir() + "/inventory.yaml"
	seen := map[string]bool{}
	for name, command := range cli.Commands(newRoot(term.Terminal{})) {
		command.Flags().VisitAll(func(f *pflag.Flag) {
			variable := "CLUSTERDRIFT_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
			if seen[variable] {
				return
			}
			seen[variable] = true
			writeText(t, path, "format: 1\nclusters: [{name: ONE, user: '${"+variable+"}', nodes: [HV01]}]\n")
			for _, allowed := range [][]string{nil, {variable}} {
				_, err := inventory.Load(path, inventory.Options{AllowEnv: allowed, Env: func(string) (string, bool) { return "set", true }})
				if err == nil || !strings.Contains(err.Error(), "inventory.yaml:2:30: the environment variable "+variable+" is not one that an inventory may use") {
					t.Errorf("%s --%s: %v", name, f.Name, err)
				}
			}
		})
	}
	if len(seen) < 40 {
		t.Errorf("%d flags", len(seen))
	}
}
