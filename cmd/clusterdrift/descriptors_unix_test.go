//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// descriptorsOfNode is how many files and connections reading a node may take.
const descriptorsOfNode = 2

// limited makes the program one that may open only so many files, by the shell's
// ulimit; more are open from the start.
func limited(limit int, more ...*os.File) func(*exec.Cmd) {
	return func(c *exec.Cmd) {
		c.Args = append([]string{"sh", "-c", fmt.Sprintf(`ulimit -n %d && exec "$@"`, limit), "sh", c.Path}, c.Args[1:]...)
		c.Path = "/bin/sh"
		c.Env = append(c.Env, passwordVariable+"="+storyPassword)
		c.ExtraFiles = more
	}
}

// A low limit on open files costs time, and no node.
func TestLowDescriptorLimit(t *testing.T) {
	dir, _, _ := startCommands(t)
	inventory := filepath.Join(dir, "story.yaml")
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	inherited := make([]*os.File, 10)
	for i := range inherited {
		inherited[i] = null
	}
	lowered := func(change func(*exec.Cmd), args ...string) int {
		t.Helper()
		p := startProgram(t, change, append([]string{"scan", "-q", "-i", inventory}, args...)...)
		code := p.end(t)
		m := regexp.MustCompile(`(?m)^--concurrency lowered from 64 to (\d+): this process may open only 64 files; raise it with ulimit -n$`).FindStringSubmatch(p.stderr.String())
		if code != 4 || m == nil { // drift, and a node that is down
			t.Fatalf("%v exits %d:\n%s", args, code, &p.stderr)
		}
		n, _ := strconv.Atoi(m[1])
		return n
	}
	plain := lowered(limited(64))
	if plain < 1 || plain > 64/descriptorsOfNode {
		t.Errorf("lowered to %d", plain)
	}
	if n := lowered(limited(64), "--trace", t.TempDir()); n >= plain {
		t.Errorf("with traces lowered to %d, without to %d", n, plain)
	}
	if n := lowered(limited(64, inherited...)); n != plain-len(inherited)/descriptorsOfNode {
		t.Errorf("with %d files open lowered to %d, without to %d", len(inherited), n, plain)
	}
	p := startProgram(t, limited(64), "scan", "-q", "-i", inventory, "--concurrency", "1")
	if code := p.end(t); code != 4 || strings.Contains(p.stderr.String(), "lowered") {
		t.Errorf("with a concurrency that fits: exit %d\n%s", code, &p.stderr)
	}
}

// Where not even one node fits, none is asked.
func TestDescriptorLimitTooLowForANode(t *testing.T) {
	t.Parallel()
	dir, _, farm := startCommands(t)
	inventory := filepath.Join(dir, goodNode+".yaml")
	for _, args := range [][]string{
		{"scan", "-i", inventory}, {"collect", "-i", inventory, "-d", t.TempDir()}, {"doctor", "-i", inventory},
		{"query", "-i", inventory, goodNode, "SELECT Name FROM Win32_Service"}, {"baseline", "capture", "-i", inventory, goodNode},
	} {
		p := startProgram(t, limited(16), args...)
		if code := p.end(t); code != 2 || !strings.Contains(p.stderr.String(), "this process may open only 16 files, too few to read a single node\n  raise the limit to at least ") {
			t.Errorf("%s exits %d:\n%s", args[0], code, &p.stderr)
		}
	}
	if n := farm.Stats(goodNode).Requests; n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
