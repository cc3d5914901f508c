package html

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// flipping is a cluster that lost a node after its network left the Domain
// profile, and whose nodes differ. Its words try to break out of the page.
// Nothing that a node says becomes an element, an attribute or an address, and
// nothing is fetched.
func TestHTMLIsInert(t *testing.T) {
	page := rendered(t, fixture.Result(fixture.Flipping(), fixture.FieldReport(), fixture.Tokyo()))
	fixture.CheckHTML(t, page)
	policy := ""
	for _, n := range fixture.Elements(t, string(page)) {
		if n.Data == "meta" && fixture.Attribute(n, "http-equiv") == "Content-Security-Policy" {
			policy = fixture.Attribute(n, "content")
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
}

// Each finding is in the page once: in a verdict, or as a node that was not judged.
func TestHTMLHasEveryFinding(t *testing.T) {
	r := fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Quiet())
	var shown, dark int
	for _, n := range fixture.Elements(t, string(rendered(t, r))) {
		if count := fixture.Attribute(n, "data-findings"); count != "" {
			var i int
			if _, err := fmt.Sscan(count, &i); err != nil {
				t.Fatal(err)
			}
			shown += i
		}
	}
	for _, c := range r.Clusters {
		dark += c.UnreadUnknowns()
	}
	c := r.Counts
	if want := c.Pass + c.Drift + c.Unknown + c.NotApplicable + c.Waived; shown+dark != want {
		t.Errorf("%d findings in verdicts and %d of nodes that were not judged, want %d", shown, dark, want)
	}
}

func TestTimeline(t *testing.T) {
	r := fixture.Result(fixture.Flipping())
	lines := timelines(r.Clusters[0])
	if len(lines) != 1 || lines[0].Node != "HV02" {
		t.Fatalf("%+v", lines)
	}
	l := lines[0]
	if len(l.Spans) != 1 || l.Spans[0] != (span{timelineMargin, timelineWidth - timelineMargin}) || len(l.Marks) != 3 {
		t.Errorf("%+v", l)
	}
	if l.Caption != "1 time out of the Domain profile (below), 1 cluster event (above)" {
		t.Error(l.Caption)
	}
}

// large is as big as a report gets in practice: what nodes have in common is
// told once.
func large() report.Judged {
	j := report.Judged{Cluster: checks.Cluster{Name: "LARGE"}}
	for i := range 64 {
		name := fmt.Sprintf("NODE%02d", i)
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixture.Node(name, i), Baseline: fixture.Baseline()})
		for k := range 120 {
			f := fixture.ProfileDrift()
			f.ID, f.Family = fmt.Sprintf("family-%d/subject-%d", k%12, k), fmt.Sprintf("family-%d", k%12)
			f.Got = fmt.Sprintf("value %d of %s", k, name) // nothing in common: the worst case
			f.Status = []checks.Status{checks.Pass, checks.Drift, checks.Unknown, checks.Pass}[(i+k)%4]
			if f.Status == checks.Unknown {
				f.Missing = []facts.Gap{facts.GapTimedOut.Of("an answer")}
			}
			f.Node, f.Cluster = name, "LARGE"
			j.Findings = append(j.Findings, f)
		}
	}
	return j
}

func TestHTMLStaysSmall(t *testing.T) {
	size := len(rendered(t, fixture.Result(large())))
	if size >= 2<<20 {
		t.Errorf("64 nodes with 120 findings each take %d bytes", size)
	}
	t.Logf("%d bytes", size)
}

// rendered is the page of a result.
func rendered(t *testing.T, r *report.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
