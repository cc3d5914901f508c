package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	module     = "github.com/clusterdrift/clusterdrift/"
	moduleRoot = "../.."
	shared     = "cmd/clusterdrift/internal/" // what the verbs of the command line share
)

// layer says what a package may import of this module. In each name "/..." at
// the end includes the packages below, and the longest row that names a package
// is the one for it.
type layer struct {
	name string
	may  []string
}

// layers are all packages of the module, the lowest first: imports point one
// way. Tests may import what they like.
func layers() []layer {
	return []layer{
		{"remote/foreign", nil},
		{"remote/observe", nil},
		{"remote/facts/jsonscan", nil},
		{"remote/facts", []string{"remote/facts/jsonscan", "remote/foreign", "remote/observe"}},
		{"remote/facts/packed", []string{"remote/facts"}},
		{"remote/facts/sections", []string{"remote/facts", "remote/foreign"}},
		{"baselines/strict/input", nil},
		{"baselines/strict", []string{"baselines/strict/input", "remote/foreign"}},
		{"baselines/...", []string{"baselines/...", "remote/facts", "remote/observe"}},
		{"checks/...", []string{"checks/...", "baselines/...", "remote/facts", "remote/observe"}},
		{"checks/diagnose", []string{"checks/...", "baselines/...", "remote/facts", "remote/logs"}},
		{"report/...", []string{"report/...", "checks/...", "baselines/...", "remote/facts", "remote/facts/packed", "remote/facts/jsonscan", "remote/foreign"}},
		{"report/history", []string{"baselines/strict", "report", "report/record", "checks", "baselines", "remote/facts", "remote/facts/sections"}},

		{"remote/mask", nil},
		{"remote/setting", nil},
		{"remote/logs", []string{"remote/setting", "remote/logs/evtxchunk", "remote/logs/plain"}},
		{"remote/logs/evtxchunk", nil},
		{"remote/logs/plain", nil},
		{"remote/windows", []string{"remote/facts"}},
		{"remote/kerberos", []string{"remote/setting", "baselines/strict/input"}},
		{"remote/sspi", nil},
		{"remote", []string{"remote/kerberos", "remote/sspi", "remote/facts", "remote/observe", "remote/foreign", "remote/windows", "remote/mask", "remote/setting"}},
		{"remote/inventory/...", []string{"remote/inventory/...", "remote", "remote/facts", "remote/foreign", "remote/setting", "baselines/strict"}},
		{"remote/collector", []string{"remote", "remote/windows", "remote/facts", "remote/mask", "remote/observe"}},
		{"remote/eventlogs", []string{"remote", "remote/windows", "remote/facts", "remote/setting"}},
		{"remote/doctor", []string{"remote", "remote/setting", "remote/windows", "remote/facts", "remote/mask"}},
		{"remote/trace", []string{"baselines/strict/input"}},
		{"remote/trace/record", []string{"remote/trace", "remote", "remote/mask", "remote/foreign"}},
		{"remote/fleet", []string{"remote/collector", "remote/doctor", "remote/trace/record", "remote", "remote/setting", "remote/windows", "remote/facts"}},

		{"remote/simulator/kdc", nil},
		{"remote/simulator/windows", []string{"remote/trace"}},
		{"remote/simulator", []string{"remote/simulator/...", "remote/trace"}},
		{"remote/internal/...", nil}, // for tests

		{shared + "flagname", []string{"remote/setting", "remote/facts"}},
		{shared + "cli", []string{"report", "baselines/strict", shared + "flagname"}},
		{shared + "term", []string{shared + "cli", "report", "remote", "remote/facts", "remote/foreign"}},
		{shared + "secrets", []string{shared + "cli", shared + "term", "report", "remote", "baselines/strict/input"}},
		{shared + "profile", []string{shared + "cli"}},
		{shared + "config", []string{shared + "cli", shared + "term", "report", "baselines/strict"}},
		{shared + "flags", []string{shared + "cli", shared + "flagname", shared + "term", shared + "secrets", shared + "config",
			"report", "report/formats", "report/history", "report/past", "report/incidents", "report/record", "report/diff/...", "checks/...", "baselines/...", "remote", "remote/facts", "remote/facts/packed", "remote/inventory",
			"remote/fleet", "remote/eventlogs", "remote/trace", "remote/trace/record"}},
		{shared + "notices", []string{shared + "cli", shared + "term", shared + "secrets", "report", "report/history", "report/notify", "checks/wording"}},
		{shared + "serving", []string{shared + "cli", shared + "term", shared + "flags", shared + "secrets", shared + "notices", "report", "report/history", "report/web/..."}},
		{"cmd/clusterdrift", []string{"..."}},
	}
}

// apart are packages that must not reach others by any number of imports,
// whatever layers may come to say of those in between.
func apart() []layer {
	return []layer{
		// A mistake of the client must not be mirrored by what tests it.
		{"remote/simulator/...", []string{"remote", "remote/kerberos", "remote/windows", "remote/collector", "remote/doctor", "remote/fleet", "remote/trace/record"}},
		// A verdict depends on facts and baselines alone; collecting them is another matter.
		{"checks/...", []string{"remote", "remote/collector", "remote/fleet", "report/..."}},
		{"baselines/...", []string{"remote", "checks/...", "report/..."}},
		{"remote/...", []string{"checks/...", "report/...", "cmd/..."}},
		// Simulated nodes are for the demo and for tests.
		{shared + "...", []string{"remote/simulator/..."}},
	}
}

