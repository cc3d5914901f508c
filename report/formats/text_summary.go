package formats

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

const (
	mostVerdicts = 20 // clusters with a line of their own, if there are more
	mostClusters = 5  // clusters whose problems are shown, if there are more
	mostNodes    = 3  // nodes that a line names, if there are more
	mostRows     = 12 // nodes that a matrix shows, if there are more
)

// summary prints what a person reads in a minute.
func (p *page) summary(r *report.Result) {
	var clusters []report.Cluster
	for _, i := range findings.WorstFirst(r.Clusters) {
		clusters = append(clusters, r.Clusters[i])
	}
	p.doubts(r)
	p.clusterLines(clusters)
	p.warnings(r)
	p.lastRun(r)
	shown := 0
	for _, c := range clusters {
		if c.Verdict == report.VerdictPass && c.Counts.Unknown+c.Counts.Drift == 0 && findings.LatencyOf(c.Open()) == nil {
			continue
		}
		if shown++; shown > mostClusters && len(clusters) > mostClusters {
			continue
		}
		if len(r.Clusters) > 1 {
			p.title(c.Name)
		}
		p.clusterSummary(c.Open())
	}
	if rest := shown - mostClusters; rest > 0 && len(clusters) > mostClusters {
		p.blank()
		p.flow("", wording.Counted(rest, "more cluster")+" with something to see: --details shows all.")
	}
	p.unusedWaivers(r)
	p.blank()
	if ages := r.Ages(); ages != "" {
		p.flow("", "Nodes "+ages+".")
	}
	p.readers(r)
	p.flow("", totals(r)+" "+judgedBy(r)+took(r))
	p.flow("", "--details shows the evidence, the reason and the whole fix of each finding.")
}

// clusterLines prints a line for each cluster; of very many the worst, and counts the
// others.
func (p *page) clusterLines(clusters []report.Cluster) {
	shown := clusters
	if len(clusters) > mostVerdicts+mostVerdicts/4 {
		shown = clusters[:mostVerdicts]
	}
	p.verdictLines(shown)
	count := map[report.Verdict]int{}
	for _, c := range clusters[len(shown):] {
		count[c.Verdict]++
	}
	var parts []string
	for _, v := range []report.Verdict{report.VerdictDrift, report.VerdictIncomplete, report.VerdictPass} {
		if count[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[v], v))
		}
	}
	if len(parts) > 0 {
		p.flow("", fmt.Sprintf("and %s: %s", wording.Counted(len(clusters)-len(shown), "more cluster"), strings.Join(parts, ", ")))
	}
}

// clusterSummary prints what cannot be trusted, the problems, and where they are.
func (p *page) clusterSummary(c report.Cluster) {
	p.uncertain(c)
	problems := findings.Problems(c)
	if len(problems) > 0 {
		p.section(p.paint("Drift, the gravest first", statusColor(checks.Drift)))
	}
	for _, problem := range problems {
		p.problem(problem)
	}
	p.notOK(c)
	p.latency(c)
}

// judgedBy names the baselines in a sentence.
func judgedBy(r *report.Result) string {
	var all []string
	for _, b := range r.Baselines {
		name := b.Name
		if b.Reviewed != "" {
			name += " (reviewed " + b.Reviewed + ")"
		}
		all = append(all, name)
	}
	if len(all) == 0 {
		return ""
	}
	return "Judged by " + strings.Join(all, ", ") + ". "
}
