//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestPagesRun runs each block of commands of each page, as its reader would: in a
// shell, in a folder with the files that the page shows, against the nodes of
// clusterdrift demo --serve. Each command has to exit with the code that the page
// declares.
//
// The inventory of the page is that of the demo, and the password is in the
// environment. Nodes that a block names without an inventory are found in it as well.
func TestPagesRun(t *testing.T) {
	if underRace {
		t.Skip("the scripts run the same commands with the race detector")
	}
	password, served := serveNodes(t)
	for _, p := range pages(t) {
		t.Run(p.name, func(t *testing.T) {
			if _, err := exec.LookPath("jq"); err != nil && slices.ContainsFunc(p.blocks, block.needsJQ) {
				t.Skip("jq is not installed")
			}
			dir := t.TempDir()
			laid := false
			var printed string
			for _, b := range p.blocks {
				if !laid {
					layPage(t, p, dir, served)
					laid = true
				}
				if want, runs := b.exits(); runs {
					printed = runBlock(t, p, b, dir, password, want)
				}
				if b.marker == "printed" {
					comparePrinted(t, p, b, printed)
				}
			}
		})
	}
}

// needsJQ reports whether a block that is run has a command of jq.
func (b block) needsJQ() bool {
	_, runs := b.exits()
	return runs && slices.ContainsFunc(b.commands(), func(line string) bool { return strings.HasPrefix(line, "jq ") })
}

// serveNodes starts the simulated nodes, and returns their password and inventory.
func serveNodes(t *testing.T) (password string, served []byte) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	file := filepath.Join(t.TempDir(), "inventory.yaml")
	c := exec.CommandContext(ctx, "clusterdrift", "demo", "--serve", "--inventory", file)
	c.Env = programEnviron()
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 10 * time.Second
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = c.Wait() // it exits 130, as it was interrupted
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), "export "+passwordVariable+"="); ok {
			password = strings.Trim(value, "'")
			break
		}
	}
	go io.Copy(io.Discard, out)
	served, err = os.ReadFile(file)
	if password == "" || err != nil {
		t.Fatalf("demo --serve prints no password, or writes no inventory: %v", err)
	}
	return password, served
}

// lastDay is in the waivers of pages, which must not expire here.
var lastDay = regexp.MustCompile(`expires: \d{4}-\d\d-\d\d`)

// layPage writes what the commands of a page read: the inventory, the blocks that are
// files, and the examples next to the page.
func layPage(t *testing.T, p page, dir string, served []byte) {
	t.Helper()
	write := func(name, text string) {
		text = lastDay.ReplaceAllString(text, "expires: "+time.Now().AddDate(0, 1, 0).Format(time.DateOnly))
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"site.yaml", "waivers.yaml"} {
		if data, err := os.ReadFile(filepath.Join(moduleRoot, filepath.Dir(p.name), name)); err == nil {
			write(name, string(data))
			write(filepath.Join("pr", name), string(data)) // a pull request that changes nothing
		}
	}
	for _, b := range p.blocks {
		if name, ok := strings.CutPrefix(b.marker, "file "); ok {
			write(name, b.text)
		}
	}
	write("inventory.yaml", string(served))
}

// onCommandLine is a command with the names of nodes and no inventory.
var onCommandLine = regexp.MustCompile(`(?m)^clusterdrift (?:scan|doctor|collect) (?:.* )?-u `)

// runBlock runs the commands of a block in one shell and compares their exit codes. It
// returns what they printed.
func runBlock(t *testing.T, p page, b block, dir, password string, want []int) string {
	t.Helper()
	var script strings.Builder
	for _, command := range b.commands() {
		script.WriteString(command + "\necho $? >&3\n")
	}
	codes, err := os.CreateTemp(t.TempDir(), "codes")
	if err != nil {
		t.Fatal(err)
	}
	defer codes.Close()
	c := exec.CommandContext(t.Context(), "sh", "-c", script.String())
	c.Dir = dir
	c.Env = append(programEnviron(), passwordVariable+"="+password, "NO_COLOR=1", "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary.md"),
		"HOME="+dir, "XDG_CONFIG_HOME="+filepath.Join(dir, "config"), "KRB5CCNAME=", "DBUS_SESSION_BUS_ADDRESS=", "XDG_RUNTIME_DIR=")
	if onCommandLine.MatchString(b.text) {
		c.Env = append(c.Env, "CLUSTERDRIFT_INVENTORY=inventory.yaml")
	}
	c.ExtraFiles = []*os.File{codes}
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Run(); err != nil {
		t.Errorf("%s: %v\n%s", b.at(p), err, out.String())
	}
	got, err := os.ReadFile(codes.Name())
	if err != nil {
		t.Fatal(err)
	}
	compareExits(t, p, b, strings.Fields(string(got)), want, out.String())
	return out.String()
}

func compareExits(t *testing.T, p page, b block, got []string, want []int, out string) {
	t.Helper()
	for i, command := range b.commands() {
		if i >= len(got) || got[i] != strconv.Itoa(want[i]) {
			t.Errorf("%s: %q exits with %q, the page says %d\n%s", b.at(p), command, got[min(i, len(got)):min(i+1, len(got))], want[i], out)
		}
	}
}

// changing are the parts of an output that differ from run to run.
var changing = regexp.MustCompile(`\d+`)

// comparePrinted holds what a page shows of an output against the output.
func comparePrinted(t *testing.T, p page, b block, printed string) {
	t.Helper()
	lines := map[string]bool{}
	for line := range strings.Lines(printed) {
		lines[changing.ReplaceAllString(strings.TrimRight(line, "\r\n "), "N")] = true
	}
	for line := range strings.Lines(b.text) {
		line = strings.TrimRight(line, "\n ")
		if line != "" && !lines[changing.ReplaceAllString(line, "N")] {
			t.Errorf("%s: the commands before do not print %q, but:\n%s", b.at(p), line, printed)
			return
		}
	}
}
