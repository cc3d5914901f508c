package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// browser is Chromium, which reaches this machine alone; the test is skipped where there is
// none.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("there is no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), chromedp.WindowSize(1200, 900))
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
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
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

// TestPagesInABrowser looks at each page with hostile names, in light and dark, wide and on
// 320 pixels: nothing is beside the screen, no style is refused, no script runs, and axe-core,
// where AXE_CORE is the path of its axe.min.js, reports no violation.
func TestPagesInABrowser(t *testing.T) {
	ctx := browser(t)
	axe, _ := os.ReadFile(os.Getenv("AXE_CORE")) // without it the rest is looked at
	_, reader := recorded(t, hostile(hostileName), fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Quiet()), hostile(hostileName), hostile(strings.Repeat("W", 300)))
	s := serve(t, reader)
	server := httptest.NewServer(s.handler)
	defer server.Close()
	pages := []string{"/", "/runs", "/waivers", "/search?q=kb", "/nothing"}
	for _, prefix := range []string{"/cluster?", "/node?", "/finding?", "/run?", "/diff?"} {
		pages = append(pages, s.first(prefix))
	}
	for _, page := range pages {
		for _, width := range []int64{320, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				where := fmt.Sprintf("%.60s, %s, %d pixels", page, scheme, width)
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
				if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 800, DeviceScaleFactor: 1}); err != nil {
					t.Fatal(err)
				}
				if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+page)); err != nil {
					t.Fatal(err)
				}
				if wide := value[int64](t, ctx, `(() => { document.querySelectorAll("details").forEach((d) => { d.open = true; }); return document.documentElement.scrollWidth; })()`); wide > width {
					t.Errorf("%s: the page is %d pixels wide", where, wide)
				}
				if styled := value[string](t, ctx, `getComputedStyle(document.querySelector("nav")).display`); styled != "flex" {
					t.Errorf("%s: the style sheet is not in force: %s", where, styled)
				}
				complaints(t, ctx, string(axe), where)
			}
		}
	}
}

// first is the first address with a prefix among the links of the first pages.
func (s *site) first(prefix string) string {
	s.t.Helper()
	pages := []string{"/", "/runs"}
	for i := 0; i < len(pages) && i < 60; i++ {
		for _, link := range s.links(pages[i]) {
			if strings.HasPrefix(link, prefix) {
				return link
			}
			pages = append(pages, link)
		}
	}
	s.t.Fatalf("no link leads to %s", prefix)
	return ""
}

// complaints reports what axe-core finds. The policy of the pages admits no script of theirs;
// this one comes from the debugger.
func complaints(t *testing.T, ctx context.Context, axe, where string) {
	t.Helper()
	if axe == "" {
		return
	}
	value[bool](t, ctx, "(() => { "+axe+"; return true; })()")
	var found []struct {
		ID, Help string
		Nodes    []struct{ HTML string }
	}
	if err := json.Unmarshal([]byte(value[string](t, ctx, `axe.run().then((r) => JSON.stringify(r.violations))`)), &found); err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s: %s (%d times), as in %.200s", where, v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML)
	}
}

// TestKeyboard goes through the first page by the tab key: to the content, the pages, the
// search and the clusters, in this order, and follows a link with enter.
func TestKeyboard(t *testing.T) {
	ctx := browser(t)
	_, reader := recorded(t, fixture.Result(fixture.FieldReport(), fixture.Quiet()))
	server := httptest.NewServer(serve(t, reader).handler)
	defer server.Close()
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	press := func(key, code, text string, number int64) {
		t.Helper()
		for _, kind := range []input.DispatchKeyEventType{"keyDown", "keyUp"} {
			p := input.DispatchKeyEventParams{Type: kind, Key: key, Code: code, WindowsVirtualKeyCode: number}
			if kind == "keyDown" {
				p.Text = text
			}
			if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, p); err != nil {
				t.Fatal(err)
			}
		}
	}
	var got []string
	for range 9 {
		press("Tab", "Tab", "", 9)
		got = append(got, value[string](t, ctx, `document.activeElement.textContent.trim().slice(0, 19) || document.activeElement.id`))
	}
	if want := "Skip to the content, Fleet, Runs, Waivers, q, Find"; !strings.HasPrefix(strings.Join(got, ", "), want) || !strings.Contains(strings.Join(got, ", "), "FIELDREPORT") {
		t.Errorf("the order is %q", got)
	}
	for range 30 {
		if value[string](t, ctx, "document.activeElement.textContent") == "SQL-PROD" {
			break
		}
		press("Tab", "Tab", "", 9)
	}
	press("Enter", "Enter", "\r", 13)
	if title := value[string](t, ctx, `new Promise((done) => setTimeout(() => done(document.title), 1000))`); !strings.Contains(title, "SQL-PROD") {
		t.Errorf("enter leads to %q", title)
	}
}
