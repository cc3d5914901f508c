package incidents

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fit"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// flip is a synthetic diagnosis with everything that a report shows.
func flip() *diagnose.Result {
	at := func(s string) time.Time {
		t, err := time.Parse("15:04:05.000", s)
		if err != nil {
			panic(err)
		}
		return t.AddDate(2011, 11, 11)
	}
	ref := diagnose.Ref{File: "HV02_NetworkProfile.evtx", Line: 802, At: at("10:13:14.048"), Node: "HV02", Text: "a domain network of HV02 was disconnected", Raw: "NetworkProfile 10001"}
	return &diagnose.Result{
		Format: diagnose.Format, Document: diagnose.Document, Exit: diagnose.Exit{Code: 1, Reason: "1 incident, a cause is shown or likely for 1"},
		Sources: []diagnose.Source{
			{Path: "HV01_cluster.log", Kind: "cluster log", Node: "HV01", First: at("09:00:00.000"), Last: at("11:00:00.000"), Records: 4711, NotUnderstood: 3, Damaged: "it ends in the middle of a record"},
			{Path: "old.log", Kind: "cluster log", Node: "HV03", Records: 0, Undated: 12, Dropped: 5},
		},
		LeftOut:  []diagnose.LeftOut{{Path: "notes.txt", Why: "neither a cluster log nor a log of events"}},
		Clocks:   []diagnose.Clock{{Node: "HV02", Against: "HV01", Ahead: 182, Pairs: 4, Proof: "HV01_cluster.log:377 and HV02_cluster.log:215 are the connection from port 49301"}, {Node: "HV03", Against: "HV01", Uncertain: true, Proof: "no connection is in the logs of both"}, {Source: "HV01_cluster.log", Node: "HV01", Zone: "UTC+08:00", Proof: "HV01_cluster.log:210 and HV01.evtx:5120 are the same event"}},
		Planned:  []diagnose.Planned{{At: at("03:00:00.000"), Node: "HV03", Text: "the cluster service stopped because Windows was shut down or restarted"}},
		Patterns: []string{"3 of 3 begin on HV02"}, Missing: []string{"the logs of HV04"},
		Incidents: []diagnose.Incident{{
			ID: "20111212-101318", Begin: at("10:13:18.098"), End: at("10:21:22.458"), Nodes: []string{"HV01", "HV02"}, Title: "The profile of HV02 changed", Threshold: "5 heartbeats of 1000 ms",
			Notes: []string{"the order of events between HV03 and the other nodes is not certain"}, MoreSteps: 2,
			Causes: []diagnose.Cause{
				{ID: "profile-flip", Title: "The profile of HV02 changed", Verdict: causes.Shown, Node: "HV02", Why: "Rules for the Domain profile no longer apply.",
					Signs:   []diagnose.Sign{{Text: "a domain network became Public", Holds: diagnose.Yes, Steps: []diagnose.Ref{ref}}, {Text: "an interface went away first", Holds: diagnose.No, Against: true}, {Text: "the port is closed", Holds: diagnose.Unknown, Detail: "a rule could not be read"}},
					Missing: []string{"the facts of HV02"}, Notes: []string{"the network came back"}, Fix: []string{"Install KB2524478 on every node."},
					Findings: []diagnose.Finding{{ID: "hotfix/KB2524478", Node: "HV02", Status: "drift"}, {ID: "network-profile/flips"}}, Sources: []string{"http://blogs.example/failover"}, Inferred: true},
				{ID: "network-between", Title: "The network between HV01 and HV02 was interrupted", Verdict: causes.Excluded, By: "a domain network became Public just before", Node: "HV01", Peer: "HV02", Why: "Both lost each other.", Signs: []diagnose.Sign{}, Sources: []string{"x"}},
			},
			Steps: []diagnose.Step{
				{At: at("10:13:14.048"), Node: "HV02", Kind: "domain-left", Text: "a domain network of HV02 was disconnected", Count: 1, File: "HV02_NetworkProfile.evtx", Line: 802, Raw: "NetworkProfile 10001: Type=1, Category=2", Abnormal: true, First: true},
				{At: at("10:13:18.094"), Until: at("10:13:18.095"), Node: "HV01", Kind: "route-down", Text: "no answer came over a route", Count: 3, File: "HV01_cluster.log", Line: 206, Raw: "00000a34.00000b38::2011/12/12-10:13:18.094 DBG   [NETFTAPI] Signaled NetftRemoteUnreachable event, local address 10.0.0.1:3343 remote address 10.0.0.2:3343", Abnormal: true, First: true},
				{At: at("10:21:22.458"), Node: "HV02", Kind: "service-running", Text: "the cluster service of HV02 was running again", Count: 1, File: "HV02_System.evtx", Line: 4102, Raw: "Service Control Manager 7036: ClusSvc/4"},
			},
		}},
	}
}

