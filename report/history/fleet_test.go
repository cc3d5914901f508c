package history_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// fleet are clusters that develop from night to night, as those of a site do: most findings
// never change, some often, a node is out of reach for a night or three, and now and then a
// baseline brings other texts for all of them.
type fleet struct {
	random   *rand.Rand
	clusters []report.Cluster
	away     map[string]int // nights for which a node is still out of reach
	baseline int
	nights   int // that were
}

// copy is a fleet of its own that was in the same nights, and goes on by other chances.
func (f *fleet) copy() *fleet {
	other := *f
	other.random = rand.New(rand.NewPCG(uint64(f.nights), 21))
	other.away, other.clusters = maps.Clone(f.away), slices.Clone(f.clusters)
	for i := range other.clusters {
		c := &other.clusters[i]
		c.Nodes, c.Findings = slices.Clone(c.Nodes), slices.Clone(c.Findings)
	}
	return &other
}

const (
	fleetClusters, fleetNodes, fleetFindings = 8, 8, 100
	baselineNights                           = 90
)

func newFleet(seed uint64) *fleet {
	f := &fleet{random: rand.New(rand.NewPCG(seed, 20)), away: map[string]int{}}
	for c := range fleetClusters {
		cluster := report.Cluster{Name: fmt.Sprintf("CLUSTER%02d", c)}
		for n := range fleetNodes {
			name := fmt.Sprintf("HV%02d%02d", c, n)
			cluster.Nodes = append(cluster.Nodes, report.Node{Name: name, Host: name, OS: "Windows Server 2019 (build 17763)", Build: 17763, Baseline: "ws2019"})
			for i := range fleetFindings {
				cluster.Findings = append(cluster.Findings, fleetFinding(name, i))
			}
		}
		f.clusters = append(f.clusters, cluster)
	}
	return f
}

func fleetFinding(node string, i int) report.Finding {
	id := fmt.Sprintf("hotfix/KB%07d", 4000000+i*37)
	severity := baselines.Severities()[i%len(baselines.Severities())]
	return report.Finding{
		ID: id, Family: "hotfix", Node: node, Status: checks.Pass, Severity: severity, Title: "Update " + id + " is installed", Want: "installed or superseded",
		Reason: "the list of updates of " + node + " names it", Why: fmt.Sprintf("Without it a node of version %d can lose its place in the cluster when an adapter is reset.", i),
		Evidence: []checks.Evidence{{Observed: fmt.Sprintf("KB%d, installed 2019-%02d-%02d", 4000000+i*37, i%12+1, i%28+1), Source: "Win32_QuickFixEngineering"}},
	}
}

// next is the result of another night.
func (f *fleet) next(night int) *report.Result {
	at := time.Date(2020, 1, 1, 2, 0, 0, 0, time.UTC).AddDate(0, 0, night)
	if night%baselineNights == 0 {
		f.baseline++
	}
	f.nights = night + 1
	r := &report.Result{
		Tool: report.Tool{Name: "clusterdrift", Version: "1.0.0"}, Started: at, Finished: at.Add(time.Minute), Took: time.Minute, Judged: at.Add(time.Minute),
		NodesFrom: "the inventory nodes.yaml", Baselines: []report.BaselineUsed{},
	}
	for c := range f.clusters {
		r.Clusters = append(r.Clusters, f.develop(&f.clusters[c], at))
	}
	r.Conclude(report.Gate{})
	return r
}

// develop changes a cluster, and returns what a scan sees of it.
func (f *fleet) develop(c *report.Cluster, at time.Time) report.Cluster {
	seen := report.Cluster{Name: c.Name, Findings: []report.Finding{}}
	dark := map[string]bool{}
	for _, n := range c.Nodes {
		if f.away[n.Name]--; f.away[n.Name] < 0 && f.random.IntN(200) == 0 {
			f.away[n.Name] = f.random.IntN(3)
		}
		if n.State = report.Scanned; f.away[n.Name] >= 0 {
			n.State, dark[n.Name] = report.Unreachable, true
		}
		seen.Nodes = append(seen.Nodes, n)
	}
	for i := range c.Findings {
		g := &c.Findings[i]
		f.change(g, i)
		if dark[g.Node] {
			continue
		}
		one := *g
		one.Evidence = []checks.Evidence{g.Evidence[0]}
		one.Evidence[0].At = at.Add(time.Duration(i%50) * time.Second)
		seen.Findings = append(seen.Findings, one)
	}
	return seen
}

// change lets a verdict change in 2 of 1,000 nights, and what is observed in 4; every
// fiftieth finding ten times as often.
func (f *fleet) change(g *report.Finding, i int) {
	often := 1
	if i%50 == 7 {
		often = 10
	}
	if f.random.IntN(1000) < 2*often {
		g.Status = []checks.Status{checks.Pass, checks.Drift, checks.Drift, checks.Unknown}[f.random.IntN(4)]
	}
	if f.random.IntN(1000) < 4*often {
		g.Got = fmt.Sprintf("revision %d", f.random.IntN(1_000_000))
	}
	g.Fix = fmt.Sprintf("Install it (edition %d of the baseline).", f.baseline)
	g.Fingerprint = fmt.Sprintf("%012x", checksum(string(g.Status), g.Got, g.Fix))
}

func checksum(texts ...string) uint64 {
	sum := uint64(14695981039346656037)
	for _, text := range texts {
		for _, b := range []byte(text) {
			sum = (sum ^ uint64(b)) * 1099511628211
		}
	}
	return sum >> 16
}
