package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/explain"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff/print"
	"github.com/clusterdrift/clusterdrift/report/formats"
	"github.com/clusterdrift/clusterdrift/report/incidents"
)

// stableFile has the names that pipelines, files and programs of users rely on, one a
// line: a kind and a name. A name that was removed stays, with "removed " in front.
// What may be removed, and how, is on the page upgrading.md.
const stableFile = "testdata/stable.txt"

// TestStableNames: no name has disappeared without a word in the list of changes. In the
// long suite, which comes before a release, the list also has every name that there is;
// -update adds those.
func TestStableNames(t *testing.T) {
	data, err := os.ReadFile(stableFile)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := os.ReadFile(filepath.Join(moduleRoot, ".github", "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	now := namesNow(t)
	if len(now) < 1000 {
		t.Fatalf("only %d names were found", len(now))
	}
	if *update {
		if err := os.WriteFile(stableFile, addNames(data, now), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, problem := range stableProblems(string(data), now, string(changes)) {
		t.Error(problem)
	}
	if added := addNames(data, now); isLong() && !bytes.Equal(added, data) {
		t.Errorf("%s lacks names that this version has, and that a release would make stable: run this test with -update, and read the difference", stableFile)
	}
}

// stableProblems says which listed names are missing, and what was removed in silence.
func stableProblems(list string, now map[string]bool, changes string) []string {
	var problems []string
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		name, removed := strings.CutPrefix(line, "removed ")
		_, bare, _ := strings.Cut(name, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case removed && now[name]:
			problems = append(problems, fmt.Sprintf("%q is there, and %s calls it removed", name, stableFile))
		case removed && !strings.Contains(changes, "`"+bare+"`"):
			problems = append(problems, fmt.Sprintf("%q was removed, and the list of changes does not name `%s`", name, bare))
		case !removed && !now[name]:
			problems = append(problems, fmt.Sprintf("%q has disappeared, and users rely on it: bring it back as deprecated, as upgrading.md says; "+
				"if it was deprecated for long enough, write \"removed %s\" in %s, and name `%s` under Removed in the list of changes", name, name, stableFile, bare))
		}
	}
	return problems
}

// addNames is the list with the names that it lacks, sorted; the lines of comment at its
// beginning stay.
func addNames(list []byte, now map[string]bool) []byte {
	head, listed := []string{}, map[string]bool{}
	for s := bufio.NewScanner(bytes.NewReader(list)); s.Scan(); {
		if line := strings.TrimSpace(s.Text()); strings.HasPrefix(line, "#") {
			head = append(head, line)
		} else if line != "" {
			listed[line] = true
		}
	}
	for name := range now {
		listed[name] = true
	}
	return []byte(strings.Join(append(head, slices.Sorted(maps.Keys(listed))...), "\n") + "\n")
}

// namesNow are the names of this version.
func namesNow(t *testing.T) map[string]bool {
	t.Helper()
	now := map[string]bool{}
	add := func(kind string, names ...string) {
		for _, name := range names {
			now[kind+" "+name] = true
		}
	}
	add("family", checks.Families()...)
	add("check", requirementIDs(t)...)
	for name, code := range map[string]int{"pass": report.ExitPass, "drift": report.ExitDrift, "local-failure": report.ExitLocal, "incomplete": report.ExitIncomplete,
		"drift-incomplete": report.ExitDriftIncomplete, "nothing-judged": report.ExitNothing, "interrupted": report.ExitInterrupted} {
		add("exit", fmt.Sprintf("%d %s", code, name))
	}
	add("report-format", append(formats.Names(), formats.DirectoryNames()...)...)
	add("diff-format", print.Names()...)
	add("incidents-format", incidents.Names()...)
	for _, c := range everyCommand() {
		add("command", c.CommandPath())
		c.NonInheritedFlags().VisitAll(func(f *pflag.Flag) { add("flag", c.CommandPath()+" --"+f.Name) })
	}
	header, _, _ := strings.Cut(render(t, "csv"), "\r\n")
	add("csv-column", strings.Split(header, ",")...)
	addMetrics(t, add)
	for _, name := range schemaNames(t) {
		addKeys(t, name, add)
	}
	return now
}

// requirementIDs are the ids of all embedded baselines and overlays.
func requirementIDs(t *testing.T) []string {
	t.Helper()
	var ids []string
	read := func(ref string, overlays ...string) {
		b, err := baselines.Load(ref, overlays...)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range explain.Requirements(b) {
			ids = append(ids, r.ID)
		}
	}
	for _, name := range baselines.Names() {
		read(name)
	}
	for _, o := range baselines.Overlays() {
		read("ws2022", o.Name)
	}
	return ids
}

// render is a result without any cluster in a format.
func render(t *testing.T, format string) string {
	t.Helper()
	write, err := formats.Lookup(format)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := write(&out, &report.Result{}, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// addMetrics adds the metrics and labels of the golden files, which the tests of the
// format compare.
func addMetrics(t *testing.T, add func(kind string, names ...string)) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(moduleRoot, "report", "formats", "testdata", "*.prom"))
	metric := regexp.MustCompile(`(?m)^(clusterdrift_\w+)(?:\{(.*)\})? `)
	label := regexp.MustCompile(`(\w+)="(?:[^"\\]|\\.)*"`)
	found := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range metric.FindAllStringSubmatch(string(data), -1) {
			found++
			add("metric", m[1])
			for _, l := range label.FindAllStringSubmatch(m[2], -1) {
				add("metric", m[1]+" "+l[1])
			}
		}
	}
	if found == 0 {
		t.Error("no metrics were found")
	}
}

// schemaNames are the schemas that the program prints, but that of the configuration,
// whose keys are the flags.
func schemaNames(t *testing.T) []string {
	t.Helper()
	c, _, err := newRoot(term.Terminal{}).Find([]string{"schema"})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Clone(c.ValidArgs), func(name string) bool { return name == "config" })
}

// addKeys adds the keys of a schema, each with the key above it: "finding.status".
func addKeys(t *testing.T, name string, add func(kind string, names ...string)) {
	t.Helper()
	var schema map[string]any
	if err := json.Unmarshal([]byte(mustRun(t, 0, nil, "schema", name)), &schema); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var walk func(value any, above string)
	walk = func(value any, above string) {
		switch v := value.(type) {
		case []any:
			for _, one := range v {
				walk(one, above)
			}
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok && !seen[above+" "+ref] {
				seen[above+" "+ref] = true
				walk(resolvePointer(schema, ref), above)
			}
			for key, below := range v {
				if properties, ok := below.(map[string]any); ok && key == "properties" {
					for property, of := range properties {
						add("key", fmt.Sprintf("%s %s.%s", name, above, property))
						walk(of, property)
					}
				} else if key != "$defs" {
					walk(below, above)
				}
			}
		}
	}
	walk(schema, "")
}

// resolvePointer is the part of a schema that "#/$defs/x" names.
func resolvePointer(schema map[string]any, ref string) any {
	var at any = schema
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[part]
	}
	return at
}

// TestStableProblems: what disappears, and what was removed in silence.
func TestStableProblems(t *testing.T) {
	now := map[string]bool{"flag clusterdrift scan --fail-on": true, "check a/b": true}
	for _, tt := range []struct{ name, list, changes, want string }{
		{"all there", "# comment\ncheck a/b\n\nflag clusterdrift scan --fail-on\n", "", ""},
		{"a new one", "check a/b\n", "", ""},
		{"gone", "check a/c\n", "", `"check a/c" has disappeared`},
		{"removed with a word", "removed check a/c\n", "- `a/c` is gone.", ""},
		{"removed in silence", "removed check a/c\n", "- `a/cd` and a/c", `"check a/c" was removed, and the list of changes does not name`},
		{"not removed", "removed check a/b\n", "`a/b`", `"check a/b" is there`},
	} {
		got := strings.Join(stableProblems(tt.list, now, tt.changes), "\n")
		if (got == "") != (tt.want == "") || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := string(addNames([]byte("# head\nremoved check z\ncheck a/b\n"), now)); got != "# head\ncheck a/b\nflag clusterdrift scan --fail-on\nremoved check z\n" {
		t.Errorf("got %q", got)
	}
}
