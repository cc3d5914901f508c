package plan

import (
	"fmt"
	"io"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/markdown"
)

// Write writes in Markdown how the drift is fixed: for each cluster what is done
// once, then node after node, never two at a time; then what a person has to
// decide, and what has to be looked at first. Nothing of it was run.
func Write(w io.Writer, r *report.Result, _ report.Options) error {
	d := &document{}
	d.write(r)
	if _, err := io.WriteString(w, strings.Join(d.blocks, "\n\n")+"\n"); err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	return nil
}

// document collects the blocks of a plan, parted by empty lines.
type document struct{ blocks []string }

func (d *document) add(format string, args ...any) {
	d.blocks = append(d.blocks, fmt.Sprintf(format, args...))
}

// list adds lines of foreign text as a list.
func (d *document) list(lines []string) {
	for i, l := range lines {
		lines[i] = "- " + markdown.Escape(report.Clean(l))
	}
	if len(lines) > 0 {
		d.add("%s", strings.Join(lines, "\n"))
	}
}

func (d *document) write(r *report.Result) {
	d.add("# Fix plan")
	d.add("Made by %s %s from the scan of %s. Nothing of it was run: read it before you do. A scan that is older than the last "+
		"change to the nodes makes no plan.", markdown.Escape(report.Clean(r.Tool.Name)), markdown.Escape(report.Clean(r.Tool.Version)), r.Started.Format("2006-01-02 15:04:05 MST"))
	if m := r.MomentText(); m != "" {
		d.add("> **Moment:** %s", markdown.Escape(report.Clean(m)))
	}
	if r.Shard != nil {
		d.add("> **Only a part was scanned:** %s", markdown.Escape(report.Clean(r.Shard.Text())))
	}
	if r.Selection != nil {
		d.add("> **Not everything was judged:** %s", markdown.Escape(report.Clean(r.Selection.String())))
	}
	for _, w := range r.Warnings {
		d.add("> **Warning:** %s", markdown.Escape(report.Clean(w)))
	}
	if ages := r.Ages(); ages != "" {
		d.add("Nodes %s", markdown.Escape(report.Clean(ages)))
	}
	if r.NothingJudged != "" {
		d.add("Nothing was judged, so there is nothing to plan: %s.", markdown.Escape(report.Clean(r.NothingJudged)))
	}
	for _, p := range newPlan(r) {
		d.cluster(p)
	}
	d.add("%s", r.TotalsLine())
}

func (d *document) cluster(p clusterPlan) {
	d.add("## %s", markdown.Escape(report.Clean(p.cluster.Name)))
	if len(p.blockers) > 0 {
		d.add("**Do not begin** before this is put right: while a node or a network is missing, taking a node out can cost the cluster its quorum.")
		d.list(p.blockers)
	}
	n := 0
	if p.once != nil {
		n++
		d.add("### %d. Once for the cluster, on %s", n, p.once.node.Host)
		d.add("As a script of `--output plan-script=DIR`: `%s`.", p.once.onceScript())
		d.each(*p.once)
	}
	for _, node := range p.nodes {
		n++
		d.add("### %d. %s", n, markdown.Escape(report.Clean(nodeTitle(node.node))))
		d.add("As a script of `--output plan-script=DIR`: `%s`.", node.script())
		d.each(node)
	}
	if n == 0 {
		d.add("Nothing to do by script.")
	}
	d.rest(p)
}

// nodeTitle names a node, and how it calls itself when that is something else.
func nodeTitle(n report.Node) string {
	if strings.EqualFold(n.Name, n.Host) {
		return n.Host
	}
	return n.Name + " (" + n.Host + ")"
}

// each writes what is done for a node, numbered.
func (d *document) each(n nodePlan) {
	for i, a := range n.procedure() {
		d.add("%d. %s", i+1, markdown.Escape(a.Text))
		if len(a.Lines) > 0 {
			d.add("%s", markdown.CodeBlock(strings.Join(a.Lines, "\n")))
		}
	}
}

// rest writes what is not done by script.
func (d *document) rest(p clusterPlan) {
	if len(p.decide) > 0 {
		d.add("### Decide yourself")
		c := mapCluster(p.cluster, p.decide)
		for _, same := range findings.Joined(findings.Grouped(c, checks.Drift), findings.RemedyOf) {
			d.decision(same)
		}
	}
	if len(p.look) > 0 {
		d.add("### Look first")
		c := mapCluster(p.cluster, p.look)
		for _, same := range findings.Joined(findings.Grouped(c, checks.Unknown), findings.GapOf) {
			d.add("%s", markdown.Brief(same))
		}
	}
	if len(p.leftOut) > 0 {
		d.add("### Left out")
		d.list(p.leftOut)
	}
}

// mapCluster is the cluster with these findings alone, cleaned for printing.
func mapCluster(c report.Cluster, found []report.Finding) report.Cluster {
	c.Findings = found
	return report.MapStrings(&report.Result{Clusters: []report.Cluster{c}}, report.Clean).Clusters[0]
}

// decision prints drift that a person fixes, with the fix in full.
func (d *document) decision(groups []findings.Group) {
	l := &markdown.Items{}
	l.Heading(groups[0])
	for _, g := range groups {
		l.Add("nodes", g.On())
		l.Add("got", g.Got)
		l.Add("reason", g.Reason)
		l.AddAll("waiver", g.Waivers())
	}
	d.add("%s", l.String())
	if fix := markdown.Fix(groups[0].Steps); fix != "" {
		d.add("%s", fix)
	}
}
