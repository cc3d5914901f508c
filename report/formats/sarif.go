package formats

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/clusterdrift/clusterdrift/report"
)

// Base ids of the locations: files of the repository that is scanned with, the
// program's own baselines, and nodes, which are not files at all.
const (
	sourceRoot    = "%SRCROOT%"
	embeddedRoot  = "CLUSTERDRIFT"
	clustersRoot  = "CLUSTERS"
	homepage      = "https://github.com/clusterdrift/clusterdrift"
	sarifDateTime = "2006-01-02T15:04:05.000Z"
)

// SARIF writes the result in SARIF 2.1.0 (OASIS), for code scanning: one run, a
// rule for each finding id, and a result for each finding that drifts (kind
// "fail"), is unknown ("open") or waived (a suppressed "fail"). What passes or
// does not apply is left out, because GitHub shows every result as a problem, unless it was a
// result in the last run (baselineState "absent"); the run's properties have all counts. The level of an unknown is "none", as the
// standard asks (section 3.27.10); nodes that could not be judged and unused
// waivers are notifications.
func SARIF(w io.Writer, r *report.Result, o report.Options) error {
	if err := writeSARIF(w, sarifLog(r, o)); err != nil {
		return fmt.Errorf("write SARIF report: %w", err)
	}
	return nil
}

func sarifLog(r *report.Result, o report.Options) *sarif.Report {
	return sarif.NewReport().AddRun(sarifRun(report.MapStrings(r, sarifText), sources{o}))
}

// sarifText cleans a text and keeps it from being a link: messages may have
// links in them (section 3.11.6), and no node gets to offer one.
func sarifText(s string) string { return strings.ReplaceAll(report.Clean(s), "](", `\](`) }

func sarifRun(r *report.Result, files sources) *sarif.Run {
	run := sarif.NewRunWithInformationURI(r.Tool.Name, homepage)
	run.Tool.Driver.WithVersion(r.Tool.Version).WithFullName(strings.TrimSpace(r.Tool.Name + " " + r.Tool.Version))
	run.WithColumnKind("unicodeCodePoints").WithOriginalUriBaseIds(map[string]sarif.ArtifactLocation{
		sourceRoot:   *base("The root of the repository, or the directory that the paths on the command line are relative to."),
		embeddedRoot: *base("The sources of clusterdrift, where the embedded baselines are."),
		clustersRoot: *base("No files: the clusters and their nodes."),
	})
	run.WithAutomationDetails(sarif.NewRunAutomationDetails().WithID(automationID(r)))
	run.AddInvocation(invocation(r, files))
	run.WithProperties(runProperties(r))
	addRules(run, r, files)
	for _, c := range r.Each() {
		seen := map[string]int{}
		for _, f := range c.AllFindings() {
			if result := files.result(run, c, f, seen); result != nil {
				run.AddResult(result)
			}
		}
	}
	return run
}

func runProperties(r *report.Result) *sarif.PropertyBag {
	all := properties("counts", r.Counts).Add("ages", sarifAges(r)).Add("partial", r.Partial)
	if r.Shard != nil {
		all.Add("shard", r.Shard)
	}
	if r.Selection != nil {
		all.Add("selection", r.Selection)
	}
	return all
}

func base(description string) *sarif.ArtifactLocation {
	return sarif.NewArtifactLocation().WithDescription(sarif.NewTextMessage(description))
}

func properties(name string, value any) *sarif.PropertyBag {
	return sarif.NewPropertyBag().Add(name, value)
}

// sarifAge is how old the facts of a node are, in the run's property "ages".
type sarifAge struct {
	Cluster    string `json:"cluster"`
	Node       string `json:"node"`
	AgeSeconds *int64 `json:"age_seconds,omitempty"`
}

func sarifAges(r *report.Result) []sarifAge {
	ages := []sarifAge{}
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			ages = append(ages, sarifAge{c.Name, n.Name, n.AgeSeconds})
		}
	}
	return ages
}

// automationID is "clusterdrift/WHICH/WHEN". Code scanning takes what is before
// the last slash as the category, within which a new run replaces the last one.
func automationID(r *report.Result) string {
	var names []string
	for _, c := range r.Clusters {
		names = append(names, c.Name)
	}
	which := url.PathEscape(strings.Join(names, "+"))
	if len(names) != 1 {
		which = fmt.Sprintf("%d-clusters-%.12x", len(names), sha256.Sum256([]byte(strings.Join(names, "\x00"))))
	}
	return "clusterdrift/" + which + "/" + r.Started.Format(time.RFC3339)
}

// invocation says how the scan went.
func invocation(r *report.Result, files sources) *sarif.Invocation {
	i := sarif.NewInvocation().
		WithStartTimeUtc(r.Started.Format(sarifDateTime)).WithEndTimeUtc(r.Finished.Format(sarifDateTime)).
		WithExitCode(r.Exit.Code).WithExitCodeDescription(r.Exit.Reason).
		WithExecutionSuccessful(!r.Failed())
	note := func(level, text string, at ...*sarif.Location) {
		n := sarif.NewNotification().WithLevel(level).WithMessage(sarif.NewTextMessage(text))
		for _, l := range at {
			n.AddLocation(l)
		}
		i.AddToolExecutionNotification(n)
	}
	if m := r.MomentText(); m != "" {
		note("note", m)
	}
	if r.Shard != nil {
		note("note", r.Shard.Text())
	}
	if r.Selection != nil {
		note("note", r.Selection.String())
	}
	for _, w := range r.Warnings {
		note("warning", w)
	}
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			if n.Problem == nil {
				continue
			}
			level := "warning"
			if n.Dark() {
				level = "error"
			}
			note(level, fmt.Sprintf("%s is %s: %s", n.Name, n.State, n.ProblemText()), nodeLocation(c.Name, n.Name))
		}
	}
	if r.Counts.Unknown > 0 {
		note("warning", fmt.Sprintf("%d requirements are unknown", r.Counts.Unknown))
	}
	for _, u := range r.UnusedWaivers {
		note("note", "Unused waiver: "+u.String(), files.location(u.Origin)...)
	}
	return i
}
