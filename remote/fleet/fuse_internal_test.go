package fleet

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
)

// What becomes of a job whose turn it is.
const (
	dark    = 'd' // it never gets to where it needs the password
	lost    = 'l' // no answer to the password
	refuses = 'r'
	accepts = 'a' // without proof
	proves  = 'p'
	claims  = 'c' // accepts, and never proves it
)

// outcomes are what a job hears when it has shown the password.
func outcomes(kind byte) []remote.Outcome {
	return map[byte][]remote.Outcome{
		lost:    {remote.LogonBroken},
		refuses: {remote.LogonRefused},
		accepts: {remote.LogonAccepted},
		proves:  {remote.LogonUnproven, remote.LogonProven},
		claims:  {remote.LogonUnproven},
	}[kind]
}

// world is a fuse and how far each of its jobs has come. A job's steps are to
// begin, to ask for leave, to hear each outcome, and to end.
type world struct {
	fuse   fuse
	kinds  string
	places []*place
	steps  []int
	turned []bool // away
}

func newWorld(kinds string, limit int, domain bool) *world {
	w := &world{fuse: fuse{limit: limit, domain: domain}, kinds: kinds, steps: make([]int, len(kinds)), turned: make([]bool, len(kinds))}
	for range kinds {
		w.places = append(w.places, w.fuse.add())
	}
	return w
}

func (w *world) clone() *world {
	c := *w
	c.steps, c.turned = slices.Clone(w.steps), slices.Clone(w.turned)
	c.places = make([]*place, len(w.places))
	c.fuse.places = nil
	for i, p := range w.places {
		copied := *p
		c.places[i] = &copied
		if slices.Contains(w.fuse.places, p) {
			c.fuse.places = append(c.fuse.places, &copied)
		}
	}
	return &c
}