func TestLayers(t *testing.T) {
	for _, problem := range importProblems(readImports(t)) {
		t.Error(problem)
	}
}

func TestLayersFindWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		name, from, to string
		want           []string
	}{
		{name: "downwards", from: "checks", to: "baselines"},
		{name: "below itself", from: "remote/simulator", to: "remote/simulator/kdc"},
		{name: "from the top", from: "cmd/clusterdrift", to: "report/html"},
		{name: "within the program", from: shared + "flags", to: shared + "secrets"},
		{name: "upwards within the program", from: shared + "term", to: shared + "secrets",
			want: []string{"x.go:1: cmd/clusterdrift/internal/term may not import cmd/clusterdrift/internal/secrets"}},
		{name: "upwards", from: "baselines/strict", to: "baselines",
			want: []string{"x.go:1: baselines/strict may not import baselines"}},
		{name: "the longest row counts", from: "remote/simulator/kdc", to: "remote/simulator/windows",
			want: []string{"x.go:1: remote/simulator/kdc may not import remote/simulator/windows"}},
		{name: "apart", from: "remote/trace", to: "remote",
			want: []string{"x.go:1: remote/trace may not import remote",
				"remote/simulator must not depend on remote: remote/simulator -> remote/trace -> remote"}},
		{name: "unknown", from: "remote/dispatch", to: "remote/facts",
			want: []string{"remote/dispatch has no layer: add it to layers in layers_test.go"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			graph := imports{"remote/simulator": {"remote/trace": "y.go:1"}}
			if graph[tt.from] == nil {
				graph[tt.from] = map[string]string{}
			}
			graph[tt.from][tt.to] = "x.go:1"
			if diff := cmp.Diff(tt.want, importProblems(graph)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// imports are those of each package within the module, each with the place of
// the first. Packages and imports are named without the module.
type imports map[string]map[string]string

// readImports reads the imports of every package but those of its tests, for all
// operating systems alike.
func readImports(t *testing.T) imports {
	t.Helper()
	graph := imports{}
	err := filepath.WalkDir(moduleRoot, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if file != moduleRoot && (name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		return graph.read(file)
	})
	if err != nil {
		t.Fatal(err)
	}
	return graph
}

func (g imports) read(file string) error {
	positions := token.NewFileSet()
	source, err := parser.ParseFile(positions, file, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	below, err := filepath.Rel(moduleRoot, file)
	if err != nil {
		return err
	}
	below = filepath.ToSlash(below)
	from := path.Dir(below)
	if g[from] == nil {
		g[from] = map[string]string{}
	}
	for _, i := range source.Imports {
		imported, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return err
		}
		to, inside := strings.CutPrefix(imported, module)
		if _, known := g[from][to]; inside && !known {
			g[from][to] = fmt.Sprintf("%s:%d", below, positions.Position(i.Pos()).Line)
		}
	}
	return nil
}

// importProblems says what of the imports is against layers and apart.
func importProblems(graph imports) []string {
	var problems []string
	for _, from := range slices.Sorted(maps.Keys(graph)) {
		may, known := layerOf(from)
		if !known {
			problems = append(problems, from+" has no layer: add it to layers in layers_test.go")
			continue
		}
		for _, to := range slices.Sorted(maps.Keys(graph[from])) {
			if !covered(to, may) {
				problems = append(problems, fmt.Sprintf("%s: %s may not import %s", graph[from][to], from, to))
			}
		}
	}
	for _, rule := range apart() {
		for _, from := range slices.Sorted(maps.Keys(graph)) {
			if !covered(from, []string{rule.name}) {
				continue
			}
			if way := graph.way(from, rule.may); way != nil {
				problems = append(problems, fmt.Sprintf("%s must not depend on %s: %s", from, way[len(way)-1], strings.Join(way, " -> ")))
			}
		}
	}
	return problems
}

// layerOf is the longest row for a package.
func layerOf(name string) (may []string, known bool) {
	longest := -1
	for _, l := range layers() {
		if covered(name, []string{l.name}) && len(l.name) > longest {
			may, longest = l.may, len(l.name)
		}
	}
	return may, longest >= 0
}

// covered reports whether one of the names is that of the package, or includes it
// by "/...".
func covered(name string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		root, below := strings.CutSuffix(n, "...")
		root = strings.TrimSuffix(root, "/")
		return name == root || below && (root == "" || strings.HasPrefix(name, root+"/"))
	})
}

// way is the shortest chain of imports from a package to one of the names; nil
// when there is none.
func (g imports) way(from string, names []string) []string {
	ways := [][]string{{from}}
	seen := map[string]bool{from: true}
	for len(ways) > 0 {
		way := ways[0]
		ways = ways[1:]
		last := way[len(way)-1]
		if len(way) > 1 && covered(last, names) {
			return way
		}
		for _, to := range slices.Sorted(maps.Keys(g[last])) {
			if !seen[to] {
				seen[to] = true
				ways = append(ways, append(slices.Clone(way), to))
			}
		}
	}
	return nil
}
