package formats

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// closingCounts reads drift, unknown, pass, waived and not applicable from the
// closing lines.
func closingCounts(t *testing.T, text []byte) (counts [5]int) {
	t.Helper()
	out := strings.Join(strings.Fields(string(text)), " ")
	m := regexp.MustCompile(`: (\d+) drift, (\d+) unknown(?: \([^)]*\))?, (\d+) pass, (\d+) waived, (\d+) not applicable\.`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("no closing line in %q", out)
	}
	for i, s := range m[1:] {
		counts[i], _ = strconv.Atoi(s)
	}
	return counts
}

// unbroken matches what is printed whole: commands and addresses.
var unbroken = regexp.MustCompile(`^ {21}  (wusa|cluster)\.exe|^ {10}reference  https://`)

func TestTextFitsItsWidth(t *testing.T) {
	r := fixture.Result(fixture.FieldReport(), fixture.Tokyo(), manyFamilies())
	for _, width := range []int{60, 61, 80, 99, 120, 200} {
		both := string(render(t, "text", r, report.Options{Width: width, Verbose: true})) + string(render(t, "text", r, report.Options{Width: width}))
		for line := range strings.Lines(both) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasSuffix(line, " ") {
				t.Errorf("width %d: trailing blank in %q", width, line)
			}
			if fit.Columns(line) > width && !unbroken.MatchString(line) {
				t.Errorf("width %d: %d columns: %q", width, fit.Columns(line), line)
			}
		}
	}
}

func TestUnreachableClusterSaysSo(t *testing.T) {
	out := string(render(t, "text", fixture.Result(fixture.Dark()), report.Options{Details: true, Width: 80}))
	want := `Nothing was judged: the node did not answer.
DARK  INCOMPLETE  1 node unreachable

node
D      unreachable (timeout)

Not judged

D: unreachable, 192.0.2.9:5985
          problem    connect: no answer within 10 s
          hint       Check that the node is up and that WinRM listens on port
                     5985: winrm enumerate winrm/config/listener

1 node in 1 cluster: 0 drift, 1 unknown (1 of them on unreachable nodes), 0
pass, 0 waived, 0 not applicable.
clusterdrift 1.0.0, 2026-11-22 09:30:00 UTC, took 12.3s.
`
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("text differs (-want +got):\n%s", diff)
	}
}

func TestUnknownOfANodeWithoutBaselineIsTold(t *testing.T) {
	f := fixture.Simple("node/baseline", "node", checks.Unknown, baselines.High, "")
	j := fixture.OneNode(f)
	j.Cluster.Nodes[0].Baseline, j.Cluster.Nodes[0].Problem = nil, "no baseline for build 6001"
	out := string(render(t, "text", fixture.Result(j), report.Options{Details: true}))
	if strings.Count(out, "high      node/baseline") != 1 || strings.Contains(out, "Not judged") {
		t.Errorf("the finding is not told once:\n%s", out)
	}
}

func TestManyObservationsAreCounted(t *testing.T) {
	f := fixture.HeartbeatDrift("5")
	f.Evidence = nil
	for i := range findings.MostItems + 3 {
		f.Evidence = append(f.Evidence, fixture.Seen(fmt.Sprintf("observation %d", i), ""))
	}
	r := fixture.Result(fixture.OneNode(f))
	short, long := string(render(t, "text", r, report.Options{Details: true})), string(render(t, "text", r, report.Options{Verbose: true}))
	if n := strings.Count(short, "observation"); n != findings.MostItems || !strings.Contains(short, "and 3 more, shown with --verbose") {
		t.Errorf("%d observations are shown, want %d and the number of the rest", n, findings.MostItems)
	}
	if n := strings.Count(long, "observation"); n != findings.MostItems+3 {
		t.Errorf("%d observations are shown with Verbose, want all %d", n, findings.MostItems+3)
	}
}

