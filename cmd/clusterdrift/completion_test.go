package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// completed is what the shell would offer for the last argument, without
// descriptions, and the directive.
func completed(t *testing.T, env map[string]string, args ...string) (words []string, directive string) {
	t.Helper()
	code, out, errOut := runCommand(t.Context(), env, append([]string{cobra.ShellCompNoDescRequestCmd}, args...)...)
	if code != 0 {
		t.Fatalf("%q exits %d: %s", args, code, errOut)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[:len(lines)-1], lines[len(lines)-1]
}

// inventoryOfNowhere names nodes that do not exist: to ask one of them would
// take longer than any test.
func inventoryOfNowhere(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "inventory.yaml")
	data := "format: 1\nclusters:\n  - name: FIELDREPORT\n    nodes: [HV01, HV02]\n  - name: PRINT\n    nodes: [{name: PR01, address: 192.0.2.1}]\n"
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	inventory := inventoryOfNowhere(t)
	const noFiles, files = ":4", ":0"
	tests := []struct {
		args      string
		want      string // all words; or those that must be among them, after "..."
		directive string
	}{
		{"scan --fail-on ", "critical high medium low info", noFiles},
		{"scan --fail-on h", "high", noFiles},
		{"scan --probe ", "latency", noFiles},
		{"scan --only heartbeat/O", "", noFiles},
		{"scan --only heartbeat/o", "heartbeat/order", noFiles},
		{"check --skip time,fire", "time,firewall", noFiles},
		{"scan --auth ", "ntlm kerberos certificate basic", noFiles},
		{"scan -o j", "json jsonl junit junit-all", ":6"},
		{"render -o html", "html html-pages=", ":6"},
		{"check -o plan", "plan plan-script=", ":6"},
		{"diff -o ", "text json events html markdown", noFiles},
		{"diff ", "json", ":8"},
		{"diff la", "last last~1", files},
		{"diff a.json b.json ", "", noFiles},
		{"scan --new-since ", "json", ":8"},
		{"scan -o html-pages=", "", files},
		{"scan -o json=", "", files},
		{"scan --baseline a", "auto", files},
		{"scan --baseline role-", "... role-hyperv role-sql-ag", files},
		{"scan --inventory ", "yaml yml", ":8"},
		{"collect --dir ", "", ":16"},
		{"scan --concurrency ", "auto", noFiles},
		{"collect --lanes ", "auto 1 2", noFiles},
		{"check -b ws2008", "ws2008r2-common ws2008r2-rtm ws2008r2-sp1", files},
		{"baseline show ws2022", "ws2022", files},
		{"baseline show ws2022 ", "", noFiles},
		{"baseline show --with role-h", "role-hyperv", files},
		{"baseline diff ws2022 ws20", "... ws2019 ws2025", files},
		{"baseline diff ws2022 ws2019 ", "", noFiles},
		{"explain ", "... hotfix hotfix/KB2552040 firewall", noFiles},
		{"explain offload/chim", "offload/chimney", noFiles},
		{"explain --baseline role-m", "role-multisite", files},
		{"schema ", "baseline causes config diff facts finding incidents inventory manifest notice notify report serve waivers", noFiles},
		{"config show col", "collect", noFiles},
		{"query -o ", "table json csv", noFiles},
		{"doctor -o ", "text json", noFiles},
		{"version -o ", "text json", noFiles},
		{"doctor ", "", noFiles},
		{"doctor -i " + inventory + " ", "HV01 HV02 PR01 FIELDREPORT PRINT", noFiles},
		{"scan -i " + inventory + " FIELDREPORT P", "PR01 PRINT", noFiles},
		{"scan -i " + inventory + " --cluster ", "FIELDREPORT PRINT", noFiles},
		{"render result.json -o plan-", "plan-script=", ":6"},
		{"doctor -i " + inventory + " HV01 H", "HV02", noFiles},
		{"query -i " + inventory + " ", "HV01 HV02 PR01", noFiles},
		{"query -i " + inventory + " HV01 ", "", noFiles},
		{"baseline capture -i " + inventory + " P", "PR01", noFiles},
		{"doctor -i nowhere.yaml ", "", noFiles},
		{"completion ", "bash fish powershell zsh", noFiles},
		{"waiver lint ", "yaml yml", ":8"},
		{"history list -o ", "table json", noFiles},
		{"history show ", "last last~1", noFiles},
		{"history show last ", "", noFiles},
		{"history show -o html-", "html-pages=", ":6"},
		{"history import ", "jsonl", ":8"},
		{"history trend ", "", noFiles},
		{"scan --scope ", "", noFiles},
		{"check --run ", "last last~1", noFiles},
		{"diff --baseline role-m", "role-multisite", files},
		{"audit --notify ", "yaml yml", ":8"},
		{"notify lint ", "yaml yml", ":8"},
		{"serve --access ", "yaml yml", ":8"},
		{"serve --listen ", "", noFiles},
		{"serve lint ", "yaml yml", ":8"},
		{"notify test ", "", noFiles},
		{"notify pending -o ", "table json", noFiles},
		{"notify pending --drop ", "", noFiles},
		{"notify pending --sink ", "", noFiles},
		{"audit --remind ", "", noFiles},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			got, directive := completed(t, nil, strings.Split(tt.args, " ")...)
			want := strings.Fields(tt.want)
			if len(want) > 0 && want[0] == "..." {
				got = slices.DeleteFunc(got, func(word string) bool { return !slices.Contains(want, word) })
				want = want[1:]
				slices.Sort(want)
				slices.Sort(got)
			}
			if diff := cmp.Diff(want, got, cmpEmpty); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
			if directive != tt.directive {
				t.Errorf("directive %s, want %s", directive, tt.directive)
			}
		})
	}
}

var cmpEmpty = cmp.Transformer("empty", func(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	return words
})

// The inventory may come from the environment or the configuration; a broken
// configuration offers nothing and is no error.
func TestCompletionOfConfiguredInventory(t *testing.T) {
	inventory := inventoryOfNowhere(t)
	config := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(config, []byte("format: 1\nflags: {inventory: "+inventory+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, env := range []map[string]string{{"CLUSTERDRIFT_INVENTORY": inventory}, {"CLUSTERDRIFT_CONFIG": config}} {
		if got, _ := completed(t, env, "doctor", "HV"); !slices.Equal(got, []string{"HV01", "HV02"}) {
			t.Errorf("%v: %q", env, got)
		}
	}
	if err := os.WriteFile(config, []byte("format: 1\nflags: {inventry: x}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, _ := completed(t, map[string]string{"CLUSTERDRIFT_CONFIG": config}, "doctor", ""); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

// No command leaves its arguments or the flags that have names to the shell.
func TestEveryArgumentIsCompleted(t *testing.T) {
	root := newRoot(term.Terminal{})
	for _, c := range cli.Descendants(root) {
		none := strings.HasPrefix(c.UseLine(), c.CommandPath()+" [flags]") || c.UseLine() == c.CommandPath()
		if c.Runnable() && !none && c.ValidArgsFunction == nil && c.ValidArgs == nil && !slices.Contains([]string{"check", "diagnose", "import-cve"}, c.Name()) { // these take files and folders alike
			t.Errorf("%s: nothing completes its arguments", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if _, ok := c.GetFlagCompletionFunc(f.Name); !ok && slices.Contains([]string{"baseline", "output", "fail-on", "probe", "with"}, f.Name) {
				t.Errorf("%s: nothing completes --%s", c.CommandPath(), f.Name)
			}
		})
	}
}
