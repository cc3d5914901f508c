package main_test

import (
	"cmp"
	"debug/elf"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mostBytes is how large the program may become, as it is shipped for linux/amd64.
const mostBytes = 40_000_000

// buildReleased builds the program for linux/amd64 with the flags of a release, but for
// its version; with symbols where they are asked for.
func buildReleased(t *testing.T, symbols bool) string {
	t.Helper()
	link := "-buildid= -funcalign=16"
	if !symbols {
		link += " -s -w"
	}
	path := filepath.Join(t.TempDir(), "clusterdrift")
	c := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", link, "-o", path, ".")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// TestWeight: the program stays small enough to copy, and the log says what its bytes are
// spent on: sections that belong to no module, and the code and data of each module.
func TestWeight(t *testing.T) {
	longSuite(t)
	stripped, err := os.Stat(buildReleased(t, false))
	if err != nil {
		t.Fatal(err)
	}
	parts := partsOf(t, buildReleased(t, true), modulesOf(t))
	names := slices.SortedFunc(maps.Keys(parts), func(a, b string) int { return cmp.Or(cmp.Compare(parts[b], parts[a]), cmp.Compare(a, b)) })
	var table strings.Builder
	for _, name := range names {
		fmt.Fprintf(&table, "%10d  %s\n", parts[name], name)
	}
	t.Logf("%d bytes, of at most %d:\n%s", stripped.Size(), mostBytes, table.String())
	if stripped.Size() > mostBytes {
		t.Errorf("the program has %d bytes, more than %d: the log says of what", stripped.Size(), mostBytes)
	}
	if total := sum(parts); total < stripped.Size()*9/10 || total > stripped.Size()*11/10 {
		t.Errorf("the parts are %d bytes, the program %d: the table leaves out too much", total, stripped.Size())
	}
}

func sum(parts map[string]int64) int64 {
	var all int64
	for _, size := range parts {
		all += size
	}
	return all
}

// modulesOf are the paths of the linked modules, the longest first.
func modulesOf(t *testing.T) []string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Fields(string(out))
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return slices.Compact(all)
}

// partsOf are the bytes of each part of a program with symbols. Of a section whose
// symbols do not cover it, the rest is a part of its own.
func partsOf(t *testing.T, path string, modules []string) map[string]int64 {
	t.Helper()
	program, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	symbols, err := program.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	parts, rest := map[string]int64{}, map[elf.SectionIndex]int64{}
	for i, s := range program.Sections {
		if s.Flags&elf.SHF_ALLOC != 0 && s.Type != elf.SHT_NOBITS {
			rest[elf.SectionIndex(i)] = int64(s.FileSize)
		}
	}
	for _, s := range symbols {
		left, ok := rest[s.Section]
		if size := min(int64(s.Size), left); ok && size > 0 {
			parts[partOf(s.Name, modules)] += size
			rest[s.Section] -= size
		}
	}
	for i, size := range rest {
		if size > 0 {
			parts["section "+program.Sections[i].Name] += size
		}
	}
	return parts
}

// partOf is the module that a symbol is of, or what else it is.
func partOf(symbol string, modules []string) string {
	name := strings.NewReplacer("%2e", ".").Replace(symbol)
	for _, prefix := range []string{"type:.eq.", "type:.hash.", "go:itab.", "go:main.", "*"} {
		name = strings.TrimPrefix(name, prefix)
	}
	for _, m := range modules {
		if rest, ok := strings.CutPrefix(name, m); ok && (rest == "" || strings.ContainsAny(rest[:1], "./")) {
			return m
		}
	}
	switch {
	case strings.HasPrefix(name, "main."):
		return "github.com/clusterdrift/clusterdrift"
	case strings.HasPrefix(name, "type:"), strings.HasPrefix(name, "go:"), strings.HasPrefix(name, "runtime."):
		return "Go: runtime, types and strings"
	}
	return "Go: standard library"
}

// TestPartOf: which module a symbol counts for.
func TestPartOf(t *testing.T) {
	modules := []string{"github.com/jackc/pgx/v5/x", "github.com/jackc/pgx/v5", "gopkg.in/yaml.v3", "modernc.org/libc"}
	for symbol, want := range map[string]string{
		"github.com/jackc/pgx/v5.Connect":       "github.com/jackc/pgx/v5",
		"github.com/jackc/pgx/v5/x/y.(*T).M":    "github.com/jackc/pgx/v5/x",
		"github.com/jackc/pgx/v55.Connect":      "Go: standard library",
		"gopkg.in/yaml%2ev3.unmarshal":          "gopkg.in/yaml.v3",
		"type:.eq.modernc.org/libc.X":           "modernc.org/libc",
		"go:itab.*modernc.org/libc.X,io.Reader": "modernc.org/libc",
		"main.newScan.func1":                    "github.com/clusterdrift/clusterdrift",
		"runtime.pclntab":                       "Go: runtime, types and strings",
		"encoding/json.(*Decoder).Decode":       "Go: standard library",
	} {
		if got := partOf(symbol, modules); got != want {
			t.Errorf("%s is of %s, want %s", symbol, got, want)
		}
	}
}
