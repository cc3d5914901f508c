package baselines

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reported is a difference without its positions.
func reported(found []Difference) []string {
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
	lines := reported(found)
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
	lines := strings.Join(reported(found), "\n")
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
	for i, a := range Names() {
		for _, b := range Names()[i:] {
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
			x, y := reported(there), reported(back)
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

// Steps are compared in their order, and so are those that fixes have in common.
func TestDiffSteps(t *testing.T) {
	site := func(rest string) string {
		file := filepath.Join(t.TempDir(), "site.yaml")
		if err := os.WriteFile(file, []byte("format: 1\nname: site\ntitle: T\nreviewed: 2026-11-22\nextends: [ws2019]\n"+rest), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	one := site("procedures: {restart: [{text: A}, {text: B}]}\noffload: {chimney: {fix: [{text: A}, {text: B}]}}\n")
	for _, tt := range []struct{ other, want string }{
		{"procedures: {restart: [{text: B}, {text: A}]}\noffload: {chimney: {fix: [{text: A}, {text: B}]}}\n",
			`procedures restart: "[{text: A}, {text: B}]", "[{text: B}, {text: A}]"`},
		{"procedures: {restart: [{text: A}]}\noffload: {chimney: {fix: [{text: B}, {text: A}, {text: A}]}}\n",
			"offload/chimney fix: \"[{text: A}, {text: B}]\", \"[{text: B}, {text: A}, {text: A}]\"\n" + `procedures restart: "{text: B}", ""`},
		{"procedures: {restart: [{text: A}, {text: B}]}\noffload: {chimney: {fix: [{text: A}, {text: B}]}}\n", ""},
	} {
		found, err := Diff(one, site(tt.other))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(reported(found), "\n"); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.other, got, tt.want)
		}
	}
}
