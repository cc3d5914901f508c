package formats

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// JUnit writes the result for CI systems: a test suite for each node, one more for
// each cluster's cluster-wide findings, and a test case for each finding. Drift is
// a failure; unknown and unreachable are errors. What does not count for the exit code
// is skipped, and so is what does not apply or is waived, with the reason.
func JUnit(w io.Writer, r *report.Result, o report.Options) error {
	gate := o.Gate.On(r)
	return writeJUnit(w, r, junitGate{finding: gate.CountsFinding, dark: !gate.AllowIncomplete})
}

// JUnitAll writes what JUnit does, and drift and unknown are failures and errors also
// where they do not count for the exit code.
func JUnitAll(w io.Writer, r *report.Result, _ report.Options) error {
	return writeJUnit(w, r, junitGate{finding: func(report.Finding) bool { return true }, dark: true})
}

// junitGate decides what is a failure or an error; the rest is skipped.
type junitGate struct {
	finding func(report.Finding) bool
	dark    bool // whether a node that was not judged is an error
}

func writeJUnit(w io.Writer, r *report.Result, gate junitGate) error {
	r = report.MapStrings(r, report.CleanWhole)
	suites := junit.Testsuites{Name: r.Tool.Name, Time: seconds(r.Took)}
	for _, c := range r.Each() {
		for _, s := range gate.suites(c, r.Started) {
			if r.Shard != nil {
				s.AddProperty("shard", r.Shard.Text())
			}
			if r.Selection != nil {
				s.AddProperty("narrowed", r.Selection.String())
			}
			if c.Moment != "" {
				s.AddProperty("moment", string(c.Moment))
			}
			s.ID = len(suites.Suites)
			suites.AddSuite(s)
		}
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return fmt.Errorf("write JUnit report: %w", err)
	}
	suites.Skipped = 0 // the schema that Jenkins checks files by has it at the suites alone
	if err := suites.WriteXML(w); err != nil {
		return fmt.Errorf("write JUnit report: %w", err)
	}
	return nil
}

// suites returns the cluster-wide suite, if it has cases, and the nodes'.
func (g junitGate) suites(c report.Cluster, started time.Time) []junit.Testsuite {
	cases, found := map[string][]junit.Testcase{}, map[string][]report.Finding{}
	for _, f := range c.Findings {
		cases[f.Node] = append(cases[f.Node], g.testcase(c.Name, f))
		found[f.Node] = append(found[f.Node], f)
	}
	var suites []junit.Testsuite
	if len(cases[""]) > 0 {
		s := suite(c.Name, cases[""], started, 0)
		describeDrift(&s, found[""])
		suites = append(suites, s)
	}
	for _, n := range c.Nodes {
		if len(cases[n.Name]) == 0 {
			cases[n.Name] = []junit.Testcase{g.silentNode(c.Name, n)}
		}
		s := suite(c.Name+"."+n.Name, cases[n.Name], n.Started, n.Took)
		s.Hostname = n.Name
		describe(&s, n)
		describeDrift(&s, found[n.Name])
		if c.Selection != nil {
			s.AddProperty("selection", c.Selection.String())
		}
		suites = append(suites, s)
	}
	return suites
}

func suite(name string, cases []junit.Testcase, started time.Time, took time.Duration) junit.Testsuite {
	s := junit.Testsuite{Name: name, Time: seconds(took)}
	if !started.IsZero() {
		s.Timestamp = started.Format("2006-01-02T15:04:05") // the usual schemas allow no zone
	}
	for _, c := range cases {
		s.AddTestcase(c)
	}
	return s
}

func describe(s *junit.Testsuite, n report.Node) {
	s.AddProperty("state", string(n.State))
	for _, p := range []junit.Property{
		{Name: "address", Value: n.Address},
		{Name: "read_as", Value: n.ReadAs},
		{Name: "os", Value: n.OS},
		{Name: "baseline", Value: n.Baseline},
		{Name: "age_seconds", Value: ageSeconds(n)},
	} {
		if p.Value != "" {
			s.AddProperty(p.Name, p.Value)
		}
	}
	for _, w := range n.Weaknesses {
		s.AddProperty("weakness", w)
	}
}

func (g junitGate) testcase(cluster string, f report.Finding) junit.Testcase {
	tc := junit.Testcase{Name: f.ID, Classname: classname(cluster, f.Node, f.Family)}
	switch f.Status {
	case checks.Drift, checks.Unknown:
		tc.SystemOut = caseProperties(f)
		switch {
		case !g.finding(f):
			tc.Skipped = &junit.Result{Message: notCountedText(f) + headline(f), Data: detail(f)}
		case f.Status == checks.Drift:
			tc.Failure = &junit.Result{Message: headline(f), Type: string(f.Severity), Data: detail(f)}
		default:
			tc.Error = &junit.Result{Message: headline(f), Type: string(f.Status), Data: detail(f)}
		}
	case checks.NotApplicable:
		tc.Skipped = &junit.Result{Message: string(f.Status) + ": " + f.Reason}
	case checks.Waived:
		tc.Skipped = &junit.Result{Message: string(f.Status) + ": " + f.WaivedBy()}
	}
	return tc
}

// notCounted begins the message of what is skipped because it does not count.
const notCounted = "not counted: "

// notCountedText says why drift or an unknown does not count where its severity does not:
// "not counted: drift, not new since the earlier result, ".
func notCountedText(f report.Finding) string {
	s := notCounted + string(f.Status) + ", "
	if f.Novelty == report.NotCompared {
		return s
	}
	return s + f.Novelty.String() + ", "
}

// silentNode is the case of a node without findings: an empty suite looks like
// success.
func (g junitGate) silentNode(cluster string, n report.Node) junit.Testcase {
	e := &junit.Result{Message: "nothing was judged", Type: string(n.State)}
	if n.Problem != nil {
		e.Message, e.Data = n.Problem.Message, n.Problem.Hint
	}
	tc := junit.Testcase{Name: "node/reachable", Classname: classname(cluster, n.Name, "node")}
	if g.dark {
		tc.Error = e
	} else {
		tc.Skipped = &junit.Result{Message: notCounted + n.State.Words() + ": " + e.Message, Data: e.Data}
	}
	return tc
}

// classname is cluster.node.family; CI systems show what is before the last dot
// as a package.
func classname(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ".")
}

func headline(f report.Finding) string {
	if f.Title == "" {
		return string(f.Severity)
	}
	return string(f.Severity) + ": " + f.Title
}

// detail lists what the finding says, one field on a line.
func detail(f report.Finding) string {
	var m message
	m.addFinding(f, ", ")
	m.add("why", f.Why)
	m.add("fix", f.Fix)
	m.add("reference", f.Reference)
	m.add("basis", findings.Basis(f.Provenance))
	m.add("waiver", findings.WaiverText(f.Waiver))
	m.add("history", findings.History(f)...)
	return m.String() + "\n"
}

func seconds(d time.Duration) string {
	return fmt.Sprintf("%.3f", d.Seconds())
}
