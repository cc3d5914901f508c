package formats

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
	"github.com/clusterdrift/clusterdrift/report/internal/markdown"
)

// addRules adds a rule for each id that has a result, sorted by id. A rule says what is
// true of every node; what to do about one is in its results. Where nodes are judged by
// different baselines, the gravest requirement gives the texts of the rule.
func addRules(run *sarif.Run, r *report.Result, files sources) {
	rules := map[string]report.Finding{}
	for _, c := range r.Each() {
		for _, f := range c.AllFindings() {
			if known, ok := rules[f.ID]; files.reports(f) && (!ok || f.Severity.Rank() < known.Severity.Rank()) {
				rules[f.ID] = f
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rules)) {
		describeRule(run.AddRule(id), rules[id])
	}
}

// reports reports whether a finding is a result: what people have to look at, and what was
// that in the last run. Code scanning shows every result as a problem, so on GitHub what is
// absent is left out.
func (files sources) reports(f report.Finding) bool {
	return f.IsReported() || f.Change == report.ChangeAbsent && files.Repository == ""
}

// describeRule fills in what code scanning demands of a rule, too.
func describeRule(rule *sarif.ReportingDescriptor, f report.Finding) {
	title := cmp.Or(f.Title, f.ID)
	why := cmp.Or(f.Why, title)
	more := "Each result has its fix. More: "
	explain := "clusterdrift explain " + f.ID
	rule.WithName(ruleName(f.ID)).WithDescription(title).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(why)).
		WithHelp(sarif.NewMultiformatMessageString().
			WithText(why + "\n\n" + more + explain).
			WithMarkdown(markdown.Escape(why) + "\n\n" + more + "`" + strings.ReplaceAll(explain, "`", "'") + "`")).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevel(f.Severity))).
		WithProperties(ruleProperties(f))
	for _, r := range f.References {
		if u, err := url.Parse(r.Address); err == nil && u.Scheme == "https" && u.Host != "" {
			rule.WithHelpURI(u.String())
			break
		}
	}
}

// ruleName is an id in the form that SARIF has for names: "HotfixKB2552040".
func ruleName(id string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(id, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, size := utf8.DecodeRuneInString(part)
		b.WriteString(string(unicode.ToUpper(first)) + part[size:])
	}
	return b.String()
}

// ruleProperties has no "security-severity": that is a score of vulnerabilities,
// and drift has none.
func ruleProperties(f report.Finding) *sarif.PropertyBag {
	p := properties("severity", string(f.Severity)).Add("provenance", string(f.Provenance)).AddTag(f.Family)
	problem := map[string]string{"error": "error", "warning": "warning", "note": "recommendation"}
	return p.Add("problem.severity", problem[sarifLevel(f.Severity)])
}

func sarifLevel(s baselines.Severity) string {
	switch s {
	case baselines.Critical, baselines.High:
		return "error"
	case baselines.Medium:
		return "warning"
	}
	return "note"
}

// sources finds the files that results point at.
type sources struct{ report.Options }

// result returns nil for what is not reported; seen counts the results of each
// fingerprint.
func (files sources) result(run *sarif.Run, c report.Cluster, f report.Finding, seen map[string]int) *sarif.Result {
	if !files.reports(f) {
		return nil
	}
	print := fingerprint(c.Name, f)
	seen[print]++
	print = fmt.Sprintf("%s:%d", print, seen[print])
	result := sarif.NewRuleResult(f.ID).WithRuleIndex(run.GetRuleIndex(f.ID)).
		WithKind("fail").WithLevel(sarifLevel(f.Severity)).
		WithMessage(sarif.NewTextMessage(sarifMessage(c, f))).
		WithLocations([]*sarif.Location{files.ofFinding(c, f)}).
		// The first is the name that code scanning goes by.
		WithPartialFingerprints(map[string]string{"primaryLocationLineHash": print, "clusterdriftFinding/v1": print}).
		WithProperties(properties("status", string(f.Status)).Add("severity", string(f.Severity)))
	if f.Novelty != report.NotCompared {
		result.Properties.Add("novelty", f.Novelty.String())
	}
	if f.Change != "" {
		result.WithBaselineState(string(f.Change))
	}
	switch f.Status {
	case checks.Unknown:
		result.WithKind("open").WithLevel("none")
	case checks.Pass:
		result.WithKind("pass").WithLevel("none")
	case checks.NotApplicable:
		result.WithKind("notApplicable").WithLevel("none")
	case checks.Waived:
		result.AddSuppression(files.suppression(f))
	}
	if f.Waiver != nil && f.Waiver.Expired {
		for _, l := range files.location(f.Waiver.Origin) {
			result.AddRelatedLocation(l.WithMessage(sarif.NewTextMessage("the waiver that has expired")))
		}
	}
	return result
}

