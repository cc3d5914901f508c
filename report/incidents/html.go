package incidents

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/html"
)

//go:embed page.gohtml page.css page.js
var files embed.FS

// HTML writes the diagnosis as one file that needs nothing else. Without its script
// the timeline does not zoom, and everything is in the list below it. Its policy admits
// its own style and script and nothing else.
func HTML(w io.Writer, r *diagnose.Result, _ report.Options) error {
	t, err := template.ParseFS(files, "page.gohtml")
	if err != nil {
		return fmt.Errorf("write the incidents as HTML: %w", err)
	}
	p, err := newDocument(cleaned(r))
	if err != nil {
		return err
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("write the incidents as HTML: %w", err)
	}
	return nil
}

// document is what the template shows.
type document struct {
	Policy        string
	Style, Script template.HTML
	Reason        string
	Patterns      []string
	Incidents     []section
	Lists         []list
}

type list struct {
	Title string
	Items []string
}

// section is one incident.
type section struct {
	Number                            int
	ID, Title, Begin, End, Nodes, Min string
	Notes                             []string
	Causes, Excluded                  []cause
	Rows                              []row
	More                              int
	Chart                             chart
}

type cause struct {
	diagnose.Cause
	Signs    []sign
	Findings []string
	From     string
}

type sign struct {
	Mark, Text string
	Places     []string
}

type row struct {
	Number                int
	When, Node, Text, Raw string
	Place                 string
	Abnormal, First       bool
}

// chart is a lane for each node, in pixels of a drawing that is as wide as the page.
type chart struct {
	Height   int
	From, To int64 // ms since 1970
	Lanes    []lane
	Ticks    []tick
}

// tick is a time below the lanes.
type tick struct {
	X, Y   int
	Anchor string // of its text
	Text   string
}

type lane struct {
	Node   string
	Y, Top int
	Marks  []spot
}

// spot is a step on its lane.
type spot struct {
	X      float64
	At     int64
	Y      int
	Number int
	Class  string
	Title  string
}

func newDocument(r *diagnose.Result) (*document, error) {
	shared, err := html.Style()
	if err != nil {
		return nil, err
	}
	style, styleDigest, err := block("style", shared, "page.css")
	if err != nil {
		return nil, err
	}
	script, scriptDigest, err := block("script", "", "page.js")
	if err != nil {
		return nil, err
	}
	d := &document{
		Policy: "default-src 'none'; style-src '" + styleDigest + "'; script-src '" + scriptDigest + "'; base-uri 'none'; form-action 'none'",
		Style:  style, Script: script, Reason: r.Exit.Reason, Patterns: r.Patterns,
		Lists: slices.DeleteFunc([]list{
			{"More incidents", moreItems(r)}, {"Planned", planned(r)}, {"Missing", missing(r)}, {"Clocks", texts(r.Clocks, clockText)}, {"Logs", texts(r.Sources, sourceText)},
			{"Left out", texts(r.LeftOut, func(l diagnose.LeftOut) string { return l.Path + ": " + l.Why })},
		}, func(l list) bool { return len(l.Items) == 0 }),
	}
	for n, i := range r.Incidents {
		d.Incidents = append(d.Incidents, newSection(n+1, i))
	}
	return d, nil
}

func newSection(number int, i diagnose.Incident) section {
	s := section{
		Number: number, ID: "incident-" + i.ID, Title: i.Title, Begin: moment(i.Begin), End: i.End.UTC().Format("15:04:05"),
		Nodes: wording.Some(i.Nodes), Min: i.Threshold, Notes: i.Notes, More: i.MoreSteps, Chart: newChart(i.Steps),
	}
	open, excluded := considered(i)
	s.Causes, s.Excluded = newCauses(open), newCauses(excluded)
	for n, step := range i.Steps {
		s.Rows = append(s.Rows, row{n + 1, exact(step.At), step.Node, stepText(step), step.Raw, fmt.Sprintf("%s:%d", step.File, step.Line), step.Abnormal, step.First})
	}
	return s
}

func newCauses(all []diagnose.Cause) []cause {
	var out []cause
	for _, c := range all {
		one := cause{Cause: c, Findings: texts(c.Findings, findingText), From: strings.Join(c.Sources, ", ")}
		for _, s := range c.Signs {
			places := texts(s.Steps[:min(len(s.Steps), 3)], func(r diagnose.Ref) string { return fmt.Sprintf("%s:%d", r.File, r.Line) })
			one.Signs = append(one.Signs, sign{mark(s), signText(s), places})
		}
		out = append(out, one)
	}
	return out
}

// Measures of the chart, in pixels.
const (
	chartWidth = 1000
	chartLeft  = 140
	chartRight = 20
	laneHeight = 34
	lowHeight  = 18 // where there are many lanes
	manyLanes  = 12
	tickRoom   = 24
	lastTick   = 4
)

func newChart(steps []diagnose.Step) chart {
	if len(steps) == 0 {
		return chart{}
	}
	c := chart{From: steps[0].At.UnixMilli(), To: steps[len(steps)-1].At.UnixMilli() + 1}
	lanes := map[string]int{}
	for n, s := range steps {
		i, ok := lanes[s.Node]
		if !ok {
			i = len(c.Lanes)
			lanes[s.Node] = i
			c.Lanes = append(c.Lanes, lane{Node: s.Node})
		}
		class := "event"
		switch {
		case s.First:
			class = "flip first"
		case s.Abnormal:
			class = "flip"
		}
		at := s.At.UnixMilli()
		x := chartLeft + float64(chartWidth-chartLeft-chartRight)*float64(at-c.From)/float64(c.To-c.From)
		c.Lanes[i].Marks = append(c.Lanes[i].Marks, spot{X: float64(int(x*10)) / 10, At: at, Number: n + 1, Class: class, Title: exact(s.At) + " " + s.Node + ": " + stepText(s)})
	}
	c.arrange()
	return c
}

// arrange puts the lanes below each other, and the times below them.
func (c *chart) arrange() {
	height := laneHeight
	if len(c.Lanes) > manyLanes {
		height = lowHeight
	}
	for i := range c.Lanes {
		l := &c.Lanes[i]
		l.Y = i*height + height/2
		l.Top = l.Y + 4
		for j := range l.Marks {
			l.Marks[j].Y = l.Y
		}
	}
	c.Height = len(c.Lanes)*height + tickRoom
	form := "15:04:05"
	if c.To-c.From < 10_000 {
		form = "15:04:05.000"
	}
	for i := range lastTick + 1 {
		t := tick{X: chartLeft + (chartWidth-chartLeft-chartRight)*i/lastTick, Y: c.Height - 6, Anchor: "middle"}
		switch i {
		case 0:
			t.Anchor = "start"
		case lastTick:
			t.Anchor = "end"
		}
		t.Text = time.UnixMilli(c.From + (c.To-c.From)*int64(i)/lastTick).UTC().Format(form)
		c.Ticks = append(c.Ticks, t)
	}
}

func moreItems(r *diagnose.Result) []string {
	if r.MoreIncidents == 0 {
		return nil
	}
	return []string{more(r)}
}

// block returns a text and a file as one element, and the digest by which the policy
// admits it.
func block(element, before, file string) (template.HTML, string, error) {
	data, err := files.ReadFile(file)
	if err != nil {
		return "", "", fmt.Errorf("write the incidents as HTML: %w", err)
	}
	text := before + string(data)
	sum := sha256.Sum256([]byte(text))
	return template.HTML("<" + element + ">" + text + "</" + element + ">"), "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), nil
}
