package merge_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/merge"
	"github.com/clusterdrift/clusterdrift/report/record"
)

const digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// shardOf is the result of some clusters of an inventory, as it is read back from its file.
func shardOf(t *testing.T, in report.Input, index, count int, clusters ...report.Judged) merge.Part {
	t.Helper()
	in.Shard, in.Clusters = &report.Shard{Index: index, Count: count, Inventory: digest}, clusters
	var file bytes.Buffer
	if err := record.Write(&file, report.New(in)); err != nil {
		t.Fatal(err)
	}
	r, err := record.Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	return merge.Part{Name: fmt.Sprintf("%d.json", index), Result: r}
}

func written(t *testing.T, r *report.Result) string {
	t.Helper()
	var out bytes.Buffer
	if err := record.Write(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// kinds are clusters of every kind that the fixtures have.
func kinds() []func() report.Judged {
	return []func() report.Judged{fixture.FieldReport, fixture.Tokyo, fixture.Quiet, fixture.Weak, fixture.Chain, fixture.Dark, fixture.Starved, fixture.CutOff, fixture.Flipping}
}

// numbered is a cluster of some kind with a name of its own, and so have its nodes.
func numbered(random *rand.Rand, number int) report.Judged {
	all := kinds()
	j := all[random.IntN(len(all))]()
	j.Cluster.Name = fmt.Sprintf("C%02d", number)
	for i, s := range j.Cluster.Nodes {
		n := *s.Facts
		n.Name = j.Cluster.Name + n.Name
		j.Cluster.Nodes[i].Facts = &n
	}
	for i := range j.Findings {
		f := &j.Findings[i]
		if f.Cluster = j.Cluster.Name; f.Node != "" {
			f.Node = j.Cluster.Name + f.Node
		}
	}
	return j
}

// Whatever the clusters are and however they are parted, the merged result is that of one
// scan, byte for byte.
func TestMergedIsWhole(t *testing.T) {
	random := rand.New(rand.NewPCG(24, 1))
	for round := range 60 {
		in := fixture.Input()
		clusters := 1 + random.IntN(6)
		for i := range clusters {
			in.Clusters = append(in.Clusters, numbered(random, i))
		}
		if in.Interrupted = round%7 == 6; round%3 == 1 {
			in.Only, in.Unmatched = []string{"hotfix", "quorum"}, []string{"quorum"}
		}
		in.UnusedWaivers = []waiver.Waiver{{Finding: "offload/*"}}
		whole := report.New(in)
		whole.Conclude(in.Gate)

		count := 1 + random.IntN(clusters+2)
		of := make([][]report.Judged, count)
		for i, c := range in.Clusters {
			of[(i*5+round)%count] = append(of[(i*5+round)%count], c)
		}
		var parts []merge.Part
		for i, some := range of {
			each := in
			if i > 0 { // it fits a finding of the first shard
				each.UnusedWaivers = append([]waiver.Waiver{{Finding: "hotfix/*"}}, in.UnusedWaivers...)
			}
			parts = append(parts, shardOf(t, each, i+1, count, some...))
		}
		random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		missing, err := merge.Check(parts)
		if err != nil || len(missing) > 0 {
			t.Fatalf("round %d: %v, missing %v", round, err, missing)
		}
		merged := merge.Join(parts, nil)
		merged.Conclude(in.Gate)
		if diff := cmp.Diff(written(t, whole), written(t, merged)); diff != "" {
			t.Fatalf("round %d, %d clusters in %d shards (-whole +merged):\n%s", round, clusters, count, diff)
		}
	}
}

// A shard that is missing makes the whole incomplete, and its nodes are named.
func TestMissingShard(t *testing.T) {
	one := shardOf(t, fixture.Input(), 1, 2, fixture.Quiet())
	missing, err := merge.Check([]merge.Part{one})
	if err != nil || len(missing) != 1 || missing[0] != 2 {
		t.Fatalf("%v, %v", missing, err)
	}
	for drift, want := range map[bool]int{false: report.ExitIncomplete, true: report.ExitDriftIncomplete} {
		if drift {
			one = shardOf(t, fixture.Input(), 1, 2, fixture.FieldReport())
		}
		r := merge.Join([]merge.Part{one}, []report.Cluster{report.MissingCluster("WEB", report.Shard{Index: 2, Count: 2}, []string{"SQL2", "SQL1"})})
		r.Conclude(report.Gate{})
		last := r.Clusters[len(r.Clusters)-1]
		if r.Exit.Code != want || last.Name != "WEB" || len(last.Nodes) != 2 || last.Nodes[0].Name != "SQL1" || last.Nodes[0].State != report.NotRead ||
			last.Nodes[0].Problem.Message != "no result of shard 2 of 2 was given" {
			t.Errorf("exit %d, want %d; %+v", r.Exit.Code, want, last)
		}
	}
}

// Results that are not of one scan are refused, and the message names the files.
func TestMixtures(t *testing.T) {
	in := fixture.Input()
	part := func(index int, change func(*report.Result)) merge.Part {
		p := shardOf(t, in, index, 2, []report.Judged{fixture.Quiet(), fixture.FieldReport()}[index-1])
		if change != nil {
			change(p.Result)
		}
		return p
	}
	for name, tt := range map[string]struct {
		second merge.Part
		want   string
	}{
		"no shard":          {part(2, func(r *report.Result) { r.Shard = nil }), "2.json is not the result of a shard"},
		"another inventory": {part(2, func(r *report.Result) { r.Shard.Inventory = "sha256:ff" + digest[9:] }), "1.json and 2.json are not of the same inventory"},
		"another count":     {part(2, func(r *report.Result) { r.Shard.Count = 3 }), "not of the same number of shards: 2 and 3"},
		"another version":   {part(2, func(r *report.Result) { r.Tool.Version = "9.9.9" }), "not of the same version of the program"},
		"another choice":    {part(2, func(r *report.Result) { r.Selection = &report.Narrowing{Only: []string{"hotfix"}} }), "not of the same choice of requirements"},
		"one twice":         {part(1, nil), "are both shard 1 of 2"},
		"another baseline":  {part(2, func(r *report.Result) { r.Baselines[0].Digest = "sha256:00" }), "different contents of the baseline"},
		"a cluster in both": {part(2, func(r *report.Result) { r.Clusters[0].Name = part(1, nil).Result.Clusters[0].Name }), "each judged a part of it"},
		"in other letters":  {part(2, func(r *report.Result) { r.Clusters[0].Name = strings.ToLower(part(1, nil).Result.Clusters[0].Name) }), "each judged a part of it"},
	} {
		_, err := merge.Check([]merge.Part{part(1, nil), tt.second})
		if wrong, ok := errors.AsType[*merge.Error](err); !ok || !strings.Contains(wrong.Message, tt.want) || wrong.Hint == "" {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if _, err := merge.Check([]merge.Part{part(1, nil), part(2, nil)}); err != nil {
		t.Errorf("what belongs together is refused: %v", err)
	}
}

// machine is a cluster of one node, which the machine of a name answered for.
func machine(cluster, node, netBIOS, domain string) checks.Cluster {
	os := facts.OS{Section: facts.Section{State: facts.Collected}, HostName: netBIOS, Domain: &domain}
	return checks.Cluster{Name: cluster, Nodes: []checks.Subject{{Facts: &facts.Node{Name: node, Cluster: cluster, OS: os}, Baseline: fixture.Baseline()}}}
}

func judged(clusters ...checks.Cluster) []report.Judged {
	machines := checks.NewMachines(clusters)
	var all []report.Judged
	for _, c := range clusters {
		c.Machines = machines
		all = append(all, report.Judged{Cluster: c, Findings: checks.Evaluate(c)})
	}
	return all
}

// A machine that answered in two shards is what it would be in one scan: unknown for all
// that it answered for. Machines of one name in two domains are two.
func TestSharedMachines(t *testing.T) {
	clusters := []checks.Cluster{machine("A", "HV01", "HV01", "a.example"), machine("B", "192.0.2.1", "HV01", "a.example"), machine("C", "HV01", "HV01", "c.example")}
	in := fixture.Input()
	in.Clusters = judged(clusters...)
	whole := report.New(in)
	whole.Conclude(in.Gate)
	var parts []merge.Part
	for i, c := range clusters {
		parts = append(parts, shardOf(t, in, i+1, len(clusters), judged(c)...))
	}
	merged := merge.Join(parts, nil)
	merged.Conclude(in.Gate)
	if diff := cmp.Diff(written(t, whole), written(t, merged)); diff != "" {
		t.Errorf("-whole +merged:\n%s", diff)
	}
	if got := written(t, merged); strings.Count(got, "the entries lead to one machine") != 2 {
		t.Errorf("not two entries are in doubt:\n%s", got)
	}
}

// Ages of facts count from when the latest shard was judged.
func TestAges(t *testing.T) {
	early, late := fixture.Input(), fixture.Input()
	late.Finished = late.Finished.Add(time.Hour)
	a, b := shardOf(t, early, 1, 2, fixture.Quiet()), shardOf(t, late, 2, 2, fixture.FieldReport())
	merged := merge.Join([]merge.Part{a, b}, nil)
	was, is := a.Result.Clusters[0], merged.Clusters[0]
	if was.Name != is.Name {
		is = merged.Clusters[1]
	}
	if *is.Nodes[0].AgeSeconds-*was.Nodes[0].AgeSeconds != 3600 || !merged.Judged.Equal(b.Result.Judged) || !merged.Started.Equal(a.Result.Started) {
		t.Errorf("aged from %d to %d; judged %v, started %v", *was.Nodes[0].AgeSeconds, *is.Nodes[0].AgeSeconds, merged.Judged, merged.Started)
	}
}

// A shard that is left over from an earlier scan is named.
func TestShardsApart(t *testing.T) {
	now, before := fixture.Input(), fixture.Input()
	before.Started, before.Finished = now.Started.AddDate(0, 0, -7), now.Finished.AddDate(0, 0, -7)
	for name, tt := range map[string]struct {
		second merge.Part
		want   bool
	}{
		"of the same scan": {shardOf(t, now, 2, 2, fixture.FieldReport()), false},
		"a week older":     {shardOf(t, before, 2, 2, fixture.FieldReport()), true},
		"older, and empty": {shardOf(t, before, 2, 2), false},
	} {
		r := merge.Join([]merge.Part{shardOf(t, now, 1, 2, fixture.Quiet()), tt.second}, nil)
		const want = "shard 2 of 2 was scanned 7 days before shard 1 of 2: it may be left over from an earlier scan"
		if got := slices.Contains(r.Warnings, want); got != tt.want {
			t.Errorf("%s: %q", name, r.Warnings)
		}
	}
}