// key tells worlds apart.
func (w *world) key() string {
	b := []byte{byte(w.fuse.refusals), byte(w.fuse.shown), bit(w.fuse.doubted), bit(w.fuse.lifted)}
	for i, p := range w.places {
		b = append(b, byte(w.steps[i]), byte(p.stage), bit(p.overdue), bit(p.blown), bit(w.turned[i]))
	}
	return string(b)
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

const ended = -1

// step takes a job's next step, if it can take one.
func (w *world) step(i int) bool {
	p, heard := w.places[i], outcomes(w.kinds[i])
	switch at := w.steps[i]; {
	case at == ended:
		return false
	case at == 0:
		w.fuse.move(p, coming)
	case at == 1 && w.kinds[i] != dark:
		w.fuse.move(p, waiting)
	case at == 2 && p.blown:
		w.turned[i] = true
		w.fuse.move(p, clear)
		w.steps[i] = 2 + len(heard)
		return true
	case at == 2 && p.stage == waiting:
		return false
	case at >= 2 && at-2 < len(heard):
		w.fuse.answer(p, heard[at-2])
	default:
		w.fuse.end(p)
		w.steps[i] = ended
		return true
	}
	w.steps[i]++
	return true
}

// expire ends the grace of a job, if one runs.
func (w *world) expire(i int) bool {
	p := w.places[i]
	if p.overdue || w.steps[i] == ended || p.stage != coming && p.stage != showing && p.stage != unproven {
		return false
	}
	w.fuse.expire(p)
	return true
}

// result has one letter for each job: its kind, or "-" where it was turned away.
func (w *world) result() string {
	b := []byte(w.kinds)
	for i := range b {
		if w.turned[i] {
			b[i] = '-'
		}
	}
	return string(b)
}

// explore takes the steps of all jobs in every possible order, and returns the
// results. It fails where a job waits for ever, or more passwords are refused, or
// may be, than the limit allows.
func explore(t *testing.T, start *world, expiring bool) map[string]bool {
	t.Helper()
	results, seen := map[string]bool{}, map[string]bool{start.key(): true}
	for open := []*world{start}; len(open) > 0; {
		w := open[len(open)-1]
		open = open[:len(open)-1]
		if f := w.fuse; !f.lifted && f.shown+f.refusals > f.limit {
			t.Fatalf("%s, limit %d: %d passwords out, %d refused", w.kinds, f.limit, f.shown, f.refusals)
		}
		stuck := true
		for i := range w.kinds {
			next := w.clone()
			if next.step(i) {
				stuck = false
				if key := next.key(); !seen[key] {
					seen[key] = true
					open = append(open, next)
				}
			}
			if late := w.clone(); expiring && late.expire(i) {
				if key := late.key(); !seen[key] {
					seen[key] = true
					open = append(open, late)
				}
			}
		}
		if stuck {
			results[w.result()] = true
			if slices.ContainsFunc(w.steps, func(s int) bool { return s != ended }) {
				t.Fatalf("%s, limit %d: a job waits for ever: %v", w.kinds, w.fuse.limit, w.steps)
			}
		}
	}
	return results
}

// oneByOne is what comes of trying one job after the other.
func oneByOne(kinds string, limit int, domain bool) string {
	refused, verdicts, proofs := 0, 0, 0
	result := []byte(kinds)
	for i, k := range result {
		lifted := domain && proofs == limit
		switch {
		case k != dark && refused == limit && !lifted:
			result[i] = '-'
			continue
		case k == refuses:
			refused++
		}
		if verdicts < limit && (k == refuses || k == accepts || k == proves) {
			verdicts++
			if k == proves {
				proofs++
			}
		}
	}
	return string(result)
}

// sets returns all sets of n jobs of the given kinds.
func sets(kinds string, n int) []string {
	if n == 0 {
		return []string{""}
	}
	var all []string
	for _, rest := range sets(kinds, n-1) {
		for _, k := range kinds {
			all = append(all, rest+string(k))
		}
	}
	return all
}

// Whichever job is faster, the result is that of trying one after the other, and
// no more than the limit are refused.
func TestFuseDoesNotDependOnWhoIsFirst(t *testing.T) {
	const all = string(dark) + string(lost) + string(refuses) + string(accepts) + string(proves) + string(claims)
	some := slices.Concat(sets(all, 3), sets(string(refuses)+string(accepts)+string(proves), 4),
		[]string{"drdrp", "rprpr", "ppprr", "pprrr", "arrra", "lprlp", "clppr"})
	for limit := 1; limit <= 3; limit++ {
		for _, domain := range []bool{false, true} {
			t.Run(fmt.Sprintf("limit %d, of a domain %v", limit, domain), func(t *testing.T) {
				t.Parallel()
				for _, kinds := range some {
					want := oneByOne(kinds, limit, domain)
					got := explore(t, newWorld(kinds, limit, domain), false)
					if len(got) != 1 || !got[want] {
						t.Errorf("%s: %v, want %s", kinds, got, want)
					}
				}
			})
		}
	}
}

// However slow the jobs are, none waits for ever and no more are refused than the
// limit allows.
func TestFuseHoldsWhenJobsAreSlow(t *testing.T) {
	some := slices.Concat(sets("dlrp", 3), []string{"rrrr", "rpap", "plrp", "prrr", "pppr"})
	for limit := 1; limit <= 3; limit++ {
		for _, kinds := range some {
			explore(t, newWorld(kinds, limit, true), true)
		}
	}
}

// The trial is passed by proofs of an account of a domain alone.
func TestFuseIsLifted(t *testing.T) {
	tests := []struct {
		kinds  string
		limit  int
		domain bool
		want   bool
	}{
		{"ppp", 3, true, true},
		{"ppp", 3, false, false},
		{"pp", 3, true, false},
		{"dlcppp", 3, true, true},
		{"rppp", 3, true, false},
		{"ppr", 3, true, false},
		{"pppr", 3, true, true},
		{"appp", 3, true, false},
		{"aaa", 3, true, false},
		{"p", 1, true, true},
	}
	for _, tt := range tests {
		w := newWorld(tt.kinds, tt.limit, tt.domain)
		for i := range tt.kinds {
			for w.step(i) {
			}
		}
		if w.fuse.lifted != tt.want {
			t.Errorf("%s, limit %d, of a domain %v: lifted %v, want %v", tt.kinds, tt.limit, tt.domain, w.fuse.lifted, tt.want)
		}
	}
}

// Jobs that are over the grace hold no node up, neither before they need the
// password nor, as long as a place is left, when it is not answered.
func TestFuseGrace(t *testing.T) {
	w := newWorld("dddp", 3, true)
	for i := range w.kinds {
		w.step(i)
	}
	w.step(3)
	if w.places[3].stage != waiting {
		t.Fatal("the last job went although three before it may be refused")
	}
	for i := range 3 {
		w.expire(i)
	}
	if w.places[3].stage != showing {
		t.Errorf("the last job is held up by those that are slow: %+v", *w.places[3])
	}

	w = newWorld("llpppppp", 3, true)
	for i := range w.kinds {
		w.step(i)
		w.step(i)
	}
	for i := range 2 {
		w.expire(i) // shown to two silent nodes
	}
	for i := 2; i < len(w.kinds); i++ {
		for w.step(i) {
		}
	}
	if !w.fuse.lifted || w.fuse.shown != 2 {
		t.Errorf("silent nodes keep the others from their proof: lifted %v, %d out", w.fuse.lifted, w.fuse.shown)
	}
}

// Proofs pass the trial only once no earlier job is being tried.
func TestFuseWaitsForLateJobs(t *testing.T) {
	w := newWorld("rpp", 2, true)
	w.step(0)
	w.expire(0)
	for i := 1; i < 3; i++ {
		w.step(i)
		w.step(i)
	}
	w.step(1)
	w.step(1) // the second has proven it
	w.step(0) // now the first comes to it after all
	if w.places[0].stage != showing {
		t.Fatal("the first job did not go although a place was free")
	}
	w.step(2)
	w.step(2) // and the third has proven it, too
	if w.fuse.lifted {
		t.Error("the fuse was lifted while an earlier job may be refused")
	}
	w.step(0)
	if w.fuse.lifted || !w.fuse.doubted {
		t.Error("the fuse is not in doubt after a refusal")
	}
}

// A job that must log on again passes the fuse again.
func TestFuseAgain(t *testing.T) {
	f := fuse{limit: 1}
	first, second := f.add(), f.add()
	log := func(p *place, o remote.Outcome) {
		f.move(p, coming)
		f.move(p, waiting)
		if p.stage == showing {
			f.answer(p, o)
		}
	}
	log(first, remote.LogonAccepted)
	log(second, remote.LogonRefused)
	log(first, remote.LogonAccepted)
	if !first.blown || f.refusals != 1 {
		t.Errorf("the first job may log on again: %s", fmt.Sprintf("%+v, %+v", f, *first))
	}
}