// fingerprint stays the same from scan to scan, whatever was observed.
func fingerprint(cluster string, f report.Finding) string {
	return fmt.Sprintf("%.16x", sha256.Sum256([]byte(strings.Join([]string{cluster, f.Node, f.ID}, "\x00"))))
}

func sarifMessage(c report.Cluster, f report.Finding) string {
	m := message{fmt.Sprintf("%s on %s: %s", f.Status, cmp.Or(f.Node, "cluster "+c.Name), cmp.Or(f.Title, f.ID))}
	m.addFinding(f, "; ")
	m.add("waiver", findings.WaiverText(f.Waiver))
	m.add("fix", f.Fix)
	return m.String()
}

func (files sources) suppression(f report.Finding) *sarif.Suppression {
	s := sarif.NewSuppression().WithKind("external").WithStatus("accepted").WithJustification(f.WaivedBy())
	if f.Waiver != nil {
		for _, l := range files.location(f.Waiver.Origin) {
			s.WithLocation(l)
		}
	}
	return s
}

// ofFinding is the line of the baseline, and the node as a logical location.
// A finding that no baseline asks for is at its node: code scanning takes no
// result without a physical location.
func (files sources) ofFinding(c report.Cluster, f report.Finding) *sarif.Location {
	at := nodeLocation(c.Name, f.Node)
	for _, l := range files.location(f.Origin) {
		at.WithPhysicalLocation(l.PhysicalLocation)
	}
	return at
}

func nodeLocation(cluster, node string) *sarif.Location {
	uri := strings.TrimSuffix(url.PathEscape(cluster)+"/"+url.PathEscape(node), "/")
	at := physical(strings.ReplaceAll(uri, ":", "%3A"), clustersRoot, 1, 0) // before a colon would be a scheme
	at.AddLogicalLocation(sarif.NewLogicalLocation().WithName(cluster).WithFullyQualifiedName(cluster).WithKind("cluster"))
	if node != "" {
		at.AddLogicalLocation(sarif.NewLogicalLocation().WithName(node).WithFullyQualifiedName(cluster + "/" + node).WithKind("node"))
	}
	return at
}

// location is a line of a file, or nothing. A file of the repository is relative to its
// root; an embedded baseline is a file of clusterdrift.
func (files sources) location(o baselines.Position) []*sarif.Location {
	if o.File == "" {
		return nil
	}
	file, root := strings.ReplaceAll(o.File, `\`, "/"), sourceRoot
	u := url.URL{Path: file}
	if name, own := strings.CutPrefix(file, baselines.EmbeddedPrefix); own {
		u.Path, root = "baselines/"+name, embeddedRoot
	} else if file, inside := files.InRepository(file); inside || !strings.HasPrefix(file, "/") && !strings.Contains(file, ":") {
		u.Path = file
	} else {
		u, root = url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(file, "/")}, ""
	}
	return []*sarif.Location{physical(u.String(), root, o.Line, o.Column)}
}

func physical(uri, baseID string, line, column int) *sarif.Location {
	file := sarif.NewSimpleArtifactLocation(uri)
	if baseID != "" {
		file.WithURIBaseID(baseID)
	}
	region := sarif.NewRegion().WithStartLine(max(line, 1))
	if column > 0 {
		region.WithStartColumn(column)
	}
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(file).WithRegion(region))
}
