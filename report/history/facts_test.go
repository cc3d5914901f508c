package history_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// factsNode is what a night has read of a node. Each node has hotfixes of its own, and all
// have the firewall in common, which is another one for each value of rules.
func factsNode(n int, name string, rules int) *facts.Node {
	at := night(n).Add(time.Duration(crc32.ChecksumIEEE([]byte(name)) + uint32(n)*7654321))
	read := func(source string) facts.Section {
		at = at.Add(time.Duration(1234567 + n*76543))
		return facts.Section{State: facts.Collected, Source: source, At: at}
	}
	node := &facts.Node{
		Format: facts.Format, Name: name, Cluster: "HV", Address: name + ":5985", ReadAs: `CONTOSO\audit`, Started: at, Finished: at.Add(time.Second),
		OS:       facts.OS{Section: read("SELECT * FROM Win32_OperatingSystem"), HostName: name, Version: "6.1.7601", Build: 7601},
		Clock:    facts.Clock{Section: read("SELECT LocalDateTime FROM Win32_OperatingSystem"), Node: at, Scanner: at},
		Hotfixes: facts.Hotfixes{Section: read("SELECT * FROM Win32_QuickFixEngineering")},
		Firewall: facts.Firewall{Local: facts.FirewallStore{Section: read(`SharedAccess\Parameters\FirewallPolicy`)}},
		Site:     []facts.Observed{{Section: read("SELECT * FROM Win32_Service"), Target: "a <b> \u202e"}},
	}
	for i := range 40 {
		node.Hotfixes.Installed = append(node.Hotfixes.Installed, facts.Hotfix{ID: fmt.Sprintf("KB%d%s", i, name), Description: "Update"})
		node.Firewall.Local.Rules = append(node.Firewall.Local.Rules, facts.FirewallRule{Name: fmt.Sprintf("rule %d of %d", i, rules)})
	}
	return node
}

// withFacts is the origin of a result whose nodes have facts.
func withFacts(r *report.Result, nodes ...*facts.Node) history.Origin {
	o := origin(r)
	o.Facts = func(cluster string) iter.Seq2[*facts.Node, error] {
		return func(yield func(*facts.Node, error) bool) {
			for _, n := range nodes {
				if n.Cluster == cluster && !yield(n, nil) {
					return
				}
			}
		}
	}
	return o
}

// recordFacts records a night with two nodes that were read and one that was not.
func recordFacts(t *testing.T, s *history.Store, n, rules int) (history.Run, []string) {
	t.Helper()
	dark := &facts.Node{Format: facts.Format, Name: "HV03", Cluster: "HV", Problem: &facts.Problem{Kind: "connect", Message: "connection refused"}}
	nodes := []*facts.Node{factsNode(n, "HV02", rules), factsNode(n, "HV01", rules), dark}
	r := with(nightly(n, readNode("HV01"), readNode("HV02"), darkNode("HV03")), found("HV01", "hotfix/KB1", checks.Pass))
	run, added, err := s.Record(t.Context(), r, withFacts(r, nodes...))
	if err != nil || !added || run.Facts != 3 {
		t.Fatalf("%+v, %v, %v", run, added, err)
	}
	var documents []string
	for _, node := range nodes {
		documents = append(documents, documentOf(t, node))
	}
	return run, documents
}

