package history_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// nights are runs of a cluster of two nodes, of which one letter each says what HV01 was:
// p pass, d drift, u unknown, w waived, x unreachable, g gone from the cluster, r the
// requirement is gone, n left out by --only, s another node was selected.
func nights(letters string) []*report.Result {
	statuses := map[rune]checks.Status{'p': checks.Pass, 'd': checks.Drift, 'u': checks.Unknown, 'w': checks.Waived}
	var all []*report.Result
	for i, letter := range letters {
		other := found("HV02", "hotfix/KB1", checks.Pass)
		r := nightly(i, readNode("HV01"), readNode("HV02"))
		switch letter {
		case 'x':
			r = nightly(i, darkNode("HV01"), readNode("HV02"))
			r.Clusters[0].Findings = []report.Finding{found("HV01", "hotfix/KB1", checks.Unknown)}
		case 'g':
			r = nightly(i, readNode("HV02"))
		case 's':
			r = nightly(i, readNode("HV02"))
			r.Clusters[0].Selection = &report.Selection{Nodes: 1, Of: 2}
		case 'n':
			r.Selection = &report.Narrowing{Only: []string{"firewall"}}
			other = found("HV02", "firewall/x", checks.Pass)
		case 'r':
		default:
			r.Clusters[0].Findings = []report.Finding{found("HV01", "hotfix/KB1", statuses[letter])}
		}
		all = append(all, with(r, other))
	}
	return all
}

func lifeOf(t *testing.T, s *history.Store) string {
	t.Helper()
	spans, err := s.Life(t.Context(), "HV", history.Subject{Node: "HV01", ID: "hotfix/KB1"})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range spans {
		last := "..."
		if !p.Last.IsZero() {
			last = fmt.Sprint(dayOf(p.Last))
		}
		all = append(all, strings.TrimSpace(fmt.Sprintf("%d-%s %s %s", dayOf(p.First), last, p.Status, p.Ended)))
	}
	return strings.Join(all, ", ")
}

func dayOf(t time.Time) int { return int(t.Sub(night(0)) / (24 * time.Hour)) }

// since is the night since which HV01 is what it is, -1 when it was not seen in the last.
func TestSince(t *testing.T) {
	for _, tt := range []struct {
		letters string
		life    string
		since   int
	}{
		{"pddd", "0-0 pass changed, 1-... drift", 1},
		{"pdxxd", "0-0 pass changed, 1-1 drift not-observed, 4-... drift", 1},
		{"pdxud", "0-0 pass changed, 1-1 drift not-observed, 3-3 unknown changed, 4-... drift", 1},
		{"pduxpd", "0-0 pass changed, 1-1 drift changed, 2-2 unknown not-observed, 4-4 pass changed, 5-... drift", 5},
		{"pduud", "0-0 pass changed, 1-1 drift changed, 2-3 unknown changed, 4-... drift", 1},
		{"duuxu", "0-0 drift changed, 1-2 unknown not-observed, 4-... unknown", 1},
		{"dwwd", "0-0 drift changed, 1-2 waived changed, 3-... drift", 3},
		{"ddrd", "0-1 drift requirement-gone, 3-... drift", 3},
		{"ddgd", "0-1 drift node-gone, 3-... drift", 3},
		{"ddsd", "0-1 drift not-observed, 3-... drift", 0},
		{"ddnd", "0-1 drift not-observed, 3-... drift", 0},
		{"pdxx", "0-0 pass changed, 1-1 drift not-observed", -1},
		{"xxd", "2-... drift", 2},
		{"d", "0-... drift", 0},
	} {
		t.Run(tt.letters, func(t *testing.T) {
			s := create(t, filePlace(t))
			for _, r := range nights(tt.letters) {
				recorded(t, s, r)
			}
			if got := lifeOf(t, s); got != tt.life {
				t.Errorf("life %s, want %s", got, tt.life)
			}
			at, seen := since(t, s, "")[history.Subject{Node: "HV01", ID: "hotfix/KB1"}]
			switch {
			case seen != (tt.since >= 0):
				t.Errorf("since %v, %t", at, seen)
			case seen && dayOf(at) != tt.since:
				t.Errorf("since night %d, want %d", dayOf(at), tt.since)
			}
		})
	}
}

// What is said of an earlier run is what was said when it was the last.
// Drift of a cluster as a whole lasts through nights in which it was not seen because nodes
// were not read, or not judged. With all nodes known, what was not seen was not there.
func TestSinceOfClusterWideDrift(t *testing.T) {
	unjudged := report.Node{Name: "HV01", State: report.Partial}
	for _, tt := range []struct {
		name  string
		night []report.Node
		want  int
	}{
		{"no node was read", []report.Node{darkNode("HV01"), darkNode("HV02")}, 0},
		{"one was not read", []report.Node{darkNode("HV01"), readNode("HV02")}, 0},
		{"one was not judged", []report.Node{unjudged, readNode("HV02")}, 0},
		{"all were read", []report.Node{readNode("HV01"), readNode("HV02")}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := create(t, filePlace(t))
			drifting := func(n int) *report.Result {
				return with(nightly(n, readNode("HV01"), readNode("HV02")), found("", "cluster/members", checks.Drift))
			}
			for _, r := range []*report.Result{drifting(0), nightly(1, tt.night...), drifting(2)} {
				recorded(t, s, r)
			}
			if got := dayOf(since(t, s, "")[history.Subject{ID: "cluster/members"}]); got != tt.want {
				t.Errorf("since night %d, want %d", got, tt.want)
			}
		})
	}
}

func TestSinceOfEarlierRun(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		var runs []history.Run
		var then []map[history.Subject]time.Time
		for _, r := range nights("pdduxdwdxxpgd") {
			runs = append(runs, recorded(t, s, r))
			then = append(then, since(t, s, ""))
		}
		for i, run := range runs {
			if diff := cmp.Diff(then[i], since(t, s, run.ID)); diff != "" {
				t.Errorf("run %d (-then +now):\n%s", i, diff)
			}
		}
	})
}

// The order in which runs are recorded makes no difference to the index.
func TestRecordedInAnyOrder(t *testing.T) {
	const letters = "pdduxdwdxxpgdrd"
	onEach(t, func(t *testing.T, p history.Place) {
		all := nights(letters)
		inOrder, other := create(t, filePlace(t)), create(t, p)
		for _, r := range all {
			recorded(t, inOrder, r)
		}
		for i := range all { // 7 and the length have no common factor
			recorded(t, other, all[i*7%len(all)])
		}
		if want, got := lifeOf(t, inOrder), lifeOf(t, other); got != want {
			t.Errorf("life %s, want %s", got, want)
		}
		if diff := cmp.Diff(since(t, inOrder, ""), since(t, other, "")); diff != "" {
			t.Errorf("since (-in order):\n%s", diff)
		}
	})
}
