package html

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
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

// Each finding is in the page once, those of nodes that were not read as well.
func TestHTMLHasEveryFinding(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"several clusters": fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Quiet(), fixture.Chain()),
		"a chain":          fixture.Result(fixture.Chain()), "differences": fixture.Result(fixture.Flipping()),
		"dark": fixture.Result(fixture.Dark()), "cut off": fixture.Result(fixture.CutOff()), "large": fixture.Result(large()),
	} {
		shown := map[checks.Status]int{}
		for _, n := range fixture.Elements(t, string(rendered(t, r))) {
			if count := fixture.Attribute(n, "data-findings"); count != "" {
				var i int
				if _, err := fmt.Sscan(count, &i); err != nil {
					t.Fatal(err)
				}
				for p := n; p != nil; p = p.Parent {
					if status := fixture.Attribute(p, "data-status"); status != "" {
						shown[checks.Status(status)] += i
						break
					}
				}
			}
		}
		c := r.Counts
		want := map[checks.Status]int{checks.Pass: c.Pass, checks.Drift: c.Drift, checks.Unknown: c.Unknown, checks.NotApplicable: c.NotApplicable, checks.Waived: c.Waived}
		maps.DeleteFunc(want, func(_ checks.Status, n int) bool { return n == 0 })
		if diff := cmp.Diff(want, shown); diff != "" {
			t.Errorf("%s: (-result +page):\n%s", name, diff)
		}
	}
}

// Each link within the page leads to one place, and no place has the name of another.
func TestHTMLLinksLead(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"several clusters": fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Quiet(), fixture.Chain(), fixture.Flipping()),
		"dark":             fixture.Result(fixture.Dark()), "large": fixture.Result(large()),
		"names like those of the page": fixture.Result(fixture.Quiet(), named("main"), named("filters"), named("nodes")),
	} {
		places, links := map[string]int{}, 0
		elements := fixture.Elements(t, string(rendered(t, r)))
		for _, n := range elements {
			if id := fixture.Attribute(n, "id"); id != "" {
				places[id]++
			}
		}
		for id, n := range places {
			if n > 1 {
				t.Errorf("%s: %d places are named %s", name, n, id)
			}
		}
		for _, n := range elements {
			for _, attribute := range []string{"href", "for", "aria-labelledby"} {
				to := strings.TrimPrefix(fixture.Attribute(n, attribute), "#")
				if to == "" || strings.HasPrefix(to, "http") {
					continue
				}
				if links++; places[to] == 0 {
					t.Errorf("%s: <%s %s=%q> leads nowhere", name, n.Data, attribute, to)
				}
			}
		}
		if links < 3 {
			t.Errorf("%s: %d links", name, links)
		}
	}
}

func named(cluster string) report.Judged {
	j := fixture.Quiet()
	j.Cluster.Name = cluster
	for i := range j.Findings {
		j.Findings[i].Cluster = cluster
	}
	return j
}

// What has one cause is one card, as in the text form, and it comes before everything
// else; what follows from a node that was not read is folded under it.
func TestHTMLGroupsByCause(t *testing.T) {
	var cards []string
	matrix := -1
	for _, n := range fixture.Elements(t, string(rendered(t, fixture.Result(fixture.Chain())))) {
		switch class := fixture.Attribute(n, "class"); {
		case strings.HasPrefix(class, "card"):
			var ids []string
			for d := range n.Descendants() {
				if fixture.Attribute(d, "class") == "id mono" {
					ids = append(ids, d.FirstChild.Data)
				}
				if fixture.Attribute(d, "class") == "lead" {
					ids = append([]string{d.FirstChild.Data + ":"}, ids...)
				}
			}
			cards = append(cards, strings.Join(ids, " "))
		case class == "matrix" && matrix < 0:
			matrix = len(cards)
		}
	}
	want := []string{
		fixture.ChainText + ": hotfix/KB2524478 firewall/cluster-udp-3343-in network-profile/flips event/node-removed",
		"firewall/cluster-udp-3343-in",
		"connect: no answer within 10 s; so cluster/members (high) drifts; 1 finding of the cluster cannot be decided without it: node/reachable cluster/members consistency/hotfixes",
		"4 unknown (2 hotfix): the list of updates: hotfix/KB2524478 hotfix/KB2552040",
	}
	if diff := cmp.Diff(want, cards); diff != "" {
		t.Errorf("cards differ (-want +got):\n%s", diff)
	}
	if matrix != len(want) {
		t.Errorf("the matrix is after %d cards", matrix)
	}
}

