package observe

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCost(t *testing.T) {
	value := func(key, value string) Target {
		return Target{Registry: &Registry{Key: key, Value: value, Type: DWORD}}
	}
	targets := []Target{
		value(`HKLM\Cluster`, "A"), value(`HKLM\cluster`, "B"), value(`HKLM\Cluster\C`, "A"),
		{WQL: with(plan(), func(*WQL) {})}, {WQL: with(plan(), func(q *WQL) { q.Columns = []string{"ElementName"} })},
		{WQL: with(plan(), func(q *WQL) { q.Where = nil })},
		{Service: "a"}, {Service: "b"}, {File: &File{`C:\a.exe`, "version"}}, {Events: with(retries(), func(*Events) {})}, {Cluster: "Name"},
	}
	var got []int
	shares := Cost(targets)
	for _, s := range shares {
		got = append(got, len(s.Targets), s.Messages)
	}
	// Key and two values; key and value; a class by its conditions; what costs nothing.
	if diff := cmp.Diff([]int{2, 3, 1, 2, 2, 2, 1, 2, 1, 0, 1, 0, 1, 0, 2, 0}, got); diff != "" {
		t.Error(diff)
	}
	if n := Messages(shares); n != 9 {
		t.Errorf("%d messages", n)
	}
}
