//go:build unix

// Command bench builds clusterdrift and prints what its commands cost: wall time, CPU
// seconds and peak memory, each of a process of its own. The nodes are simulated, in
// another process. It ends what it starts and leaves nothing behind.
//
//	go run ./.ci/bench -nodes 1000
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"time"
)

func main() {
	nodes := flag.Int("nodes", 1000, "how many documents of facts the offline rows judge; 0 leaves those rows out")
	scanned := flag.Int("scan", 1000, "how many nodes the online rows scan at most; 0 leaves those rows out")
	rows := flag.String("rows", "", "measure only the rows whose name matches the regular expression, such as 'one cluster|scan, 1000 nodes'")
	serve := flag.String("serve", "", "serve the simulated nodes `FROM:TO`; for the program's own use")
	query := flag.String("query", "", "make the query with a `client`; for the program's own use")
	flag.Parse()
	if err := choose(*nodes, *scanned, *rows, *serve, *query); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// choose does what this process is for.
func choose(nodes, scanned int, rows, serve, query string) error {
	switch {
	case serve != "":
		var from, to int
		if _, err := fmt.Sscanf(serve, "%d:%d", &from, &to); err != nil || from < 0 || to <= from {
			return fmt.Errorf("-serve %s: write FROM:TO", serve)
		}
		return serveNodes(from, to)
	case query != "":
		return queryNodes(query)
	}
	only, err := regexp.Compile(rows)
	if err != nil {
		return fmt.Errorf("-rows: %w", err)
	}
	return run(nodes, scanned, only)
}

// row is one line of the table: a command, and the exit codes that it may end with.
type row struct {
	name string
	args []string
	ends []int
}

func run(nodes, scanned int, only *regexp.Regexp) error {
	dir, err := os.MkdirTemp("", "clusterdrift-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := bench{dir: dir, program: filepath.Join(dir, "clusterdrift"), only: only}
	build := exec.Command("go", "build", "-o", b.program, "./cmd/clusterdrift")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build clusterdrift (run this in the root of the module): %v\n%s", err, out)
	}
	fmt.Printf("%s, %s/%s, %d processors\n\n", time.Now().UTC().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if nodes > 0 {
		if err := b.offline(nodes); err != nil {
			return err
		}
	}
	if scanned == 0 {
		return nil
	}
	if err := b.online(scanned); err != nil {
		return err
	}
	return b.queries()
}

// offline prints the table of what needs no node.
func (b bench) offline(nodes int) error {
	if err := b.makeFacts(nodes); err != nil {
		return err
	}
	fmt.Print("| what | wall s | CPU s | peak MB |\n|---|---|---|---|\n")
	for _, r := range b.rows(nodes) {
		if !b.wants(r.name) {
			continue
		}
		if err := b.row(r); err != nil {
			return err
		}
	}
	return nil
}

func rowOfOne(nodes int) string { return fmt.Sprintf("check, %d documents in one cluster", nodes) }

// rows are those that need no node.
func (b bench) rows(nodes int) []row {
	judged := []int{0, 1, 3, 4}
	return []row{
		{fmt.Sprintf("check, %d documents in clusters of %d", nodes, size), []string{"check", b.path("many"), "-o", "json=" + b.path("many.json")}, judged},
		{rowOfOne(nodes), []string{"check", b.path("one"), "-o", "json=" + b.path("one.json")}, judged},
		{"render as text", []string{"render", b.path("many.json"), "-o", "text=" + b.path("many.txt")}, judged},
		{"render as JSON", []string{"render", b.path("many.json"), "-o", "json=" + b.path("again.json")}, judged},
		{"explain ID", []string{"explain", "hotfix/KB2552040"}, []int{0}},
		{"baseline list", []string{"baseline", "list"}, []int{0}},
		{"version", []string{"version"}, []int{0}},
	}
}
