package diagnose

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
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
