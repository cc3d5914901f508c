package collector

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// fakeLanes are two sessions; without a second one it could not be opened.
type fakeLanes struct {
	*fakeNode
	second *fakeNode
	ended  bool
}

func (f *fakeLanes) Two() bool { return true }

func (f *fakeLanes) Second(context.Context) (Session, func()) {
	if f.second == nil {
		return nil, nil
	}
	return f.second, func() { f.ended = true }
}

func hostName(name string) string {
	return listing(remote.KeyTCP, []string{"Hostname    REG_SZ    " + name, "EnableTCPA    REG_DWORD    0x0"}, "Adapters")
}

// collectTwo collects over two lanes.
func collectTwo(t *testing.T, f *fakeLanes) string {
	t.Helper()
	n := &facts.Node{Name: "node1"}
	Collect(t.Context(), f, n, func(facts.OS) facts.Request { return fullRequest() }, leads, fixedClock, nil)
	return asText(t, n)
}

func asText(t *testing.T, n *facts.Node) string {
	t.Helper()
	text, err := json.MarshalIndent(n, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Whatever becomes of the second lane, the facts are those of one. A shell on another
// machine, or one whose connection is lost, counts for nothing.
func TestSecondLane(t *testing.T) {
	one := &facts.Node{Name: "node1"}
	Collect(t.Context(), healthyNode(), one, func(facts.OS) facts.Request { return fullRequest() }, leads, fixedClock, nil)
	want := asText(t, one)
	for _, tt := range []struct {
		name     string
		second   *fakeNode
		fallback bool
	}{
		{"of use", healthyNode(), false},
		{"not opened", nil, true},
		{"another machine", healthyNode().prints(remote.RegQuery(remote.KeyTCP), hostName("NODE2")), true},
		{"a machine without a name", healthyNode().refuses(remote.RegQuery(remote.KeyTCP)), true},
		{"lost", healthyNode().fails("run 1", remote.Unreachable), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fakeLanes{fakeNode: healthyNode(), second: tt.second}
			if got := collectTwo(t, f); got != want {
				t.Errorf("%s\nwant\n%s", got, want)
			}
			if fell := slices.Contains(f.asked, "run 1"); fell != tt.fallback || f.ended != (tt.second != nil) {
				t.Errorf("the shell ran on the first lane: %t, want %t; the second has ended: %t", fell, tt.fallback, f.ended)
			}
		})
	}
}

// A name that is longer than NetBIOS allows may be cut on either side.
func TestBelongs(t *testing.T) {
	command := remote.RegQuery(remote.KeyTCP)
	for _, tt := range []struct {
		host, computer string
		want           bool
	}{
		{"node1", "NODE1", true},
		{"node2", "NODE1", false},
		{"a-name-of-twenty-one", "A-NAME-OF-TWENT", true},
		{"a-name-of-twenty-one", "A-NAME-OF-TWENTY-ONE", true},
		{"", "NODE1", false},
	} {
		said := transcript{{commands: []remote.Command{command}, outputs: []remote.Output{{Text: []byte(hostName(tt.host)), OK: true}}}}
		if got := said.belongs(tt.computer); got != tt.want {
			t.Errorf("%q belongs to %q: %t", tt.host, tt.computer, got)
		}
	}
}
