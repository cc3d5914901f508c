package formats

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
)

// Text writes the result for people. What matters most comes first: one line for
// each cluster; what is not known, by its cause; then a line for each problem with its
// fix in a few words, and where the problems are. With Details it has each finding in
// full, with Verbose those that pass as well.
func Text(w io.Writer, r *report.Result, o report.Options) error {
	p := newPage(o)
	r = report.MapStrings(r, report.Clean)
	switch {
	case o.Quiet:
		p.quiet(r)
	case o.Details, o.Verbose:
		p.full(r)
	default:
		p.summary(r)
	}
	if _, err := io.WriteString(w, p.String()); err != nil {
		return fmt.Errorf("write text report: %w", err)
	}
	return nil
}

// quiet prints a line for each cluster, however wide.
func (p *page) quiet(r *report.Result) {
	p.width = math.MaxInt32
	p.doubts(r)
	p.verdictLines(r.Clusters)
	p.warnings(r)
}

// full prints each finding, cluster by cluster.
func (p *page) full(r *report.Result) {
	p.doubts(r)
	p.verdictLines(r.Clusters)
	p.warnings(r)
	p.lastRun(r)
	for i, c := range r.Each() {
		if len(r.Clusters) > 1 {
			p.title(c.Name)
		}
		p.cluster(c, i == 0)
	}
	p.unusedWaivers(r)
	p.baselines(r)
	p.closing(r)
}

// doubts prints what makes all verdicts doubtful.
func (p *page) doubts(r *report.Result) {
	if r.Exit.Code == report.ExitInterrupted {
		p.flow(p.paint("INTERRUPTED", statusColor(checks.Unknown))+"  ", "Not every node was read.")
	}
	if r.Exit.Code == report.ExitLocal {
		p.flow(p.paint("LOCAL FAILURE", statusColor(checks.Unknown))+"  ", strings.TrimPrefix(r.Exit.Reason, report.LocalFailure))
	}
	if r.NothingJudged != "" {
		p.flow("", "Nothing was judged: "+r.NothingJudged+".")
	}
	if m := r.MomentText(); m != "" {
		p.flow("", "Judged with the "+m+".")
	}
	if r.Shard != nil {
		p.flow("", "Only a part was scanned: "+r.Shard.Text()+".")
	}
	if r.Selection != nil {
		p.flow("", "Not everything was judged: "+r.Selection.String()+".")
	}
}

// verdictLines prints one line for each cluster.
func (p *page) verdictLines(clusters []report.Cluster) {
	names, words := 0, 0
	for _, c := range clusters {
		names = max(names, fit.Columns(p.name(c.Name)))
		words = max(words, len(c.Verdict))
	}
	for _, c := range clusters {
		head := fit.Pad(p.name(c.Name), names) + "  "
		word := p.paint(strings.ToUpper(string(c.Verdict)), verdictColor(c.Verdict))
		p.flow(head+fit.Pad(word, words)+"  ", c.Summary())
	}
}

// cluster prints one cluster; the legend is below the first matrix only.
func (p *page) cluster(c report.Cluster, legend bool) {
	p.matrix(c)
	if legend && c.Counts.Nodes.Dark() < c.Counts.Nodes.Total {
		p.blank()
		p.line("ok: passes   ?3: three unknown   -: not applicable")
	}
	p.latency(c)
	p.drifts(c)
	p.unknowns(c)
	p.findings("Waived", c, checks.Waived, p.brief)
	if p.verbose {
		p.findings("Passed", c, checks.Pass, p.brief)
		p.findings("Not applicable", c, checks.NotApplicable, p.brief)
	}
	p.notJudged(c)
}

// notJudged prints why nodes could not be read, or were read in vain; those with
// the same problem are listed together. A node without a baseline has a finding
// that says so.
func (p *page) notJudged(c report.Cluster) {
	var dark [][]report.Node
	at := map[facts.Problem]int{}
	for _, n := range c.Nodes {
		if n.Problem == nil || !n.Dark() && n.Counts.Unknown > 0 {
			continue
		}
		i, ok := at[*n.Problem]
		if !ok {
			i = len(dark)
			at[*n.Problem] = i
			dark = append(dark, nil)
		}
		dark[i] = append(dark[i], n)
	}
	if len(dark) == 0 {
		return
	}
	p.section(p.paint("Not judged", statusColor(checks.Unknown)))
	for _, nodes := range dark {
		p.blank()
		p.flow("", p.whereabouts(nodes))
		p.field("problem", nodes[0].Problem.Message)
		p.field("hint", nodes[0].Problem.Hint)
	}
}

// whereabouts names the nodes and their state, and the address of a single one.
func (p *page) whereabouts(nodes []report.Node) string {
	var names []string
	for _, n := range nodes {
		names = append(names, p.name(n.Name))
	}
	s := strings.Join(names, ", ") + ": " + nodes[0].State.Words()
	if len(nodes) == 1 && nodes[0].Address != "" {
		s += ", " + nodes[0].Address
	}
	return s
}

// baselines prints what the nodes were judged by, and how old that is.
func (p *page) baselines(r *report.Result) {
	if len(r.Baselines) == 0 {
		return
	}
	p.section("Baselines")
	p.blank()
	width := 0
	for _, b := range r.Baselines {
		width = max(width, fit.Columns(b.Name))
	}
	for _, b := range r.Baselines {
		reviewed := "not reviewed"
		if b.Reviewed != "" {
			reviewed = "reviewed " + b.Reviewed
		}
		p.flow(fit.Pad(b.Name, width)+"  "+fit.Pad(reviewed, len("reviewed 2006-01-02"))+"  ", b.Title)
	}
}

// closing prints the totals.
func (p *page) closing(r *report.Result) {
	p.blank()
	p.flow("", totals(r))
	if ages := r.Ages(); ages != "" {
		p.flow("", "Nodes "+ages+".")
	}
	p.readers(r)
	p.flow("", took(r))
}

// readers names the accounts that read the nodes, and where the nodes were named.
func (p *page) readers(r *report.Result) {
	if access := r.Access(); access != "" {
		p.flow("", access+".")
	}
}

// took says what made the report, when, and how long it took.
func took(r *report.Result) string {
	return fmt.Sprintf("%s %s, %s, took %s.", r.Tool.Name, r.Tool.Version,
		r.Started.Format("2006-01-02 15:04:05 MST"), r.Took.Round(10*time.Millisecond))
}

// totals are the counts in a sentence.
func totals(r *report.Result) string {
	c := r.Counts
	unknown := fmt.Sprintf("%d unknown", c.Unknown)
	if n := r.UnreadUnknowns(); n > 0 {
		where := "unreachable nodes"
		if c.Nodes.NotRead > 0 {
			where = "nodes that were not read"
		}
		unknown += fmt.Sprintf(" (%d of them on %s)", n, where)
	}
	return fmt.Sprintf("%s: %d drift, %s, %d pass, %d waived, %d not applicable.",
		r.NodesInClusters(), c.Drift, unknown, c.Pass, c.Waived, c.NotApplicable)
}
