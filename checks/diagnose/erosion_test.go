package diagnose

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// certainty is the verdict on each cause over all incidents; of several the surest.
func certainty(r *Result) map[string]causes.Verdict {
	all := map[string]causes.Verdict{}
	for _, i := range r.Incidents {
		for _, c := range i.Causes {
			if was, ok := all[c.ID]; !ok || rank(c.Verdict) < rank(was) {
				all[c.ID] = c.Verdict
			}
		}
	}
	return all
}

// rose describes the causes on which less evidence gave a surer verdict: one that is
// better, or an exclusion where there was none.
func rose(whole, eroded map[string]causes.Verdict) []string {
	var all []string
	for id, now := range eroded {
		was, ok := whole[id]
		better := !ok && rank(now) <= rank(causes.Likely) || ok && rank(now) < rank(was) && (was != causes.Excluded || now == causes.Shown)
		if better || ok && now == causes.Excluded && was != causes.Excluded {
			all = append(all, id+" from "+string(was)+" to "+string(now))
		}
	}
	slices.Sort(all)
	return all
}

// some is of how many lines a short run takes away one.
const some = 16

// withoutLine is a set without one line of one log.
func withoutLine(set []given, log, line int) (rest []given, gone string) {
	rest = slices.Clone(set)
	var kept []string
	number := 0
	for text := range strings.Lines(set[log].text) {
		if number == line {
			gone, text = strings.TrimSpace(text), "\n" // lines and records keep their numbers
		}
		kept = append(kept, text)
		number++
	}
	rest[log].text = strings.Join(kept, "")
	return rest, gone
}

// Without any one line, no verdict on a cause gets surer.
func TestLineTakenAway(t *testing.T) {
	for name, set := range synthetic() {
		whole := certainty(diagnosed(t, Options{}, set...))
		for n, g := range set {
			for line := range strings.Count(g.text, "\n") {
				if testing.Short() && line%some != 0 {
					continue
				}
				rest, gone := withoutLine(set, n, line)
				if strings.HasSuffix(gone, "the database is current") && line%20 != 0 {
					continue // one of many that are alike
				}
				if more := rose(whole, certainty(diagnosed(t, Options{}, rest...))); len(more) > 0 {
					t.Errorf("%s: without %q of %s: %s", name, gone, g.path, strings.Join(more, ", "))
				}
			}
		}
	}
}

// recorded is a source with its records.
type recorded struct {
	source  *logs.Source
	records []logs.Record
}

// demo are the logs of the demo.
func demo(t *testing.T) []recorded {
	t.Helper()
	set, err := logs.Open(context.Background(), []string{"../../cmd/clusterdrift/incident"}, logs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := set.Close(); err != nil {
			t.Error(err)
		}
	})
	var all []recorded
	for _, s := range set.Sources {
		one := recorded{source: s}
		if err := set.Read(context.Background(), s, func(r logs.Record) error { one.records = append(one.records, r); return nil }); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// without diagnoses recorded logs but for some records.
func without(all []recorded, gone func(source, record int) bool) *Result {
	var read []*Log
	for i, one := range all {
		l := embedded().Log(one.source)
		left := 0
		for n, r := range one.records {
			if !gone(i, n) {
				l.Add(r)
				left++
			}
		}
		if left > 0 {
			read = append(read, l)
		}
	}
	return embedded().Diagnose(read, Options{Facts: []*facts.Node{domainOnly("HV02")}})
}

// Without any one record or any of its logs, no verdict on the demo gets surer.
func TestDemoTakenAway(t *testing.T) {
	all := demo(t)
	whole := certainty(without(all, func(int, int) bool { return false }))
	if whole["profile-flip"] != causes.Shown {
		t.Fatalf("the demo has %v", whole)
	}
	for i, one := range all {
		for n, r := range one.records {
			if testing.Short() && n%some != 0 {
				continue
			}
			if more := rose(whole, certainty(without(all, func(s, rec int) bool { return s == i && rec == n }))); len(more) > 0 {
				t.Errorf("without %q of %s: %s", r.Raw, one.source.Path, strings.Join(more, ", "))
			}
		}
	}
	for kept := range 1 << len(all) {
		if more := rose(whole, certainty(without(all, func(s, _ int) bool { return kept&(1<<s) == 0 }))); len(more) > 0 {
			t.Errorf("with the logs %b: %s", kept, strings.Join(more, ", "))
		}
	}
}
