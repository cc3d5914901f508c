package checks

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// long reports whether every loss of evidence is judged by every family, and every
// pair of losses is tried, instead of what the needs of the families call for.
func long() bool { return os.Getenv("CLUSTERDRIFT_LONG") != "" }

// loss is a section taken away from one of the nodes.
type loss struct {
	section section
	node    int
	how     string
}

// ways are those in which a section is lost.
func ways() []string { return []string{"failed", "not asked", "emptied"} }

func (l loss) String() string {
	return l.section.name + " of node " + strconv.Itoa(l.node+1) + " " + l.how
}

// head is what is left of the section's head.
func (l loss) head(s facts.Section) facts.Section {
	switch l.how {
	case "failed":
		return failed(s.Source)
	case "emptied":
		return facts.Section{State: facts.Collected, Source: s.Source, At: s.At}
	}
	return facts.Section{}
}

// without is the cluster of the situation after some losses.
func (s situation) without(losses ...loss) Cluster {
	c := s.cluster()
	for _, l := range losses {
		n := c.Nodes[l.node].Facts
		l.section.clear(n, l.head(l.section.head(n)))
	}
	return c
}

// trial judges a situation again and again, each time without some evidence.
type trial struct {
	situation
	before []familyFindings
	readBy map[string][]bool // by the part, for each family of the table
}

func newTrial(s situation) trial {
	t := trial{situation: s, readBy: map[string][]bool{}}
	b, e := testBaseline(), newEvaluation(s.cluster())
	for _, f := range families() {
		t.before = append(t.before, e.judge(f))
		for _, part := range parts() {
			t.readBy[part] = append(t.readBy[part], f.reads(b, part))
		}
	}
	return t
}

// parts are those of all sections, each once.
func parts() []string {
	all := wording.Set{}
	for _, s := range sections() {
		all.Add(s.part)
	}
	return all.Sorted()
}

// judge judges the situation after some losses. What families that read none of
// the lost sections found before, they find again (TestFamiliesReadWhatTheyNeed).
func (t trial) judge(losses ...loss) []Finding {
	e := newEvaluation(t.without(losses...))
	all := slices.Clone(t.before)
	for i, f := range families() {
		if long() || slices.ContainsFunc(losses, func(l loss) bool { return t.readBy[l.section.part][i] }) {
			all[i] = e.judge(f)
		}
	}
	return e.conclude(all)
}

// readTogether reports whether a family asks for both sections.
func (t trial) readTogether(a, b section) bool {
	for i, f := range families() {
		if f.needs != nil && t.readBy[a.part][i] && t.readBy[b.part][i] {
			return true
		}
	}
	return false
}

// TestLostEvidence takes each section away, on each node in turn: a verdict may
// stay or become unknown, and no finding may vanish. But in the long suite a situation
// loses a section in one of the three ways, which differs from that of the next, and of
// nine losses of the companions, which are alike in all situations, one is tried.
func TestLostEvidence(t *testing.T) {
	all := sections()
	for turn, s := range situations() {
		if testing.Short() && turn%3 != 0 {
			continue // with the race detector all of them take minutes
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			trial := newTrial(s)
			before := trial.judge()
			for j, sec := range all {
				for k, how := range ways() {
					for i := range 3 {
						apart := turn + i + j + k
						if !long() && (apart%len(ways()) != 0 || i > 0 && apart/len(ways())%len(ways()) != 0) {
							continue
						}
						l := loss{sec, i, how}
						for _, change := range worsened(before, trial.judge(l), sec) {
							t.Errorf("%s: %s", l, change)
						}
					}
				}
			}
		})
	}
}

// TestLostEvidenceTwice does so with one more section of the changed node. Seven
// situations of eight, and two sections that no family reads both of, are tried in the
// long suite only.
func TestLostEvidenceTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("left out by -short: it tries pairs of sections")
	}
	all := sections()
	for turn, s := range situations() {
		if !long() && turn%8 != 0 {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			trial := newTrial(s)
			var before [][]Finding
			for _, sec := range all {
				before = append(before, trial.judge(loss{sec, 0, "failed"}))
			}
			for i, first := range all {
				for j, second := range all[:i] {
					if !long() && !trial.readTogether(first, second) {
						continue
					}
					after := trial.judge(loss{first, 0, "failed"}, loss{second, 0, "failed"})
					for _, change := range append(worsened(before[i], after, second), worsened(before[j], after, first)...) {
						t.Errorf("without %s and %s: %s", first.name, second.name, change)
					}
				}
			}
		})
	}
}

// worsened lists the changes of status that the loss of a section may not bring.
func worsened(before, after []Finding, lost ...section) []string {
	if len(after) != len(before) {
		return []string{"the number of findings changed"}
	}
	var changes []string
	for i, f := range before {
		now := after[i]
		switch {
		case f.Node != now.Node || f.ID != now.ID:
			changes = append(changes, f.Node+" "+f.ID+" is gone, or "+now.Node+" "+now.ID+" is new")
		case f.Status != now.Status && now.Status != Unknown && !slices.ContainsFunc(lost, func(s section) bool { return endsContradiction(f, s) }):
			changes = append(changes, f.Node+" "+f.ID+": "+string(f.Status)+" became "+string(now.Status))
		}
	}
	return changes
}
