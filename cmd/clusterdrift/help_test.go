package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

func everyCommand() []*cobra.Command {
	root := newRoot(term.Terminal{})
	return append(cli.Descendants(root), root)
}

// Every command is in a group of the help and shows how it is used.
func TestEveryCommandIsHelpful(t *testing.T) {
	for _, c := range everyCommand() {
		if c.Short == "" || c.Example == "" {
			t.Errorf("%s: short %q, example %q", c.CommandPath(), c.Short, c.Example)
		}
		if c.HasParent() && c.Parent() == c.Root() && c.GroupID == "" {
			t.Errorf("%s is in no group", c.CommandPath())
		}
	}
}

// The examples are command lines that the program takes.
func TestExamplesParse(t *testing.T) {
	for _, c := range everyCommand() {
		for _, line := range strings.Split(c.Example, "\n") {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "man ") {
				continue
			}
			if err := parses(line); err != nil {
				t.Errorf("%s: %q: %v", c.CommandPath(), line, err)
			}
		}
	}
}

// A flag that a group names exists and is in no other; every help shows all
// flags, in lines that are not too long.
func TestFlagGroups(t *testing.T) {
	var named []string
	for _, g := range flags.Groups() {
		named = append(named, g.Names...)
	}
	known := map[string]bool{}
	for _, c := range everyCommand() {
		help := c.UsageString()
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			known[f.Name] = true
			if !strings.Contains(help, " --"+f.Name+" ") {
				t.Errorf("%s: --%s is not shown", c.CommandPath(), f.Name)
			}
		})
		for _, line := range strings.Split(help, "\n") {
			if strings.HasPrefix(line, "      --") && len(line) > term.UsualWidth {
				t.Errorf("%s: %d columns: %s", c.CommandPath(), len(line), line)
			}
		}
	}
	for i, name := range named {
		if !known[name] || slices.Contains(named[:i], name) {
			t.Errorf("--%s is known: %v, or in two groups", name, known[name])
		}
	}
}

// The manual has a page for each command, and is the same each time.
func TestManual(t *testing.T) {
	var manuals [2]map[string]string
	for i := range manuals {
		dir := filepath.Join(t.TempDir(), "man1")
		mustRun(t, 0, nil, "man", dir)
		manuals[i] = contents(t, dir)
	}
	root := newRoot(term.Terminal{})
	root.InitDefaultCompletionCmd()
	for _, c := range append(cli.Descendants(root), root) {
		name := strings.ReplaceAll(c.CommandPath(), " ", "-") + ".1"
		page := manuals[0][name]
		for _, section := range []string{"SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "FILES"} {
			if !strings.Contains(page, `.SH "`+section+`"`) {
				t.Errorf("%s has no section %s", name, section)
			}
		}
		if page == "" || page != manuals[1][name] {
			t.Errorf("%s: %d bytes, then %d", name, len(page), len(manuals[1][name]))
		}
		delete(manuals[0], name)
	}
	for name := range manuals[0] {
		t.Errorf("%s is of no command", name)
	}
	waivers := manuals[1]["clusterdrift-waiver.1"]
	for _, text := range []string{"\n    node: HV0*                  # may be left out: any node\n", `clusterdrift waiver lint waivers.yaml`} {
		if !strings.Contains(strings.ReplaceAll(waivers, `\-`, "-"), text) {
			t.Errorf("the page does not hold %q:\n%s", text, waivers)
		}
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}
