package formats

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/markdown"
)

// mostMarkdown is how many bytes the Markdown form has at most: a comment on
// GitHub takes 65,536 characters.
const mostMarkdown = 65536

// Markdown writes the result for a comment on a pull request and for a job
// summary. It says the same as the text form: the verdicts and counts, what could
// not be judged, the drift with its fix folded away, the unknown, the waived. When
// it would be longer than a comment may be, whole findings are left out, the least
// important first, and the last line counts them.
func Markdown(w io.Writer, r *report.Result, _ report.Options) error {
	d := &document{page: newPage(report.Options{})}
	d.write(report.MapStrings(r, report.Clean))
	if _, err := io.WriteString(w, d.cut(mostMarkdown)); err != nil {
		return fmt.Errorf("write Markdown report: %w", err)
	}
	return nil
}

// document collects the blocks of the Markdown form in the order of printing.
type document struct {
	*page  // for the cells of the matrix
	blocks []block
}

// block is a part of the document that is printed whole or not at all.
type block struct {
	text     string
	rank     rank
	findings int // how many findings it shows
}

// rank says how much a block is needed; the least needed go first.
type rank int

const (
	verdictRank rank = iota // verdicts and counts
	darkRank                // nodes that could not be judged
	driftRank
	unknownRank
	waivedRank
	tableRank // the matrices and the baselines
)

func (d *document) add(rank rank, findings int, format string, args ...any) {
	d.blocks = append(d.blocks, block{text: fmt.Sprintf(format, args...), rank: rank, findings: findings})
}

func (d *document) write(r *report.Result) {
	d.add(verdictRank, 0, "<!-- clusterdrift report -->\n### clusterdrift: %s", verdictOf(r))
	for _, c := range r.Clusters {
		d.add(verdictRank, 0, "- **%s: %s** %s", markdown.Escape(c.Name), strings.ToUpper(string(c.Verdict)), c.Summary())
	}
	if m := r.MomentText(); m != "" {
		d.add(verdictRank, 0, "> **Moment:** %s", markdown.Escape(m))
	}
	if r.Shard != nil {
		d.add(verdictRank, 0, "> **Only a part was scanned:** %s", markdown.Escape(r.Shard.Text()))
	}
	if r.Selection != nil {
		d.add(verdictRank, 0, "> **Not everything was judged:** %s", markdown.Escape(r.Selection.String()))
	}
	for _, w := range r.Warnings {
		d.add(verdictRank, 0, "> **Warning:** %s", markdown.Escape(w))
	}
	d.lastRun(r)
	d.add(verdictRank, 0, "%s", countsTable(r))
	for _, c := range r.Each() {
		d.cluster(c)
	}
	d.unused(r)
	d.baselines(r)
	if ages := r.Ages(); ages != "" {
		d.add(verdictRank, 0, "Nodes %s", markdown.Escape(ages))
	}
	if access := r.Access(); access != "" {
		d.add(verdictRank, 0, "%s", markdown.Escape(access))
	}
	d.add(verdictRank, 0, "%s %s, %s, exit code %d: %s", markdown.Escape(r.Tool.Name), markdown.Escape(r.Tool.Version),
		r.Started.Format("2006-01-02 15:04:05 MST"), r.Exit.Code, markdown.Escape(r.Exit.Reason))
}

// verdictOf is the verdict on all clusters.
func verdictOf(r *report.Result) string {
	switch {
	case r.Exit.Code == report.ExitInterrupted:
		return "interrupted, not every node was read"
	case r.Exit.Code == report.ExitLocal:
		return "local failure"
	case r.NothingJudged != "":
		return "nothing was judged: " + markdown.Escape(r.NothingJudged)
	}
	for _, v := range []report.Verdict{report.VerdictDrift, report.VerdictIncomplete} {
		if slices.ContainsFunc(r.Clusters, func(c report.Cluster) bool { return c.Verdict == v }) {
			return string(v)
		}
	}
	return string(report.VerdictPass)
}