func documentOf(t *testing.T, n *facts.Node) string {
	t.Helper()
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func factsOf(t *testing.T, s *history.Store, run string) (documents []string) {
	t.Helper()
	err := s.EachFacts(t.Context(), run, func(cluster string, n *facts.Node) error {
		if cluster != "HV" {
			t.Errorf("cluster %s", cluster)
		}
		documents = append(documents, documentOf(t, n))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

func statsOf(t *testing.T, s *history.Store) history.Stats {
	t.Helper()
	st, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// The documents of every run come back byte for byte, after other runs, when the index is
// made again, and when runs before them are removed. What no run refers to is gone then.
func TestFactsAreKept(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		var runs []history.Run
		var want [][]string
		var grown []int64
		for n := range 4 {
			before := statsOf(t, s).FactsBytes
			run, documents := recordFacts(t, s, n, n/2) // the rules change after the second night
			runs, want, grown = append(runs, run), append(want, documents), append(grown, statsOf(t, s).FactsBytes-before)
		}
		if grown[1] >= grown[0]/2 || grown[1] >= grown[2] || grown[3] >= grown[2] {
			t.Errorf("bytes of the runs: %v", grown)
		}
		check := func(first int) {
			t.Helper()
			for i := first; i < len(runs); i++ {
				if diff := cmp.Diff(want[i], factsOf(t, s, runs[i].ID)); diff != "" {
					t.Errorf("run %d (-want +got):\n%s", i, diff)
				}
			}
		}
		check(0)
		if _, err := s.Reindex(t.Context()); err != nil {
			t.Fatal(err)
		}
		check(0)
		if _, err := s.Prune(t.Context(), history.Retention{Keep: 2}); err != nil {
			t.Fatal(err)
		}
		check(2)
		st := statsOf(t, s)
		if st.FactsRuns != 2 || st.FactsPerRun != st.FactsBytes/2 || st.FactsBytes < grown[2] {
			t.Errorf("%+v", st)
		}
		alone := create(t, filePlace(t))
		recordFacts(t, alone, 2, 1)
		recordFacts(t, alone, 3, 1)
		if other := statsOf(t, alone); st.FactsBytes != other.FactsBytes {
			t.Errorf("%d bytes are left, and two runs take %d", st.FactsBytes, other.FactsBytes)
		}
		if _, err := s.Prune(t.Context(), history.Retention{ReportsOnly: true}); err != nil {
			t.Fatal(err)
		}
		check(2)
	})
}

// Facts alone are pruned like runs, and what only they had goes with them. The runs stay
// whole, and what they have in common with later ones stays for those.
func TestPruneFactsOnly(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		var runs []history.Run
		var want []string
		for n := range 4 {
			run, documents := recordFacts(t, s, n, n/2)
			runs, want = append(runs, run), documents
		}
		bytes := statsOf(t, s).FactsBytes
		for _, tt := range []struct {
			retention     history.Retention
			removed, left int
		}{
			{history.Retention{Before: night(1), FactsOnly: true}, 1, 3},
			{history.Retention{Before: night(1), FactsOnly: true}, 0, 3}, // they are gone
			{history.Retention{Keep: 2, FactsOnly: true}, 1, 2},
			{history.Retention{FactsOnly: true, ReportsOnly: true}, 1, 1}, // the last run keeps its own
		} {
			if n, err := s.Prune(t.Context(), tt.retention); err != nil || n != tt.removed {
				t.Errorf("%+v: removed %d, want %d; %v", tt.retention, n, tt.removed, err)
			}
			if st := statsOf(t, s); st.Runs != 4 || st.Whole != 4 || st.FactsRuns != tt.left || st.FactsBytes > bytes {
				t.Errorf("%+v: %+v", tt.retention, st)
			}
		}
		if got := factsOf(t, s, runs[3].ID); !slices.Equal(got, want) {
			t.Error("the facts of the last run are not what they were")
		}
		alone := create(t, filePlace(t))
		recordFacts(t, alone, 3, 1)
		if got, want := statsOf(t, s).FactsBytes, statsOf(t, alone).FactsBytes; got != want {
			t.Errorf("%d bytes of facts are left, and one run takes %d", got, want)
		}
		none := func(string, *facts.Node) error { t.Error("there are facts"); return nil }
		if err := s.EachFacts(t.Context(), runs[0].ID, none); err == nil || err.Error() != "read the facts of run "+runs[0].ID+": its facts were not kept" {
			t.Error(err)
		}
		if result, err := s.Result(t.Context(), runs[0].ID); err != nil || len(result.Clusters) != 1 {
			t.Errorf("the report of a run without its facts: %v", err)
		}
	})
}

// Neither a run without facts nor one whose facts failed on the way has any.
func TestNoFacts(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		run := recorded(t, s, nights("p")[0])
		none := func(string, *facts.Node) error { t.Error("there are facts"); return nil }
		if err := s.EachFacts(t.Context(), run.ID, none); err == nil || err.Error() != "read the facts of run "+run.ID+": its facts were not kept" {
			t.Error(err)
		}
		if err := s.EachFacts(t.Context(), "0123456789ab", none); !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
		for _, tt := range []struct {
			name  string
			facts history.Facts
			want  string
		}{
			{"gone", func(string) iter.Seq2[*facts.Node, error] {
				return func(yield func(*facts.Node, error) bool) {
					_ = yield(factsNode(1, "HV01", 1), nil) && yield(nil, errors.New("hv02.json was changed"))
				}
			}, "record the run: the facts cannot be read again: hv02.json was changed"},
			{"twice", func(string) iter.Seq2[*facts.Node, error] {
				return func(yield func(*facts.Node, error) bool) {
					for yield(factsNode(1, "HV01", 1), nil) { // until it is refused
					}
				}
			}, "record the run: the facts of the node HV01 are there twice"},
			{"not in the report", func(string) iter.Seq2[*facts.Node, error] {
				return func(yield func(*facts.Node, error) bool) { yield(factsNode(1, "HV09", 1), nil) }
			}, "record the run: the report on HV does not have the node HV09, of which there are facts"},
		} {
			r := nightly(1, readNode("HV01"))
			r.Conclude(report.Gate{})
			if _, _, err := s.Record(t.Context(), r, history.Origin{Facts: tt.facts}); err == nil || err.Error() != tt.want {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			}
		}
		if st := statsOf(t, s); st.Runs != 1 || st.FactsRuns != 0 || st.FactsBytes != 0 {
			t.Errorf("part of a run was recorded: %+v", st)
		}
	})
}

