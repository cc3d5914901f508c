package ansible

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// repeated is a text again and again, %d being its number.
func repeated(text string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(text, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// What a small file can be made to stand for is bounded, and said once. The bounds are
// met after an amount of work that does not grow with the rest of the file.
func TestBoundsOfAFile(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"ranges that repeat":       {"[c]\n" + strings.Repeat("hv[0001:9999]\n", 60_000), "hosts altogether"},
		"ranges in many groups":    {repeated("[g%d]\nhv[0001:9999]\n", 30_000), "hosts altogether"},
		"hosts beyond the most":    {"[c]\n" + repeated("h%d-[0001:9999]\n", 40_000), "more than 10000 hosts"},
		"a chain of groups":        {chain(15_000) + "[n15000]\nhv[0001:9999]\n", "too many groups"},
		"variables of all":         {"[all:vars]\n" + repeated("v%d=1\n", 50_000) + "[c]\nhv[0001:9999]\n", "too many variables"},
		"groups without a section": {repeated("[g%d:vars]\na=b\n[h%d]\n", 20_000), "there is no group"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			problems := Read("hosts", []byte(tt.text)).Problems
			if len(problems) == 0 {
				t.Fatal("it is read")
			}
			said := slices.ContainsFunc(problems, func(p *strict.Error) bool { return strings.Contains(fmt.Sprint(p), tt.want) })
			if !said || len(problems) > 1 && name != "groups without a section" {
				t.Errorf("%d problems, the first %v", len(problems), problems[0])
			}
		})
	}
}

// chain is groups of which each is a child of the one before.
func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "[n%d:children]\nn%d\n", i, i+1)
	}
	return b.String()
}

// A host may be in many groups, which are listed and found in the order of the file.
func TestHostInManyGroups(t *testing.T) {
	read := Read("hosts", []byte(repeated("[g%d]\nhv01\n", 5000)))
	if len(read.Problems) > 0 || len(read.Hosts) != 1 || len(read.Hosts[0].Groups) != 5000 || read.Hosts[0].Groups[4999] != "g4999" {
		t.Errorf("%v; %d hosts", read.Problems, len(read.Hosts))
	}
}