func TestInterruptedSaysSo(t *testing.T) {
	in := fixture.Input(fixture.Quiet())
	in.Interrupted = true
	want := "INTERRUPTED  Not every node was read.\nSQL-PROD  PASS  10 passed on 2 nodes\n"
	if out := string(render(t, "text", report.New(in), report.Options{Quiet: true})); out != want {
		t.Errorf("text is %q, want %q", out, want)
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		in    string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"  many   blanks ", 20, []string{"many blanks"}},
		{"abcdefghij k", 4, []string{"abcd", "efgh", "ij k"}},
		{"see https://a.example/b, c", 9, []string{"see", "https://a.example/b,", "c"}},
		{"漢字漢字", 5, []string{"漢字", "漢字"}},
		{"x 漢字漢字", 5, []string{"x", "漢字", "漢字"}},
	}
	for _, tt := range tests {
		if got := fit.Wrap(tt.in, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("fit.Wrap(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

func TestLongNamesLeaveRoom(t *testing.T) {
	j := fixture.Quiet()
	name := strings.Repeat("very-long-", 20)
	j.Cluster.Name = name
	j.Cluster.Nodes[0].Facts = &facts.Node{Name: name, Problem: &facts.Problem{Kind: "timeout", Message: "no answer"}}
	for line := range strings.Lines(string(render(t, "text", fixture.Result(j), report.Options{Width: 80}))) {
		if n := fit.Columns(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d columns: %q", n, line)
		}
	}
}

func TestNodesWithTheSameProblemAreToldOfTogether(t *testing.T) {
	same := &facts.Problem{Kind: "interrupted", Message: "the scan was interrupted"}
	c := checks.Cluster{Name: "C"}
	for _, name := range []string{"A", "B", "D"} {
		c.Nodes = append(c.Nodes, checks.Subject{Facts: &facts.Node{Name: name, Address: name + ":5985", Problem: same}})
	}
	c.Nodes[2].Facts.Problem = &facts.Problem{Kind: "timeout", Message: "no answer"}
	got := string(render(t, "text", report.New(report.Input{Clusters: []report.Judged{{Cluster: c}}}), report.Options{Details: true}))
	for _, want := range []string{"\nA, B: not read\n          problem    the scan was interrupted\n", "\nD: unreachable, D:5985\n          problem    no answer\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
}

// words are the strings of a result that decide what is printed.
var words = map[string]bool{
	"": true, "pass": true, "drift": true, "unknown": true, "not-applicable": true, "waived": true,
	"critical": true, "high": true, "medium": true, "low": true, "info": true,
	"scanned": true, "partial": true, "unreachable": true, "incomplete": true,
	"sourced": true, "inferred": true, "unconfirmed": true,
	"node": true, "cluster": true, // where a remedy is run
}

// TestTextIsSafe puts a hostile text into every other string of a result: no
// character but colour's own may reach the terminal.
func TestTextIsSafe(t *testing.T) {
	r := report.MapStrings(fixture.Result(fixture.FieldReport(), fixture.Tokyo()), func(s string) string {
		if words[s] {
			return s
		}
		return fixture.Hostile + s
	})
	out := string(render(t, "text", r, report.Options{Verbose: true, Width: 80}))
	for _, section := range []string{"Drift\n", "Unknown\n", "Waived\n", "Passed\n", "Not applicable\n", "Not judged\n", "Baselines\n"} {
		if !strings.Contains(out, "\n"+section) {
			t.Errorf("section %q is missing", section)
		}
	}
	for _, c := range out {
		if c != '\n' && (!unicode.IsGraphic(c) || unicode.Is(unicode.Cf, c)) {
			t.Fatalf("%U reached the terminal", c)
		}
	}
	if strings.Contains(out, "\nnext") {
		t.Error("a node began a line of its own")
	}
	colored := string(render(t, "text", r, report.Options{Verbose: true, Width: 80, Color: true}))
	if !strings.Contains(colored, "\x1b[31m") || text.StripEscape(colored) != out {
		t.Error("colour changes the text, or a node's colour was kept")
	}
}
