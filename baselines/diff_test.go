package baselines

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// told is a difference without its positions.
func told(found []Difference) []string {
	var lines []string
	for _, d := range found {
		lines = append(lines, fmt.Sprintf("%s %s: %q, %q", d.ID, d.Key, d.A.Text, d.B.Text))
	}
	return lines
}

func TestDiff(t *testing.T) {
	found, err := Diff("ws2008r2-sp1", "testdata/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := told(found)
	lines = slices.DeleteFunc(lines, func(s string) bool { return strings.Contains(s, " why: ") })
	want := []string{
		`firewall/cluster-udp-3343-in without_rule: "drift", "accept"`,
		`heartbeat/SameSubnetThreshold max: "10", "15"`,
		`hotfix/KB2552040 severity: "critical", "medium"`,
		`service/netprofm : "The Network List Service is not disabled", ""`,
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	for _, d := range found {
		for _, v := range []Value{d.A, d.B} {
			if (v.Text == "") != (v.At == Position{}) {
				t.Errorf("%s %s: text %q at %v", d.ID, d.Key, v.Text, v.At)
			}
		}
	}
}

// Lists of mappings are compared item by item, other values as a whole.
func TestDiffLists(t *testing.T) {
	found, err := Diff("ws2008r2-rtm", "ws2008r2-sp1")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Join(told(found), "\n")
	for _, want := range []string{
		`applies_to build: "7600", "7601"`,
		`hotfix/KB2552040 satisfied_by.updates: "", "{kb: 2972254, `,
		`hotfix-list/KB980054 : "Recommended updates for `,
	} {
		if !strings.Contains(lines, want) {
			t.Errorf("nothing tells %s in\n%s", want, lines)
		}
	}
}

// A baseline does not differ from itself, and two differ the same way from
// either side.
func TestDiffMirrored(t *testing.T) {
	for _, a := range Names() {
		for _, b := range Names() {
			there, err := Diff(a, b)
			if err != nil {
				t.Fatal(err)
			}
			back, err := Diff(b, a)
			if err != nil {
				t.Fatal(err)
			}
			for i, d := range back {
				back[i].A, back[i].B = d.B, d.A
			}
			x, y := told(there), told(back)
			slices.Sort(x)
			slices.Sort(y)
			if diff := cmp.Diff(x, y); diff != "" {
				t.Errorf("%s and %s: %s", a, b, diff)
			}
			if a == b && len(there) > 0 {
				t.Errorf("%s differs from itself: %v", a, x)
			}
		}
	}
}

func TestDiffBadReference(t *testing.T) {
	_, err := Diff("nothing", "testdata/invalid-kind.yaml")
	if err == nil || !strings.Contains(err.Error(), "nothing") || !strings.Contains(err.Error(), "invalid-kind") {
		t.Errorf("error %v, want one that names both references", err)
	}
}