func TestTimeline(t *testing.T) {
	r := fixture.Result(fixture.Flipping())
	lines := timelines(r.Clusters[0])
	if len(lines) != 1 || lines[0].Node != "HV02" {
		t.Fatalf("%+v", lines)
	}
	l := lines[0]
	if len(l.Spans) != 1 || l.Spans[0] != (span{timelineMargin, 100 - 2*timelineMargin}) {
		t.Errorf("%+v", l.Spans)
	}
	if l.Caption != "1 time out of the Domain profile, 1 cluster event" {
		t.Error(l.Caption)
	}
	var labels []string
	for _, m := range append(l.Events, l.Profiles...) {
		labels = append(labels, fmt.Sprintf("%s %s", m.Kind, m.Label))
	}
	if want := []string{"event 2", "flip 1", "back 3"}; !slices.Equal(labels, want) || len(l.Items) != 3 {
		t.Errorf("marks %q, want %q, of %d moments", labels, want, len(l.Items))
	}
}

// Moments that would overlap are one mark with the numbers of the first and the last.
func TestTimelineMarks(t *testing.T) {
	var marks []mark
	for i, x := range []float64{4, 5, 9.9, 10.1, 50} {
		marks = marked(marks, x, i+1, "event")
	}
	var got []string
	for _, m := range marks {
		got = append(got, m.Label)
	}
	if want := []string{"1…3", "4", "5"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
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

// A finding leads to the step of the plan that fixes it, on its node, and the step leads back.
func TestHTMLPlan(t *testing.T) {
	j := fixture.Chain()
	for _, n := range j.Cluster.Nodes {
		n.Facts.OS.HostName = n.Facts.Name
	}
	for i := range j.Findings {
		if f := &j.Findings[i]; f.Family == "firewall" {
			f.Provenance, f.Remedy = baselines.Sourced, &baselines.Remedy{Scope: baselines.OnNode, Cmd: []string{"netsh.exe <x>"}}
		}
	}
	var links []string
	for _, n := range fixture.Elements(t, string(rendered(t, fixture.Result(j)))) {
		for p := n.Parent; n.Data == "a" && p != nil; p = p.Parent {
			if class := fixture.Attribute(p, "class"); class == "stage" || strings.HasPrefix(class, "subject") {
				links = append(links, fixture.Attribute(p, "id")+" -> "+fixture.Attribute(n, "href")+" "+n.FirstChild.Data)
				break
			}
		}
	}
	want := []string{
		"c1-firewall-cluster-udp-3343-in-hv02 -> #c1-step-1 step 1, HV02",
		"c1-firewall-cluster-udp-3343-in-hv03 -> #about-firewall-cluster-udp-3343-in Why, and what to do",
		"c1-firewall-cluster-udp-3343-in-hv03 -> #c1-step-2 step 2, HV03",
		"c1-step-1 -> #c1-firewall-cluster-udp-3343-in-hv02 firewall/cluster-udp-3343-in",
		"c1-step-2 -> #c1-firewall-cluster-udp-3343-in-hv03 firewall/cluster-udp-3343-in",
	}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Errorf("links differ (-want +got):\n%s", diff)
	}
}

// Names of the page are made of letters that need no escape, and no two are the same.
func TestAnchors(t *testing.T) {
	a := newAnchors()
	for _, tt := range []struct{ text, want string }{
		{"c1-hotfix/KB1", "c1-hotfix-kb1"}, {"c1-hotfix/KB1", "c1-hotfix-kb1-2"}, {"c1-hotfix/KB1-2", "c1-hotfix-kb1-2-2"}, {"c1-hotfix/KB1", "c1-hotfix-kb1-3"},
		{"main", "main-2"}, {`"><script>`, "script"}, {strings.Repeat("long", 100), strings.Repeat("long", 17) + "lo"},
	} {
		if got := a.name(tt.text); got != tt.want {
			t.Errorf("%s is named %s, want %s", tt.text, got, tt.want)
		}
	}
}

// toFile is how a page leads to another one of its folder.
var toFile = regexp.MustCompile(`href="(index|cluster[a-z0-9-]*)\.`)

// A folder has an index that leads to each cluster, the worst first, and pages that lead
// back; each is as inert as the one file.
func TestPages(t *testing.T) {
	r := fixture.Result(fixture.Quiet(), fixture.Chain(), fixture.Flipping(), fixture.Tokyo(), fixture.FieldReport())
	files, err := Pages(r)
	if err != nil || len(files) != len(r.Clusters)+1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	names := map[string]bool{}
	for _, f := range files {
		if names[f.Name] || !report.InDirectory(f.Name) {
			t.Errorf("a file is named %s", f.Name)
		}
		names[f.Name] = true
	}
	index := files[len(files)-1]
	if index.Name != report.IndexPage {
		t.Fatalf("the last file is %s", index.Name)
	}
	var led []string
	shown := 0
	for _, f := range files {
		fixture.CheckHTML(t, toFile.ReplaceAll(f.Data, []byte(`href="#$1-`)))
		for _, n := range fixture.Elements(t, string(f.Data)) {
			to := fixture.Attribute(n, "href")
			if f.Name == index.Name && strings.HasSuffix(to, ".html") {
				led = append(led, to)
			}
			if strings.HasSuffix(to, ".html") && !names[to] {
				t.Errorf("%s leads to %s", f.Name, to)
			}
			if n.Data == "strong" && fixture.Attribute(n, "class") == "" && n.Parent.FirstChild.FirstChild != nil && n.Parent.FirstChild.FirstChild.Data == "Drift" && f.Name != index.Name {
				var i int
				_, _ = fmt.Sscan(n.FirstChild.Data, &i)
				shown += i
			}
		}
	}
	if want := []string{"cluster-chain.html", "cluster-flip-dd-script-alert-1-script-img-src-x-onerror-alert-2.html", "cluster-fieldreport.html"}; len(led) != 5 || slices.ContainsFunc(want, func(s string) bool { return !slices.Contains(led, s) }) || led[4] != "cluster-sql-prod.html" {
		t.Errorf("the index leads to %q", led)
	}
	if shown != r.Counts.Drift {
		t.Errorf("the pages count %d drift, the result %d", shown, r.Counts.Drift)
	}
}

// Five hundred clusters are a folder that a browser can show page by page.
func TestPagesOfManyClusters(t *testing.T) {
	files, err := Pages(fixture.Result(fixture.Fleet(500, 2)...))
	if err != nil || len(files) != 501 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if len(f.Data) > 512<<10 {
			t.Errorf("%s has %d bytes", f.Name, len(f.Data))
		}
	}
}

// A cluster of which no node was read has no family to show, and still is a table.
func TestDarkClusterIsValid(t *testing.T) {
	for _, j := range []report.Judged{fixture.Dark(), fixture.Starved(), fixture.CutOff()} {
		var page bytes.Buffer
		if err := Write(&page, fixture.Result(j), report.Options{}); err != nil {
			t.Fatal(err)
		}
		fixture.CheckHTML(t, page.Bytes())
	}
}
