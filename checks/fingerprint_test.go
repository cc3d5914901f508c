package checks

import (
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// A fingerprint changes with the state of a finding, and with nothing else.
func TestFingerprint(t *testing.T) {
	drift := func() Finding {
		return Finding{
			ID: "hotfix/KB2552040", Node: "N1", Status: Drift, Severity: "high", Want: "KB2552040", Got: "not installed", Reason: "no package",
			Missing: []facts.Gap{facts.GapDenied.Of("the files")}, Evidence: []Evidence{{Observed: "12 updates"}},
		}
	}
	before := drift()
	for name, tt := range map[string]struct {
		change func(*Finding)
		same   bool
	}{
		"the verdict":             {func(f *Finding) { f.Status = Pass }, false},
		"the severity":            {func(f *Finding) { f.Severity = "low" }, false},
		"what is wanted":          {func(f *Finding) { f.Want = "another" }, false},
		"what was observed":       {func(f *Finding) { f.Got = "installed" }, false},
		"the cause":               {func(f *Finding) { f.Reason = "another package" }, false},
		"why something is open":   {func(f *Finding) { f.Missing[0].Kind = facts.GapTimedOut }, false},
		"of which node":           {func(f *Finding) { f.Missing[0].Node = "N2" }, false},
		"the node it is due to":   {func(f *Finding) { f.DueTo = []string{"N2"} }, false},
		"what mitigates it":       {func(f *Finding) { f.MitigatedBy = "firewall/a" }, false},
		"what is accepted":        {func(f *Finding) { f.AcceptedBy = "firewall/a" }, false},
		"the differences":         {func(f *Finding) { f.Differences = []Difference{{Aspect: "a"}} }, false},
		"a waiver":                {func(f *Finding) { f.Waiver = &Waiver{Reason: "r"} }, false},
		"another node":            {func(f *Finding) { f.Node = "N2" }, false},
		"another finding":         {func(f *Finding) { f.ID = "hotfix/KB1" }, false},
		"the words of a gap":      {func(f *Finding) { f.Missing[0].Text = "the files since 10:00" }, true},
		"one more gap of a kind":  {func(f *Finding) { f.Missing = append(f.Missing, facts.GapDenied.Of("the log")) }, true},
		"counters of evidence":    {func(f *Finding) { f.Evidence[0].Observed = "13 updates" }, true},
		"the time of evidence":    {func(f *Finding) { f.Evidence[0].At = time.Now() }, true},
		"the title":               {func(f *Finding) { f.Title = "t" }, true},
		"what was measured":       {func(f *Finding) { f.Paths = []Path{{Longest: 3}} }, true},
		"when something happened": {func(f *Finding) { f.Timeline = []Moment{{At: time.Now()}} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			after := drift()
			tt.change(&after)
			if same := after.Fingerprint() == before.Fingerprint(); same != tt.same {
				t.Errorf("the same: %t", same)
			}
		})
	}
}

// What a verdict has that varies by itself is not in the fingerprint, and still not when
// another finding is accepted for it.
func TestFingerprintOfMeasurements(t *testing.T) {
	of := func(got string) Finding {
		return Finding{ID: "latency/round-trip", Status: Pass, Got: got, Reason: got, Steady: &Steady{"", ""}}
	}
	if of("3 ms").Fingerprint() != of("4 ms").Fingerprint() {
		t.Error("a measurement changes it")
	}
	leaning := func(got string) string {
		return accepted(Finding{ID: "hotfix/KB1", Status: Drift, Got: "not installed"}, of(got)).Fingerprint()
	}
	if leaning("3 ms") != leaning("4 ms") {
		t.Error("a measurement of the accepted finding changes it")
	}
}
