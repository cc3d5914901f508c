package baselines

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// content compares baselines by what they ask for and not by where it is written.
func content() cmp.Option {
	return cmp.Options{
		cmpopts.IgnoreFields(Baseline{}, "Extends", "Sources"),
		cmpopts.IgnoreFields(HeartbeatProperty{}, "Embedded"), // of what is written, that is where
		cmpopts.IgnoreFields(BuildFloor{}, "Embedded"),
		cmpopts.IgnoreTypes(Position{}),
		cmpopts.EquateEmpty(),
	}
}

func TestResolvedRoundTrip(t *testing.T) {
	for _, ref := range append(Names(), "testdata/site.yaml") {
		t.Run(ref, func(t *testing.T) {
			text, err := Resolved(ref)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "resolved.yaml")
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(mustLoad(t, ref), mustLoad(t, file), content()); diff != "" {
				t.Error(diff)
			}
			for _, err := range Lint(file) {
				t.Error(err)
			}
		})
	}
}

// TestResolvedOrigins looks up every line in the file that it says it is from.
func TestResolvedOrigins(t *testing.T) {
	text, err := Resolved("testdata/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "# from ") {
			continue
		}
		before, origin, ok := cutLast(strings.TrimSuffix(line, "\n"), " # ")
		file, number, okNumber := cutLast(origin, ":")
		if !ok || !okNumber {
			t.Fatalf("no origin in %q", line)
		}
		if files[file] == nil {
			files[file] = readLines(t, file)
		}
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("no line number in %q", line)
		}
		// A folded text starts one line below its mark.
		key, _, isKey := strings.Cut(strings.TrimLeft(before, ` -'"`), ":")
		derived := slices.Contains([]string{"why", "reference", "provenance"}, key) && file == filepath.FromSlash("testdata/site.yaml") // follows from a value in this line
		if isKey && !derived && !strings.Contains(key, " ") && !strings.Contains(strings.Join(files[file][n-1:n+1], "\n"), key) {
			t.Errorf("%q is not in line %d of %s", key, n, file)
		}
	}
	site := filepath.FromSlash("testdata/site.yaml")
	for _, want := range []string{
		"    severity: medium # " + site + ":10\n",
		"    kb: 2552040 # " + site + ":9\n",
		"      max: 15 # " + site + ":13\n",
		"      min: 10 # embedded:ws2008r2-common.yaml:",
	} {
		if !strings.Contains(strings.ReplaceAll(string(text), "- kb", "  kb"), want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func readLines(t *testing.T, file string) []string {
	t.Helper()
	read := os.ReadFile
	if name, ok := strings.CutPrefix(file, "embedded:"); ok {
		file, read = strings.TrimSuffix(name, ".yaml"), Raw
	}
	data, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(data), "\n")
}

func TestResolvedOfInvalid(t *testing.T) {
	if text, err := Resolved("testdata/invalid-several.yaml"); err == nil || text != nil {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestPrintable(t *testing.T) {
	for file, want := range map[string]string{
		"a b.yaml":           "a b.yaml",
		"a\nb.yaml":          `"a\nb.yaml"`,
		`C:\audit\site.yaml`: `C:\audit\site.yaml`,
		"C:\\a\rb.yaml":      `"C:\\a\rb.yaml"`,
	} {
		if got := printable(file); got != want {
			t.Errorf("%q: %s, want %s", file, got, want)
		}
	}
}
