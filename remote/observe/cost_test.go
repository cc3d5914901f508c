package observe

import (
	"fmt"
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
		{Service: "a"}, {Service: "b"}, {Events: with(retries(), func(*Events) {})},
		{File: &File{`C:\a.exe`, "version"}}, {File: &File{`%SystemRoot%\a.exe`, "version"}},
		{File: &File{`%ProgramFiles%\a.exe`, "version"}}, {File: &File{`%ProgramFiles%\b.exe`, "version"}}, {File: &File{`%ProgramData%\b.exe`, "version"}},
		{Cluster: "Name"}, {Cluster: "QuorumType"}, {Cluster: QuorumResourceType},
	}
	var got []string
	shares := Cost(targets)
	for _, s := range shares {
		got = append(got, fmt.Sprintf("%d for %d: %s", s.Messages, len(s.Targets), s.Targets[0]))
	}
	want := []string{
		`4 for 5: the version of %ProgramData%\b.exe`,
		`3 for 2: A in HKLM\Cluster`,
		`3 for 2: ElementName of Win32_PowerPlan where IsActive = true`,
		`2 for 1: A in HKLM\Cluster\C`,
		`2 for 1: InstanceID, IsActive of Win32_PowerPlan`,
		`1 for 2: Name of the cluster`,
		`0 for 1: the type of the quorum resource`,
		`0 for 1: events 153, 51 of disk in System within 7d`,
		`0 for 2: the service a`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := Messages(shares); n != 15 {
		t.Errorf("%d messages", n)
	}
}