func countsTable(r *report.Result) string {
	var b strings.Builder
	b.WriteString("| cluster | nodes | unreachable | drift | unknown | pass | waived | not applicable |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
	line := func(name string, t report.Totals) {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d | %d |\n", name,
			t.Nodes.Total, t.Nodes.Unreachable, t.Drift, t.Unknown, t.Pass, t.Waived, t.NotApplicable)
	}
	for _, c := range r.Clusters {
		line(markdown.Escape(c.Name), c.Counts)
	}
	if len(r.Clusters) != 1 {
		line("**all**", r.Counts)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (d *document) cluster(c report.Cluster) {
	d.add(darkRank, 0, "#### %s", markdown.Escape(c.Name))
	d.dark(c)
	d.table(c)
	d.problems(c)
	d.gaps(c)
	d.section("Waived", waivedRank, findings.Joined(findings.Grouped(c, checks.Waived), findings.GapOf), markdown.Brief)
}

// dark says why nodes were not judged and what, of the cluster, is due to that.
func (d *document) dark(c report.Cluster) {
	aftermath := findings.Aftermath(c)
	for _, g := range findings.DarkGroups(c) {
		shown := 0
		for _, n := range g.Names {
			shown += len(aftermath[n])
		}
		text := g.Problem + findings.Consequences(g.Names, aftermath)
		if g.Hint != "" {
			text += ". " + g.Hint
		}
		d.add(darkRank, shown, "- **%s: %s** %s", markdown.Escape(strings.Join(g.Names, ", ")), g.State, markdown.Escape(text))
	}
	for _, n := range c.Nodes {
		if n.Problem != nil && !n.Dark() {
			d.add(darkRank, 0, "- **%s: %s** %s", markdown.Escape(n.Name), n.State, markdown.Escape(strings.ReplaceAll(n.ProblemText(), "\n", ". ")))
		}
	}
}

// problems prints drift by its cause.
func (d *document) problems(c report.Cluster) {
	head := "**Drift**\n\n"
	for _, p := range findings.Problems(c) {
		d.add(driftRank, p.Size(), "%s%s", head, markdown.Problem(p))
		head = ""
	}
}

// gaps prints what is unknown by what was missing.
func (d *document) gaps(c report.Cluster) {
	head := "**Unknown**\n\n"
	for _, g := range findings.Gaps(c) {
		d.add(unknownRank, g.Size(), "%s%s", head, markdown.Gap(g))
		head = ""
	}
}

// table is the node x family matrix.
func (d *document) table(c report.Cluster) {
	m := findings.NewMatrix(c)
	if len(m.Families) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("| node |")
	for _, name := range m.Families {
		b.WriteString(" " + markdown.Escape(name) + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(m.Families)))
	line := func(name string, cells []string) {
		fmt.Fprintf(&b, "\n| %s | %s |", name, strings.Join(cells, " | "))
	}
	for _, n := range c.Nodes {
		cells := d.cells(m, n.Name)
		if n.Dark() {
			clear(cells)
			cells[0] = n.State.Words()
		}
		line(markdown.Escape(n.Name), cells)
	}
	if m.ClusterWide {
		line(findings.ClusterRow, d.cells(m, ""))
	}
	d.add(tableRank, 0, "%s", b.String())
}

// section prints joined groups below a title, which goes with the first.
func (d *document) section(title string, rank rank, joined [][]findings.Group, print func([]findings.Group) string) {
	head := "**" + title + "**\n\n"
	for _, same := range joined {
		n := 0
		for _, g := range same {
			n += len(g.Members)
		}
		d.add(rank, n, "%s%s", head, print(same))
		head = ""
	}
}

func (d *document) unused(r *report.Result) {
	head := "**Unused waivers**\n\n"
	for _, u := range r.UnusedWaivers {
		d.add(waivedRank, 0, "%s- %s", head, markdown.Escape(u.String()))
		head = ""
	}
}

func (d *document) baselines(r *report.Result) {
	head := "**Baselines**\n\n"
	for _, b := range r.Baselines {
		d.add(tableRank, 0, "%s- %s, reviewed %s: %s", head, markdown.Escape(b.Name), cmp.Or(markdown.Escape(b.Reviewed), "never"), markdown.Escape(b.Title))
		head = ""
	}
}

// cut joins the blocks, without those for which there is no room, and says how
// many findings are left out.
func (d *document) cut(most int) string {
	const gap = "\n\n"
	keep := make([]bool, len(d.blocks))
	room, left, cutting := most-200, 0, false
	for rank := verdictRank; rank <= tableRank; rank++ {
		for i, b := range d.blocks {
			if b.rank != rank {
				continue
			}
			if room -= len(b.text) + len(gap); cutting || room < 0 {
				cutting, left = true, left+b.findings
				continue
			}
			keep[i] = true
		}
	}
	var kept []string
	for i, b := range d.blocks {
		if keep[i] {
			kept = append(kept, b.text)
		}
	}
	if cutting {
		kept = append(kept, fmt.Sprintf("**Cut to %d bytes: %d more findings; see the full report.**", most, left))
	}
	return strings.Join(kept, gap) + "\n"
}
