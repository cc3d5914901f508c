package formats

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// mostAnnotations is how many annotations of each level GitHub shows for one
// step (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md,
// "Limitations").
const mostAnnotations = 10

// GitHub writes workflow commands, which GitHub Actions shows as annotations.
// Drift is an error when critical or high, a warning when medium and else a
// notice; a node that could not be judged is a warning, and what is unknown a
// notice. The same finding on several nodes is one annotation. A level has ten at
// most: when there are more, the tenth counts the rest. The last line is for the
// log and has the totals.
func GitHub(w io.Writer, r *report.Result, o report.Options) error {
	r = report.MapStrings(r, report.Clean)
	var b strings.Builder
	all := annotations(r)
	for _, level := range []string{"error", "warning", "notice"} {
		var of []annotation
		for _, a := range all {
			if a.level == level {
				of = append(of, a)
			}
		}
		if more := len(of) - mostAnnotations + 1; more > 1 {
			of = append(of[:mostAnnotations-1], annotation{
				level: level, title: fmt.Sprintf("%d more", more), message: fmt.Sprintf("%d more of this level; see the full report", more),
			})
		}
		for _, a := range of {
			b.WriteString(a.command(o))
		}
	}
	if ages := r.Ages(); ages != "" {
		fmt.Fprintf(&b, "clusterdrift: %s\n", ages)
	}
	fmt.Fprintf(&b, "clusterdrift: exit %d; %s\n", r.Exit.Code, r.TotalsLine())
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write GitHub annotations: %w", err)
	}
	return nil
}

// annotation is one workflow command.
type annotation struct {
	level, title, message string
	origin                baselines.Position // shown next to the line when it is a file of the repository
}

// annotations lists what there is to say, the gravest of each level first.
func annotations(r *report.Result) []annotation {
	var all []annotation
	if r.Failed() {
		all = append(all, annotation{level: "error", title: "clusterdrift", message: r.Exit.Reason})
	}
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			if n.Problem != nil {
				all = append(all, annotation{level: "warning", title: c.Name + " " + n.Name + ": " + string(n.State), message: n.ProblemText()})
			}
		}
	}
	if m := r.MomentText(); m != "" {
		all = append(all, annotation{level: "notice", title: "Moment", message: m})
	}
	if r.Shard != nil {
		all = append(all, annotation{level: "notice", title: "Only a part was scanned", message: r.Shard.Text()})
	}
	if r.Selection != nil {
		all = append(all, annotation{level: "notice", title: "Not everything was judged", message: r.Selection.String()})
	}
	for _, w := range r.Warnings {
		all = append(all, annotation{level: "warning", title: "Warning", message: w})
	}
	all = append(all, findingAnnotations(r)...)
	all = append(all, expiredWaivers(r)...)
	for _, u := range r.UnusedWaivers {
		all = append(all, annotation{level: "notice", title: "Unused waiver", message: u.String(), origin: u.Origin})
	}
	return all
}

// expiredWaivers has each waiver once, at its own line, however many findings it concerns.
func expiredWaivers(r *report.Result) []annotation {
	var all []annotation
	seen := map[baselines.Position]bool{}
	for _, c := range r.Each() {
		for _, f := range c.Findings {
			if w := f.Waiver; w != nil && w.Expired && w.Origin.File != "" && !seen[w.Origin] {
				seen[w.Origin] = true
				all = append(all, annotation{level: "warning", title: "Expired waiver of " + f.ID, message: findings.WaiverText(w), origin: w.Origin})
			}
		}
	}
	return all
}

// findingAnnotations are drift and then what is unknown, each by severity and then by
// cluster.
func findingAnnotations(r *report.Result) []annotation {
	type kind struct {
		status   checks.Status
		severity baselines.Severity
	}
	statuses, of := []checks.Status{checks.Drift, checks.Unknown}, map[kind][]annotation{}
	for _, c := range r.Each() {
		for _, status := range statuses {
			for _, g := range findings.Grouped(c, status) {
				k := kind{status, g.Severity}
				of[k] = append(of[k], annotation{
					level:   annotationLevel(g),
					title:   fmt.Sprintf("%s: %s %s (%s)", c.Name, g.Status, g.ID, g.Severity),
					message: groupMessage(g),
					origin:  g.Origin,
				})
			}
		}
	}
	var all []annotation
	for _, status := range statuses {
		for _, severity := range baselines.Severities() {
			all = append(all, of[kind{status, severity}]...)
		}
	}
	return all
}

// annotationLevel is that of a group's severity, and a notice when an earlier result
// decides and none of its drift is new since.
func annotationLevel(g findings.Group) string {
	f := g.Finding
	switch {
	case f.Status == checks.Unknown, !slices.ContainsFunc(g.Members, func(f report.Finding) bool { return f.Novelty != report.NotNew }):
		return "notice"
	case f.Severity == baselines.Critical, f.Severity == baselines.High:
		return "error"
	case f.Severity == baselines.Medium:
		return "warning"
	}
	return "notice"
}

// groupMessage describes a group in a few lines: what is wrong where, and what to do.
func groupMessage(g findings.Group) string {
	m := message{cmp.Or(g.Title, g.ID)}
	m.add("nodes", g.On())
	m.add("want", g.Want)
	m.add("got", g.Got)
	m.add("reason", g.Reason)
	m.add("missing", findings.ShortNames(strings.Join(g.MissingTexts(), "; ")))
	m.add("waiver", g.Waivers()...)
	m.add("history", g.Sinces()...)
	if g.Status == checks.Drift {
		m.add("fix", g.Fix)
	}
	return m.String()
}

// command writes the annotation. Only what is in the repository has a line that can be
// shown. GitHub knows its files by forward slashes, also those of Windows.
func (a annotation) command(o report.Options) string {
	properties := []string{"title=" + workflowProperty.Replace(a.title)}
	if a.origin.File != "" && !strings.HasPrefix(a.origin.File, baselines.EmbeddedPrefix) {
		if file, ok := o.InRepository(strings.ReplaceAll(a.origin.File, `\`, "/")); ok {
			properties = append([]string{"file=" + workflowProperty.Replace(file), fmt.Sprintf("line=%d", max(a.origin.Line, 1))}, properties...)
		}
	}
	return fmt.Sprintf("::%s %s::%s\n", a.level, strings.Join(properties, ","), workflowMessage.Replace(a.message))
}

// What ends a workflow command or one of its properties is written as the
// toolkit of GitHub Actions writes it.
var (
	workflowMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	workflowProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
