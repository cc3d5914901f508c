package checks

import (
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// hotfixSituations are nodes that contradict themselves on a hotfix, and one that
// gives no answer about a file between two floors.
func hotfixSituations() []situation {
	all := []situation{
		{name: "file between the floors, by id", change: func(n *facts.Node) { n.Files.Found[0].Version = between }},
		{name: "absent, a rollup explains the file", change: func(n *facts.Node) {
			missingHotfix(n)
			setPackages(n, pkg(kbOwn, facts.PackageAbsent), pkg(kbRollup, facts.PackageInstalled))
		}},
		{name: "half installed, a later one installed", change: func(n *facts.Node) {
			missingHotfix(n)
			setPackages(n, pkg(kbOwn, facts.PackagePartiallyInstalled), pkg(kbLater, facts.PackageInstalled))
		}},
	}
	for _, c := range contradictions() {
		all = append(all, situation{name: "contradiction: " + c.name, change: func(n *facts.Node) { c.change(n, nil) }})
	}
	return all
}

// endsContradiction reports whether a loss leaves one side of a contradiction alone.
// What the list of installed updates and the files say is believed of a node whose
// component store cannot be read, as of any account that may not open a shell, so
// that its loss may end one. The loss of the list or of the files may not.
func endsContradiction(f Finding, lost section) bool {
	return f.Got == contradictoryEvidence && lost.part == "KBs"
}

// TestRowsTwice doubles each row that hotfixes are judged by: nothing changes but
// what counts the rows.
func TestRowsTwice(t *testing.T) {
	for _, s := range situations() {
		before := Evaluate(s.cluster())
		for name, double := range map[string]func(*facts.Node){
			"updates":  func(n *facts.Node) { n.Hotfixes.Installed = slices.Repeat(n.Hotfixes.Installed, 2) },
			"packages": func(n *facts.Node) { n.Packages.Found = slices.Repeat(n.Packages.Found, 2) },
			"searched": func(n *facts.Node) { n.Packages.Searched = slices.Repeat(n.Packages.Searched, 2) },
			"files":    func(n *facts.Node) { n.Files.Found = slices.Repeat(n.Files.Found, 2) },
			"signals":  func(n *facts.Node) { n.Reboot.Signals = slices.Repeat(n.Reboot.Signals, 2) },
		} {
			c := s.cluster()
			double(c.Nodes[0].Facts)
			after := Evaluate(c)
			compareStatus(t, s.name+", "+name+" twice", before, after, func(old, now Status) bool { return old != now })
			for i, f := range after {
				if f.Got != before[i].Got || f.Reason != before[i].Reason || f.Severity != before[i].Severity || len(f.Evidence) != len(before[i].Evidence) {
					t.Errorf("%s, %s twice: %s got %q (%s), was %q (%s)", s.name, name, f.ID, f.Got, f.Reason, before[i].Got, before[i].Reason)
				}
			}
		}
	}
}
