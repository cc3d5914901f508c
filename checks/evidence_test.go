package checks

import (
	"encoding/json"
	"regexp"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Facts may come from a file, which may give its times in any zone.
func TestTimesOfFindingsAreUTC(t *testing.T) {
	utc, tokyo := testNode("N1"), &facts.Node{}
	flipped(utc)
	written, err := json.Marshal(utc)
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("", 9*60*60)
	times := regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*Z"`)
	moved := times.ReplaceAllFunc(written, func(quoted []byte) []byte {
		var at time.Time
		if err := json.Unmarshal(quoted, &at); err != nil {
			t.Fatal(err)
		}
		return []byte(at.In(zone).Format(`"` + time.RFC3339Nano + `"`))
	})
	if times.Match(moved) {
		t.Fatal("not every time is in the other zone")
	}
	if err := json.Unmarshal(moved, tokyo); err != nil {
		t.Fatal(err)
	}
	want, got := findingsInJSON(t, utc), findingsInJSON(t, tokyo)
	if want != got {
		t.Errorf("the zone of the facts shows:\n%s\nwant:\n%s", got, want)
	}
}

func findingsInJSON(t *testing.T, n *facts.Node) string {
	t.Helper()
	found := Evaluate(Cluster{Name: "C", Nodes: []Subject{{Facts: n, Baseline: testBaseline()}}})
	if len(findingOf(t, found, "network-profile/flips").Timeline) == 0 {
		t.Fatal("nothing happened on the node")
	}
	text, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
