package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// flipping is a cluster that lost a node after its network left the Domain
// profile, and whose nodes differ. Its words try to break out of the page.
func flipping() Judged {
	const evil = `</dd><script>alert(1)</script><img src=x onerror=alert(2)>"'&`
	j := Judged{Cluster: checks.Cluster{Name: "FLIP" + evil, Nodes: []checks.Subject{
		{Facts: fixtureNode("HV01", 1), Baseline: fixtureBaseline()},
		{Facts: fixtureNode("HV02", 2), Baseline: fixtureBaseline()},
	}}}
	at := func(seconds int) time.Time {
		return fixtureStart.Add(time.Duration(seconds)*time.Second - 72*time.Hour)
	}
	flips := simple("network-profile/flips", "network-profile", checks.Drift, baselines.Critical, "1 flip")
	flips.Reference = "javascript:alert(3)"
	flips.Fix = "Install it: `wusa.exe " + evil + "`."
	flips.Timeline = []checks.Moment{
		{At: at(0), Kind: checks.MomentFlip, Text: "left Domain for Public " + evil},
		{At: at(4), Kind: checks.MomentEvent, Text: "FailoverClustering 1135"},
		{At: at(392), Kind: checks.MomentBack, Text: "back in Domain"},
	}
	alike := simple("consistency/offload", "consistency", checks.Drift, baselines.Medium, "chimney: HV02 automatic")
	alike.Differences = []checks.Difference{{Aspect: "chimney", Values: []checks.NodeValue{{Node: "HV01", Value: "disabled"}, {Node: "HV02", Value: evil}}}}
	for node, f := range map[string]checks.Finding{"HV02": flips, "": alike} {
		f.Cluster, f.Node = j.Cluster.Name, node
		j.Findings = append(j.Findings, f)
	}
	return j
}

// elements returns all elements of a page.
func elements(t *testing.T, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Nothing that a node says becomes an element, an attribute or an address, and
// nothing is fetched.
func TestHTMLIsInert(t *testing.T) {
	page := render(t, "html", fixture(flipping(), fieldReport(), tokyo()), Options{})
	checkHTML(t, page)
	policy := ""
	for _, n := range elements(t, string(page)) {
		if n.Data == "meta" && attribute(n, "http-equiv") == "Content-Security-Policy" {
			policy = attribute(n, "content")
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
}

// checkHTML looks at every element and attribute of a page.
func checkHTML(t *testing.T, page []byte) {
	t.Helper()
	scripts := 0
	for _, n := range elements(t, string(page)) {
		switch n.Data {
		case "script", "style":
			scripts++
		case "img", "iframe", "object", "embed", "base", "video", "audio":
			t.Errorf("there is an element %s", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src", a.Key == "srcset":
				t.Errorf("<%s> has the attribute %s", n.Data, a.Key)
			case a.Key == "href" && !regexp.MustCompile(`^(#[a-z0-9-]+|https?://[^\s"'<>]+)$`).MatchString(a.Val):
				t.Errorf("<%s> leads to %q", n.Data, a.Val)
			}
		}
	}
	if scripts != 2 {
		t.Errorf("%d blocks of style and script", scripts)
	}
}

// Each finding is in the page once: in a verdict, or as a node that was not judged.
func TestHTMLHasEveryFinding(t *testing.T) {
	r := fixture(fieldReport(), tokyo(), quiet())
	var shown, dark int
	for _, n := range elements(t, string(render(t, "html", r, Options{}))) {
		if count := attribute(n, "data-findings"); count != "" {
			var i int
			if _, err := fmt.Sscan(count, &i); err != nil {
				t.Fatal(err)
			}
			shown += i
		}
	}
	for _, c := range r.Clusters {
		dark += c.unread()
	}
	c := r.Counts
	if want := c.Pass + c.Drift + c.Unknown + c.NotApplicable + c.Waived; shown+dark != want {
		t.Errorf("%d findings in verdicts and %d of nodes that were not judged, want %d", shown, dark, want)
	}
}

func TestTimeline(t *testing.T) {
	r := fixture(flipping())
	lines := htmlTimelines(r.Clusters[0])
	if len(lines) != 1 || lines[0].Node != "HV02" {
		t.Fatalf("%+v", lines)
	}
	l := lines[0]
	if len(l.Spans) != 1 || l.Spans[0] != (htmlSpan{timelineMargin, timelineWidth - timelineMargin}) || len(l.Marks) != 3 {
		t.Errorf("%+v", l)
	}
	if l.Caption != "1 time out of the Domain profile (below), 1 cluster event (above)" {
		t.Error(l.Caption)
	}
}

// large is as big as a report gets in practice: what nodes have in common is
// told once.
func large() Judged {
	j := Judged{Cluster: checks.Cluster{Name: "LARGE"}}
	for i := range 64 {
		name := fmt.Sprintf("NODE%02d", i)
		j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: fixtureNode(name, i), Baseline: fixtureBaseline()})
		for k := range 120 {
			f := profileDrift()
			f.ID, f.Family = fmt.Sprintf("family-%d/subject-%d", k%12, k), fmt.Sprintf("family-%d", k%12)
			f.Got = fmt.Sprintf("value %d of %s", k, name) // nothing in common: the worst case
			f.Status = []checks.Status{checks.Pass, checks.Drift, checks.Unknown, checks.Pass}[(i+k)%4]
			if f.Status == checks.Unknown {
				f.Missing = []string{"an answer"}
			}
			f.Node, f.Cluster = name, "LARGE"
			j.Findings = append(j.Findings, f)
		}
	}
	return j
}

func TestHTMLStaysSmall(t *testing.T) {
	size := len(render(t, "html", fixture(large()), Options{}))
	if size >= 2<<20 {
		t.Errorf("64 nodes with 120 findings each take %d bytes", size)
	}
	t.Logf("%d bytes", size)
}