func rendered(t testing.TB, name string, r *diagnose.Result, o report.Options) string {
	t.Helper()
	render, ok := Lookup(name)
	if !ok {
		t.Fatalf("there is no format %s", name)
	}
	var b bytes.Buffer
	if err := render(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, tt := range []struct {
		file, format string
		options      report.Options
	}{
		{"flip-80.txt", "text", report.Options{Width: 80}}, {"flip-120.txt", "text", report.Options{Width: 120}},
		{"flip.md", "markdown", report.Options{}}, {"flip.html", "html", report.Options{}}, {"flip.json", "json", report.Options{}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			got := rendered(t, tt.format, flip(), tt.options)
			fixture.Golden(t, tt.file, []byte(got))
		})
	}
}

// hostile has in each text what no report may pass on.
func hostile() *diagnose.Result {
	const foreign = "\x1b[31m<script>alert(1)</script>\u202e`|[x](http://evil.example) @all\x00\u200b"
	r := flip()
	i := &r.Incidents[0]
	i.Title, i.Nodes, i.Notes = foreign, []string{foreign}, []string{foreign}
	i.Causes[0].Title, i.Causes[0].Missing, i.Causes[0].Signs[0].Detail = foreign, []string{foreign}, foreign
	i.Steps[0].Raw, i.Steps[0].Node, i.Steps[0].File = foreign, foreign, foreign
	r.Sources[0].Path, r.LeftOut[0].Path, r.Patterns[0] = foreign, foreign, foreign
	return r
}

func TestForeignText(t *testing.T) {
	for _, format := range Names() {
		got := rendered(t, format, hostile(), report.Options{Width: 80})
		if strings.ContainsAny(got, "\x1b\x00\u202e\u200b") {
			t.Errorf("%s passes control characters on", format)
		}
		if format == "html" && strings.Contains(got, "<script>alert") || format == "markdown" && (strings.Contains(got, "<script>") || strings.Contains(got, "[x](http")) {
			t.Errorf("%s passes code on", format)
		}
	}
}

// Nothing of a line is cut away, and none is wider than the page.
func TestTextWraps(t *testing.T) {
	r := flip()
	r.Incidents[0].Steps[0].Raw = strings.Repeat("word ", 150) + strings.Repeat("W", 300)
	for _, width := range []int{60, 80, 120} {
		got := rendered(t, "text", r, report.Options{Width: width})
		for line := range strings.Lines(got) {
			if w := fit.Columns(strings.TrimRight(line, "\n")); w > width && !strings.Contains(line, "://") {
				t.Errorf("at %d a line is %d wide: %s", width, w, line)
			}
		}
		if n := strings.Count(got, "word"); n != 150 {
			t.Errorf("at %d %d of 150 words are left", width, n)
		}
		if n := strings.Count(got, "W"); n < 300 {
			t.Errorf("at %d %d of 300 letters are left", width, n)
		}
	}
}

// What is written as JSON is read again as it was.
func TestJSON(t *testing.T) {
	got, err := diagnose.Read([]byte(rendered(t, "json", flip(), report.Options{})))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := json.Marshal(flip())
	again, _ := json.Marshal(got)
	if diff := cmp.Diff(string(want), string(again)); diff != "" {
		t.Error(diff)
	}
}

// The timeline zooms, and without the script everything is in the list.
func TestZoom(t *testing.T) {
	ctx := browse(t, rendered(t, "html", flip(), report.Options{}))
	second := `Number(document.querySelectorAll("svg circle")[1].getAttribute("cx"))`
	before := value[float64](t, ctx, second)
	value[bool](t, ctx, `(() => { for (let i = 0; i < 4; i++) { document.querySelector("button[data-zoom=left]").click(); document.querySelector("button[data-zoom=in]").click(); document.querySelector("button[data-zoom=left]").click(); document.querySelector("button[data-zoom=left]").click(); } return true; })()`)
	if after := value[float64](t, ctx, second); after == before {
		t.Errorf("the mark is at %.1f before and after", before)
	}
	value[bool](t, ctx, `(() => { document.querySelector("button[data-zoom=all]").click(); return true; })()`)
	if again := value[float64](t, ctx, second); again < before-1 || again > before+1 {
		t.Errorf("the whole has the mark at %.1f, not %.1f", again, before)
	}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(value[string](t, ctx, "location.href"))); err != nil {
		t.Fatal(err)
	}
	if rows := value[int](t, ctx, `document.querySelectorAll("table.steps tbody tr").length`); rows != 3 {
		t.Errorf("%d steps without the script", rows)
	}
	if ticks := value[string](t, ctx, `Array.from(document.querySelectorAll(".ticks text")).map(e => e.textContent).join(" ")`); ticks != "10:13:14 10:15:16 10:17:18 10:19:20 10:21:22" {
		t.Errorf("times without the script: %s", ticks)
	}
	if !value[bool](t, ctx, `document.querySelector(".tools").hidden`) {
		t.Error("without the script there are buttons")
	}
}

// browse opens a page in Chromium, without a network; the test is skipped where there
// is none.
func browse(t *testing.T, page string) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses root with it
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // starts it
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	file := filepath.Join(t.TempDir(), "incidents.html")
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate("file://"+file)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// value evaluates an expression in the page.
func value[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
