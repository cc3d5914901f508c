package report_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// fill puts something into every field of a value, and now and then nothing.
func fill(r *rand.Rand, v reflect.Value) {
	some := r.IntN(6) > 0
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(some)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(r.IntN(1000)))
	case reflect.Float64:
		v.SetFloat(r.NormFloat64())
	case reflect.String:
		v.SetString(fmt.Sprint("text\n", r.IntN(300)))
	case reflect.Pointer:
		if some {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.Slice:
		if some {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
			for i := range v.Len() {
				fill(r, v.Index(i))
			}
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(r.Int64N(1<<33), 0).UTC()))
			return
		}
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	default:
		panic("a finding has a value of type " + v.Type().String())
	}
}

// findings are any, several of them on one requirement.
func findings(seed uint64) []report.Finding {
	r := rand.New(rand.NewPCG(seed, 3))
	all := make([]report.Finding, 30)
	for i := range all {
		fill(r, reflect.ValueOf(&all[i]).Elem())
		all[i].ID = fmt.Sprint("family/", r.IntN(4))
		if i > 0 && r.IntN(2) == 0 {
			f, before := &all[i], all[i-1]
			node, status, seen := f.Node, f.Status, f.Evidence
			*f = before
			f.Node, f.Status, f.Evidence = node, status, seen
		}
	}
	return all
}

// unpacked is a result with the findings of each seed in a cluster; one has none.
func unpacked() *report.Result {
	r := &report.Result{Clusters: []report.Cluster{{Name: "NONE"}, {Name: "EMPTY", Findings: []report.Finding{}}}}
	for seed := range uint64(6) {
		c := report.Cluster{Name: fmt.Sprint("C", seed), Findings: findings(seed), Nodes: []report.Node{{Name: "text\n1"}, {Name: "text\n2", State: report.Unreachable}}}
		for i := range c.Findings {
			c.Findings[i].Status = []checks.Status{checks.Pass, checks.Drift, checks.Unknown, checks.Waived, checks.NotApplicable}[i%5]
			c.Findings[i].Severity = baselines.Severities()[i%4]
		}
		r.Clusters = append(r.Clusters, c)
	}
	return r
}

// opened are the clusters of a result, whose verdicts it has.
func opened(r *report.Result) []report.Cluster {
	var all []report.Cluster
	for _, c := range r.Each() {
		all = append(all, c)
	}
	return all
}

// Whatever a finding has, the same comes back when it was packed, and the result says the
// same of it.
func TestPacked(t *testing.T) {
	strip := func(s string) string { return strings.ReplaceAll(report.Clean(s), "text", "a text") }
	for name, do := range map[string]func(*report.Result) *report.Result{
		"as it is":      func(r *report.Result) *report.Result { return r },
		"cleaned":       func(r *report.Result) *report.Result { return report.MapStrings(r, strip) },
		"cleaned twice": func(r *report.Result) *report.Result { return report.MapStrings(report.MapStrings(r, strip), strip) },
		"without past":  func(r *report.Result) *report.Result { return r.WithoutPast() },
		"edited": func(r *report.Result) *report.Result {
			r.Edit(func(i int, c *report.Cluster) {
				c.Findings = slices.DeleteFunc(c.Findings, func(f report.Finding) bool { return len(f.Got)%3 == i%3 })
			})
			return r
		},
		"cleaned and edited": func(r *report.Result) *report.Result {
			r = report.MapStrings(r, strip)
			r.Edit(func(_ int, c *report.Cluster) {
				for i := range c.Findings {
					c.Findings[i].Change, c.Findings[i].Title = report.ChangeNew, "another"
				}
			})
			return r
		},
		"marked": func(r *report.Result) *report.Result {
			r.MarkSince(report.Gate{}, func(_ string, i int) report.Novelty { return report.Novelty(i % 4) })
			return r
		},
		"disregarded": func(r *report.Result) *report.Result {
			r.Disregard(func(n report.Node) *facts.Problem { return &facts.Problem{Kind: facts.KindStale, Message: "too old"} })
			return r
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, g := range []report.Gate{{}, {FailOn: baselines.Info}, {FailOn: baselines.Critical, AllowIncomplete: true}} {
				want, packed := unpacked(), unpacked()
				packed.Pack()
				want, got := do(want), do(packed)
				want.Conclude(g)
				got.Conclude(g)
				if a, b := opened(want), opened(got); !reflect.DeepEqual(a, b) {
					t.Fatalf("(-unpacked +packed):\n%s", cmp.Diff(a, b))
				}
				if diff := cmp.Diff([]any{want.Exit, want.Counts, want.NothingJudged}, []any{got.Exit, got.Counts, got.NothingJudged}); diff != "" {
					t.Errorf("(-unpacked +packed):\n%s", diff)
				}
				for i := range got.Clusters {
					if got.Clusters[i].Findings != nil || got.Clusters[i].ExitCode() != want.Clusters[i].ExitCode() {
						t.Errorf("%s is not packed, or ends with %d in place of %d", got.Clusters[i].Name, got.Clusters[i].ExitCode(), want.Clusters[i].ExitCode())
					}
				}
			}
		})
	}
}

// What was unpacked may be changed, and the result stays.
func TestPackedStays(t *testing.T) {
	r := unpacked()
	r.Pack()
	mapped := report.MapStrings(r, func(string) string { return "changed" })
	if mapped.Clusters[2].Name != "changed" || r.Clusters[2].Name != "C0" || r.Clusters[2].Open().Findings[0].Why == "changed" {
		t.Error("MapStrings has changed the result itself")
	}
	r.Clusters[2].Open().Findings[0] = report.Finding{}
	if diff := cmp.Diff(unpacked().Clusters[2].Findings, r.Clusters[2].Open().Findings); diff != "" {
		t.Error(diff)
	}
}

// Clusters are packed by several goroutines, while others are opened.
func TestPackedAtATime(t *testing.T) {
	d, want := report.NewDraft(report.Input{}, 8), []report.Judged{}
	d.Pack()
	for i := range 8 {
		j := report.Judged{Cluster: checks.Cluster{Name: fmt.Sprint("C", i)}}
		for k := range 50 {
			j.Findings = append(j.Findings, checks.Finding{ID: fmt.Sprint("family/", k), Got: fmt.Sprint("seen ", i), Status: checks.Drift, Severity: baselines.High})
		}
		want = append(want, j)
	}
	var setting sync.WaitGroup
	for i := range want {
		setting.Go(func() { d.Set(i, want[i]) })
	}
	setting.Wait()
	got := d.Result()
	if diff := cmp.Diff(opened(report.New(report.Input{Clusters: want})), opened(got)); diff != "" {
		t.Error(diff)
	}
}