// What take ends with comes back as it is.
func TestEachFactsEnds(t *testing.T) {
	s := create(t, filePlace(t))
	run, _ := recordFacts(t, s, 0, 0)
	end, calls := errors.New("enough"), 0
	err := s.EachFacts(t.Context(), run.ID, func(string, *facts.Node) error { calls++; return end })
	if !errors.Is(err, end) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

// Facts go from one history to another, each section once.
func TestExportImportFacts(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		from, to := create(t, filePlace(t)), create(t, p)
		first, _ := recordFacts(t, from, 0, 0)
		recorded(t, from, nights("pp")[1])
		last, want := recordFacts(t, from, 2, 0)
		var document bytes.Buffer
		if n, _, err := from.Export(t.Context(), &document, history.Filter{}); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		if n := strings.Count(document.String(), "rule 7 of 0"); n != 1 {
			t.Errorf("the rules are there %d times", n)
		}
		if added, _, err := to.Import(t.Context(), bytes.NewReader(document.Bytes())); added != 3 || err != nil {
			t.Fatal(added, err)
		}
		if added, known, err := to.Import(t.Context(), bytes.NewReader(document.Bytes())); added != 0 || known != 3 || err != nil {
			t.Error(added, known, err)
		}
		if diff := cmp.Diff(want, factsOf(t, to, last.ID)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(factsOf(t, from, first.ID), factsOf(t, to, first.ID)); diff != "" {
			t.Error(diff)
		}
		var again bytes.Buffer
		if _, _, err := to.Export(t.Context(), &again, history.Filter{}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sortedLines(document.String()), sortedLines(again.String())); diff != "" {
			t.Error(diff)
		}
	})
}

// sortedLines are lines without the order of the digests in them, which follows the ids of
// a database.
func sortedLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		var v map[string]any
		if json.Unmarshal([]byte(line), &v) == nil {
			sortDigests(v)
		}
		data, _ := json.Marshal(v) // what was read can be written
		lines = append(lines, string(data))
	}
	slices.Sort(lines)
	return lines
}

func sortDigests(v any) {
	switch v := v.(type) {
	case map[string]any:
		if list, ok := v["sections"].([]any); ok {
			slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		}
		for _, below := range v {
			sortDigests(below)
		}
	case []any:
		for _, below := range v {
			sortDigests(below)
		}
	}
}

func TestImportRefusesFacts(t *testing.T) {
	from := create(t, filePlace(t))
	recordFacts(t, from, 0, 0)
	var document bytes.Buffer
	if _, _, err := from.Export(t.Context(), &document, history.Filter{}); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSpace(document.String()), "\n")
	run := lines[len(lines)-1]
	for _, tt := range []struct{ name, text, want string }{
		{"a section is changed", strings.Replace(document.String(), "rule 7 of 0", "rule 8 of 0", 1), ": a section of facts in it was changed"},
		{"no section", run, "line 1: its facts refer to the section "},
		{"no facts", strings.Replace(document.String(), `"format":1,"name":"HV02"`, `"format":9,"name":"HV02"`, 1), ": its facts: format 9 instead of 1: collect the node again with this version"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.text == document.String() {
				t.Fatal("nothing was changed")
			}
			s := create(t, filePlace(t))
			added, _, err := s.Import(t.Context(), strings.NewReader(tt.text))
			if added != 0 || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%d, %v, want %s", added, err, tt.want)
			}
			if st := statsOf(t, s); st.Runs != 0 || st.FactsBytes != 0 {
				t.Errorf("part of it was recorded: %+v", st)
			}
		})
	}
}
